"""What a model's training module provides; `pipeline.py` alone decides the order in which it is asked."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Protocol, Self, TypeVar, runtime_checkable

import polars as pl
from matplotlib.figure import Figure
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError, model_validator

from matchmaker.bundles import Metric, SignalUse
from matchmaker.errors import MatchmakerError
from training.data_table import AcceptedDefect, LabelledTable
from training.limits import GateLimits

RECIPES = Path(__file__).parent / "recipes"


class GateRule(BaseModel):
    """What a figure must reach before a version is registered; `set` or `target` absent means every row of `metric`.

    With `beats_rival` the figure must be better than its naive rival on the same rows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    metric: str
    set: str | None = None
    target: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    beats_rival: bool = False

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if self.at_least is None and self.at_most is None and not self.beats_rival:
            raise ValueError("expected at_least, at_most or beats_rival = true, got none of them")
        return self


class Recipe(BaseModel):
    """How a model is made; each trainer extends it with its own keys. Unknown keys are errors.

    Without `gates` the first figure that has a rival must beat it; `gate` are the tolerances beside the champion.
    `accepted_defects` are findings about the data that are known and taken on purpose, each with its reason.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    seed: int
    sources: tuple[str, ...]
    gates: tuple[GateRule, ...] = ()
    gate: GateLimits = GateLimits()
    accepted_defects: tuple[AcceptedDefect, ...] = ()

    @property
    def generated_sources(self) -> tuple[str, ...]:
        """Names of rows this project's simulator makes for the training, besides those of `sources`."""
        return ()


RecipeT = TypeVar("RecipeT", bound=Recipe)


class RecipeInvalidError(MatchmakerError):
    """A recipe has an unknown key, a wrong value, or is meant for another model."""

    status, code, title = 422, "recipe_invalid", "The recipe is not valid"


def read_recipe(path: Path, model: str, kind: type[RecipeT]) -> tuple[RecipeT, str]:
    """The recipe in `path` and its text; RecipeInvalidError when it is none for `model`.

    Files named in a last table `[part_files]`, relative to the recipe, are put in its place as `[parts.<name>]`:
    the text is complete by itself and reads as the same recipe.
    """
    try:
        text = _with_parts(path)
        recipe = kind.model_validate(tomllib.loads(text))
    except FileNotFoundError:
        raise RecipeInvalidError(f"expected a recipe at {path}, found none; check --recipe") from None
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise RecipeInvalidError(f"{path}: {error}") from None
    if recipe.model != model:
        raise RecipeInvalidError(f"{path}: expected model = {model!r}, got {recipe.model!r}; check --recipe")
    return recipe, text


_PART_FILES = "[part_files]"
_TABLE = re.compile(r"^(\[{1,2})(?=[A-Za-z_])", re.MULTILINE)


def _with_parts(path: Path) -> str:
    main, found, files = path.read_text().partition(_PART_FILES)
    if not found:
        return main
    parts = [
        f"[parts.{name}]\n" + _TABLE.sub(rf"\1parts.{name}.", (path.parent / file).read_text())
        for name, file in tomllib.loads(files).items()
    ]
    return "\n".join([main.rstrip() + "\n", *parts])


DataT = TypeVar("DataT")
ExamplesT = TypeVar("ExamplesT")
ModelT = TypeVar("ModelT")


@dataclass(frozen=True)
class Split(Generic[ExamplesT]):
    """Examples parted by creator, source or time, as the recipe says; test rows are never fitted on."""

    train: ExamplesT
    calibration: ExamplesT
    test: ExamplesT


@dataclass(frozen=True)
class Evaluation:
    """Figures on held-out rows and the plots that show them (a figure, or its PNG).

    `judged` are those rows (JUDGED) with truth and answer. `parts` are the figures of each head, by its name.
    """

    metrics: tuple[Metric, ...]
    plots: Mapping[str, Figure | bytes] = field(default_factory=dict)
    judged: pl.DataFrame | None = None
    parts: Mapping[str, tuple[Metric, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """What goes into the bundle besides provenance; `files` includes probe.json."""

    description: str
    files: Mapping[str, bytes]
    features: tuple[str, ...] = ()
    signals: tuple[SignalUse, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, JsonValue] = field(default_factory=dict)


class Trainer(Protocol[RecipeT, DataT, ExamplesT, ModelT]):
    """The steps of one model, each a pure function of its arguments (load alone reads files)."""

    @property
    def name(self) -> str:
        """The model's name."""
        ...

    @property
    def recipe_type(self) -> type[RecipeT]:
        """What its recipes are read as."""
        ...

    def load(self, data: Path, recipe: RecipeT) -> DataT:
        """The recipe's sources read from `data` (laid out as data/README.md says)."""
        ...

    def examples(self, tables: DataT, recipe: RecipeT) -> ExamplesT:
        """Rows to learn from, each as of the moment it predicts."""
        ...

    def split(self, examples: ExamplesT, recipe: RecipeT) -> Split[ExamplesT]:
        """Train, calibration and test parts with no creator (or source, or later time) in two of them."""
        ...

    def fit(self, train: ExamplesT, recipe: RecipeT) -> ModelT:
        """The model on training rows."""
        ...

    def calibrate(self, model: ModelT, calibration: ExamplesT, recipe: RecipeT) -> ModelT:
        """The model with probabilities or intervals adjusted on rows it has not seen."""
        ...

    def evaluate(self, model: ModelT, split: Split[ExamplesT], recipe: RecipeT) -> Evaluation:
        """Figures on the test rows, each beside its naive rival."""
        ...

    def draft(self, model: ModelT, recipe: RecipeT) -> Draft:
        """The files of the bundle."""
        ...


LoadedT = TypeVar("LoadedT", contravariant=True)
RuledT = TypeVar("RuledT", contravariant=True)


@runtime_checkable
class Inspected(Protocol[LoadedT, RuledT]):
    """A trainer that shows its tables to the data checks before anything is learned from them."""

    def inspected(self, tables: LoadedT, recipe: RuledT) -> Sequence[LabelledTable]:
        """The loaded tables, one a source, with what is label, key and text in them."""
        ...


@runtime_checkable
class Examined(Protocol[RuledT]):
    """A trainer that can be examined on rows of another folder."""

    @property
    def recipe_type(self) -> type[Recipe]:
        """What its recipes are read as."""
        ...

    def exam(self, data: Path, exam: Path, recipe: RuledT) -> tuple[Metric, ...]:
        """Figures of models learned from the sets below `data` on the rows of those sets that are below `exam`."""
        ...
