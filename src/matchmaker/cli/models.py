"""`matchmaker models`: which bundles ship with this installation, their cards, whether they still open, and what changed."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from matchmaker.bundles import Bundle, open_bundle
from matchmaker.cli.compare import compare_versions
from matchmaker.cli.shadow import show_shadow
from matchmaker.errors import ModelUnavailableError, NotFoundError
from matchmaker.registry.champions import serve
from matchmaker.scorers import SCORERS
from matchmaker.settings import Settings
from matchmaker.text.encoder import Encoder
from matchmaker.text.onnx_encoder import OnnxEncoder
from matchmaker.text.static_encoder import StaticEncoder

ENCODERS: Mapping[str, Callable[[Path], Encoder]] = {"encoder": OnnxEncoder.open, "static-encoder": StaticEncoder.open}
_SCORERS = {scorer.name: scorer for scorer in SCORERS}

models = typer.Typer(
    help="Look at the models: those this installation ships, and versions side by side.", no_args_is_help=True
)
models.command("compare")(compare_versions)
models.command("shadow")(show_shadow)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(models, name="models")


@models.command("list")
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the shipped models with their versions, digests and sources."""
    bundles = {name: open_bundle(_folder(name) / "bundle") for name in _names()}
    if as_json:
        typer.echo(json.dumps([_document(name, bundle) for name, bundle in bundles.items()], indent=2))
        return
    table = Table("model", "version", "digest", "made from")
    for name, bundle in bundles.items():
        sources = "\n".join(bundle.manifest.data_sources)
        table.add_row(name, bundle.manifest.version, bundle.digest[:12], sources)
    Console().print(table)


@models.command("card")
def show_card(
    name: Annotated[str, typer.Argument(help="A model's name, e.g. authenticity.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the card as JSON instead of Markdown.")] = False,
) -> None:
    """Print the card of a model: purpose, data, figures with intervals, limits."""
    path = _folder(name) / ("card.json" if as_json else "CARD.md")
    if name not in _names() or not path.is_file():
        raise NotFoundError(f"no card of a model named {name!r}; there are {', '.join(_names())}")
    if as_json:
        typer.echo(path.read_text(encoding="utf-8"), nl=False)
        return
    console = Console()
    text = path.read_text()
    console.print(Markdown(text) if console.is_terminal else text, soft_wrap=True, markup=False, highlight=False)


@models.command("verify")
def verify() -> None:
    """Open every shipped bundle: hashes of all files, then the recorded probe; exit 1 when one fails."""
    names = _names()
    failed = [name for name in names if not _opens(name)]
    if failed:
        raise ModelUnavailableError(f"{len(failed)} of {len(names)} models failed; restore them or train them again")


def _opens(name: str) -> bool:
    try:
        bundle = open_bundle(_folder(name) / "bundle")
        if name in _SCORERS:
            serve(_SCORERS[name], bundle)
        else:
            ENCODERS[name](bundle.folder)
    except ModelUnavailableError as error:
        typer.echo(f"{name}: FAIL {error.detail}")
        return False
    typer.echo(f"{name}: ok, {len(bundle.contents)} files, version {bundle.manifest.version}")
    return True


def _document(name: str, bundle: Bundle) -> dict[str, object]:
    manifest = bundle.manifest.model_dump(include={"version", "created_at", "data_sources", "metrics"})
    return {"name": name, "digest": bundle.digest} | manifest


def _folder(name: str) -> Path:
    return Settings().models / name


def _names() -> list[str]:
    return [*ENCODERS, *_SCORERS]
