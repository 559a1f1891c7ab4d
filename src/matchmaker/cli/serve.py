"""`matchmaker serve`: the HTTP service on this machine."""

import json
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console

from matchmaker.application.vectors import embed_captions
from matchmaker.application.workplace import open_workplace
from matchmaker.cli.bars import Bars
from matchmaker.intake.importing import import_files
from matchmaker.resources import resource_folder
from matchmaker.settings import Settings

_EXAMPLE = {
    "brief": {
        "text": "Gentle skincare for sensitive skin. We look for creators who review routines and ingredients.",
        "category": "Skincare",
    },
    "candidates": {"creator_ids": ["skincare-specialist-1", "lifestyle-1", "bought-audience-1", "small-1"]},
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    load_sample: Annotated[
        bool, typer.Option("--load-sample", help="Import the sample market when the catalogue is empty.")
    ] = False,
) -> None:
    """Start the service; MATCHMAKER_HOST, MATCHMAKER_PORT and the other settings say where and how."""
    settings = Settings()
    if load_sample:
        load_sample_market(settings)
    _greet(settings)
    uvicorn.run(
        "matchmaker.api.asgi:application",
        factory=True,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def load_sample_market(settings: Settings) -> None:
    """Import the sample into an empty catalogue and embed its captions; a catalogue with creators is left alone."""
    with open_workplace(settings) as workplace:
        if not workplace.catalogue.creator_ids():
            tables = sorted(resource_folder("sample").glob("*.csv"))
            report = import_files([Path(table) for table in tables], workplace.catalogue)
            with Bars() as bars:
                progress = bars.task("captions by creator")
                embed_captions(report.posts_of, workplace.catalogue, workplace.vectors, progress)


def _greet(settings: Settings) -> None:
    address = f"http://{'127.0.0.1' if settings.host in ('0.0.0.0', '::') else settings.host}:{settings.port}"
    key = ' -H "Authorization: Bearer $KEY"' if settings.api_keys else ""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"matchmaker answers at [bold]{address}[/bold], its docs are at [bold]{address}/docs[/bold]. Try:\n")
    console.print(
        f"curl -s {address}/v1/rankings{key} -H 'Content-Type: application/json' -d '{json.dumps(_EXAMPLE)}'\n",
        markup=False,
    )
