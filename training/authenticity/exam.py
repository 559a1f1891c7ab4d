"""The examination of the authenticity model: each head learns from one folder and is asked about rows of another."""

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from matchmaker.bundles import Metric
from training.authenticity.heads import Head
from training.data_checks.repeats import overlaps
from training.data_table import LabelledTable
from training.datasets.source import SourceInvalidError, SourceMissingError
from training.progress import part
from training.trainer import Inspected, Recipe

CONSTANT = "always the commoner class"
TABLES = (".csv", ".gz", ".parquet")


def examine(
    heads: Mapping[str, Head[Any]], recipes: Mapping[str, Recipe], data: Path, exam: Path
) -> tuple[Metric, ...]:
    """Rows of every head on the sets that are below `exam`; what is skipped is said on stderr.

    Raises SourceMissingError for a folder of `exam` that no head can read, naming the columns expected.
    """
    rows: list[Metric] = []
    refused: dict[str, str] = {}
    for name, recipe in recipes.items():
        with part("exam", name), _view(exam) as view:
            try:
                rows += _asked(name, heads[name], recipe, data, view, refused)
            except SourceInvalidError as error:
                raise SourceInvalidError(error.detail.replace(str(view), str(exam))) from None
            refused = {folder: detail.replace(str(view), str(exam)) for folder, detail in refused.items()}
    # A set's bands or pages have rows of their own, named after it.
    for folder in sorted(refused.keys() - {row.set.split("/")[0] for row in rows}):
        if any(path.suffix in TABLES for path in (exam / "authenticity" / folder).iterdir()):
            raise SourceMissingError(refused[folder])
    return tuple(rows)


def _asked(name: str, head: Head[Any], recipe: Recipe, data: Path, view: Path, refused: dict[str, str]) -> list[Metric]:
    """The head's rows, asked again without each folder that holds none of its files; such a folder joins `refused`."""
    while True:
        asked = (*recipe.sources, *getattr(recipe, "tested_on", ()))
        if asked and not (_there(recipe.sources, data) and _there(asked, view)):
            _say(f"{name}: skipped, none of its sets to learn from or none to be asked about")
            return []
        try:
            rows = list(head.exam(data, view, recipe))
        except SourceMissingError as error:
            if not error.folder.is_relative_to(view) or not error.folder.is_symlink():
                _say(f"{name}: skipped, {error.detail}")
                return []
            _say(f"{name}: {error.folder.name} skipped, no file with its columns")
            refused[error.folder.name] = error.detail
            error.folder.unlink()
        except pl.exceptions.PolarsError as error:
            raise SourceInvalidError(f"{name}: values of a table below {view} cannot be used: {error}") from None
        else:
            _say_skipped(name, recipe, view, rows)
            return [*rows, *_shares(name, head, recipe, data, view)]


def _say_skipped(name: str, recipe: Recipe, view: Path, rows: Sequence[Metric]) -> None:
    absent = [source for source in recipe.sources if source not in _there(recipe.sources, view)]
    if absent and rows:
        _say(f"{name}: no rows to ask about of {', '.join(absent)}")


def _shares(name: str, head: Head[Any], recipe: Recipe, data: Path, view: Path) -> Iterator[Metric]:
    """What the classes are like: the accuracy of naming the commoner class, and its rows; overlaps are said."""
    if not isinstance(head, Inspected):
        return
    asked = _tables(head, recipe, view)
    for table in asked:
        positive = table.positive()
        if positive is None or not len(positive):
            continue
        _say(f"{name}: {table.source} {len(positive):,} rows, {int(positive.sum()):,} positives")
        common = max(float(positive.mean()), 1 - float(positive.mean()))
        yield Metric(set=table.source, target=f"{name}/{CONSTANT}", metric="accuracy", value=common, rows=len(positive))
    is_other = any(not folder.resolve().is_relative_to(data.resolve()) for folder in view.glob("*/*"))
    for learned in _tables(head, recipe, data) if asked and is_other else ():
        for other in asked:
            for finding in overlaps([learned, other]):
                _say(f"{name}: learned rows asked about: {finding}")


def _tables(head: Head[Any], recipe: Recipe, folder: Path) -> Sequence[LabelledTable]:
    there = _there(recipe.sources, folder)
    if not there or not isinstance(head, Inspected):
        return ()
    own = recipe.model_copy(update={"sources": there})
    tables: Sequence[LabelledTable] = head.inspected(head.load(folder, own), own)
    return [table for table in tables if table.source in there]


def _there(sources: Sequence[str], folder: Path) -> tuple[str, ...]:
    """Those of the sources that have a folder below `folder`, whichever kind of data they are."""
    return tuple(name for name in sources if any(folder.glob(f"*/{name}")))


@contextmanager
def _view(exam: Path) -> Iterator[Path]:
    """A folder of links to the sets below `exam`, from which a set can be left out."""
    with tempfile.TemporaryDirectory() as made:
        view = Path(made).resolve()
        for kind in sorted(path for path in exam.iterdir() if path.is_dir()):
            (view / kind.name).mkdir()
            for folder in sorted(path for path in kind.iterdir() if path.is_dir()):
                (view / kind.name / folder.name).symlink_to(folder.resolve(), target_is_directory=True)
        yield view


def _say(line: str) -> None:
    print(f"exam: {line}", file=sys.stderr)
