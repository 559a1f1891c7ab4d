"""The application as servers start it: `uvicorn --factory matchmaker.api.asgi:application`."""

from fastapi import FastAPI

from matchmaker.api.app import create_app
from matchmaker.api.logs import configure_logs
from matchmaker.settings import Settings


def application() -> FastAPI:
    """The service that the environment describes."""
    configure_logs()
    return create_app(Settings())
