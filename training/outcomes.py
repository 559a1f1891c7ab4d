"""`python -m training outcomes`, and `--outcomes` of a training: matured outcomes of the store to learn from."""

import argparse
import re
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from matchmaker.settings import Settings
from matchmaker.store.catalogue import Catalogue
from training.datasets.own_outcomes import SOURCE, write
from training.trainer import RecipeInvalidError

_SOURCES = re.compile(r"^sources = \[", re.MULTILINE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """From which database, as of when, to where."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help=f"written to DIR/{SOURCE.folder}")
    parser.add_argument("--database", metavar="URL", help="default: the service's, MATCHMAKER_DATABASE_URL")
    parser.add_argument(
        "--as-of", type=_moment, metavar="MOMENT", help="RFC 3339; what was read later is left out; default: now"
    )


def run(arguments: argparse.Namespace) -> None:
    """Write the files and say how many outcomes they hold."""
    print(take(arguments.database or "", arguments.as_of or datetime.now(UTC), arguments.data))


def take(database: str, as_of: datetime, data: Path) -> str:
    """Write the outcomes of a database (a URL; empty for the service's) below `data`; what was written, in words."""
    with closing(Catalogue(database or Settings().database)) as catalogue:
        count = write(catalogue, as_of, data)
    return f"{count:,} matured outcomes as of {as_of:%Y-%m-%dT%H:%M:%SZ}: {data / SOURCE.folder}"


def recipe_with_outcomes(recipe: Path, folder: Path) -> Path:
    """The recipe with own outcomes as its first source, written into `folder`: a version keeps its text.

    Raises RecipeInvalidError where the recipe has no line `sources = [`.
    """
    text = recipe.read_text()
    if f'"{SOURCE.name}"' in text:
        return recipe
    more, count = _SOURCES.subn(f'sources = [\n    "{SOURCE.name}",', text, count=1)
    if not count:
        raise RecipeInvalidError(f"{recipe}: expected a line 'sources = [', found none; name {SOURCE.name} yourself")
    folder.mkdir(parents=True, exist_ok=True)
    derived = folder / f"{recipe.stem}_with_outcomes.toml"
    derived.write_text(more)
    return derived


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"expected a moment with its offset, as 2026-03-01T08:00:00Z, got {text}")
    return moment.astimezone(UTC)
