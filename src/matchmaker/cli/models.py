"""`matchmaker models`: which bundles ship with this installation, their cards, and whether they still open."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from matchmaker.bundles import Bundle, open_bundle
from matchmaker.errors import ModelUnavailableError, NotFoundError
from matchmaker.registry.champions import serve
from matchmaker.scorers import SCORERS
from matchmaker.scorers.scorer import Scorer
from matchmaker.settings import Settings

models = typer.Typer(help="Look at the models this installation ships.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(models, name="models")


@models.command("list")
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the shipped models with their versions, digests and sources."""
    bundles = [open_bundle(_folder(scorer.name) / "bundle") for scorer in SCORERS]
    if as_json:
        typer.echo(json.dumps([_document(bundle) for bundle in bundles], indent=2))
        return
    table = Table("model", "version", "digest", "made from")
    for bundle in bundles:
        manifest = bundle.manifest
        table.add_row(manifest.name, manifest.version, bundle.digest[:12], "\n".join(manifest.data_sources))
    Console().print(table)


@models.command("card")
def show_card(name: Annotated[str, typer.Argument(help="A model's name, e.g. authenticity.")]) -> None:
    """Print the card of a model: purpose, data, figures with intervals, limits."""
    text = (_folder(_scorer(name).name) / "CARD.md").read_text()
    console = Console()
    console.print(Markdown(text) if console.is_terminal else text, soft_wrap=True, markup=False, highlight=False)


@models.command("verify")
def verify() -> None:
    """Open every shipped bundle: hashes of all files, then the recorded probe; exit 1 when one fails."""
    failures = [failure for scorer in SCORERS if (failure := _verify(scorer)) is not None]
    if failures:
        raise ModelUnavailableError(f"{len(failures)} of {len(SCORERS)} models failed; restore or train them again")


def _verify(scorer: type[Scorer]) -> ModelUnavailableError | None:
    try:
        bundle = open_bundle(_folder(scorer.name) / "bundle")
        serve(scorer, bundle)
    except ModelUnavailableError as error:
        typer.echo(f"{scorer.name}: FAIL {error.detail}")
        return error
    typer.echo(f"{scorer.name}: ok, {len(bundle.contents)} files, version {bundle.manifest.version}")
    return None


def _document(bundle: Bundle) -> dict[str, object]:
    manifest = bundle.manifest.model_dump(include={"name", "version", "created_at", "data_sources", "metrics"})
    return manifest | {"digest": bundle.digest}


def _folder(name: str) -> Path:
    return Settings().models / name


def _scorer(name: str) -> type[Scorer]:
    found = {scorer.name: scorer for scorer in SCORERS}.get(name)
    if found is None:
        raise NotFoundError(f"no model named {name!r}; 'matchmaker models list' lists all")
    return found
