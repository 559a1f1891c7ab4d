"""Which keys of a recipe are tuned, between which values; and a recipe's text with other values, comments kept."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Self, TypeAlias

import optuna
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from training.trainer import RecipeInvalidError

Values: TypeAlias = Mapping[str, int | float]  # by key, tables joined by dots: "prior.rounds"
DIGITS = 3  # significant ones of a tuned number: more are noise, and nobody reviews them


class Range(BaseModel):
    """Between which values a key is searched, ends included; `log` where factors matter, not steps.

    Whole numbers where both ends are whole.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: int | float
    high: int | float
    log: bool = False

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.low >= self.high:
            raise ValueError(f"expected low below high, got {self.low} and {self.high}")
        return self

    def suggest(self, trial: optuna.Trial, key: str) -> int | float:
        """A value for this trial."""
        if isinstance(self.low, int) and isinstance(self.high, int):
            return trial.suggest_int(key, self.low, self.high, log=self.log)
        return float(f"{trial.suggest_float(key, self.low, self.high, log=self.log):.{DIGITS}g}")


def read_space(path: Path) -> Mapping[str, Range]:
    """The ranges of a file, a table ["<key>"] each; RecipeInvalidError when it has none or a wrong one."""
    try:
        space = {key: Range.model_validate(table) for key, table in tomllib.loads(path.read_text()).items()}
    except FileNotFoundError:
        raise RecipeInvalidError(f"expected ranges to search at {path}, found none; name them with --space") from None
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise RecipeInvalidError(f"{path}: {error}") from None
    if not space:
        raise RecipeInvalidError(f"{path}: expected at least one key with low and high, got none")
    return space


def with_values(text: str, values: Values) -> str:
    """The recipe's text with these values in place of its own, everything else, comments too, as it was.

    RecipeInvalidError names a key that has no line of its own.
    """
    lines, table, left = text.splitlines(keepends=True), "", dict(values)
    for place, line in enumerate(lines):
        if header := re.match(r"\s*\[([\w.-]+)\]", line):
            table = f"{header[1]}."
        elif found := re.match(r"(\s*([\w-]+)\s*=\s*)([^#\s]+)(.*)", line, re.DOTALL):
            key = f"{table}{found[2]}"
            if key in left:
                lines[place] = f"{found[1]}{left.pop(key)}{found[4]}"
    if left:
        raise RecipeInvalidError(f"expected a line for {', '.join(left)} in the recipe, found none; check --space")
    return "".join(lines)


def recipe_diff(path: Path, before: str, after: str) -> str:
    """A unified diff that `git apply` and `patch -p1` take."""
    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), f"a/{path}", f"b/{path}")
    return "".join(lines)
