"""`matchmaker mlflow`: MLflow's own pages on the runs and versions of this installation."""

import importlib.util
import os
import subprocess
import sys
from typing import Annotated

import typer

from matchmaker.errors import ModelUnavailableError
from matchmaker.settings import Settings

SERVERS = ("http://", "https://")
# A page for people on one machine needs no queue of background jobs: without it the server takes half the memory.
ENVIRONMENT = {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("mlflow")(show_mlflow)


def show_mlflow(
    uri: Annotated[
        str | None,
        typer.Option(
            help="An MLflow store; default: MATCHMAKER_REGISTRY_URI, else mlflow/mlflow.db in the state folder."
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on; there are no keys, so only loopback is private.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 5000,
) -> None:
    """Open MLflow's pages on the store that trainings log to, until Ctrl-C."""
    store = uri or store_in_force(Settings())
    if store.startswith(SERVERS):
        typer.echo(f"{store} is an MLflow server already; open it in a browser")
        return
    if importlib.util.find_spec("flask") is None:  # mlflow-skinny, which the service brings, has no pages
        raise ModelUnavailableError("MLflow's pages are not installed; pip install 'matchmaker[train]'")
    typer.echo(f"MLflow's pages are at http://{host}:{port}, Ctrl-C ends them", err=True)
    raise typer.Exit(subprocess.run(command(store, host, port), env=os.environ | ENVIRONMENT, check=False).returncode)


def store_in_force(settings: Settings) -> str:
    """The registry of the settings, else the SQLite store that trainings make; ModelUnavailableError when it is not there."""
    if settings.registry_uri:
        return settings.registry_uri
    path = (settings.state_dir / "mlflow" / "mlflow.db").resolve()
    if not path.is_file():
        raise ModelUnavailableError(
            f"expected an MLflow store at {path}, found none; train a model first, or name one with --uri"
        )
    return f"sqlite:///{path}"


def command(store: str, host: str, port: int) -> list[str]:
    """MLflow's own command, with one worker: it serves one person."""
    options = ["--backend-store-uri", store, "--host", host, "--port", str(port), "--workers", "1"]
    return [sys.executable, "-m", "mlflow", "ui", *options]
