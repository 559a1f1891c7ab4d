"""The application: settings in, an ASGI app out; everything is opened when it starts and closed when it stops."""

import gc
import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio import CapacityLimiter
from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from matchmaker.api.documents import body_components
from matchmaker.api.metrics import Metrics
from matchmaker.api.middleware.bounded import Bounded
from matchmaker.api.middleware.guarded import Guarded
from matchmaker.api.middleware.observed import Observed
from matchmaker.api.problems import handle_problems
from matchmaker.api.rate import RateLimiter
from matchmaker.api.routes import ROUTERS
from matchmaker.api.work import new_limiter
from matchmaker.application.comparison.asked import Comparisons
from matchmaker.application.shadow import Shadow
from matchmaker.application.workplace import open_workplace
from matchmaker.errors import ValidationFailedError
from matchmaker.settings import Settings

_OBJECTS_BETWEEN_COLLECTIONS = 50_000  # an answer of 500 items is that large and has no cycles to collect
_DESCRIPTION = (
    "Who fits a brand's brief, whose audience is real, what a post will earn, and how sure we are. "
    "Errors are RFC 9457 problem documents with a stable `code`."
)


def create_app(settings: Settings) -> FastAPI:
    """The service; ValidationFailedError when it would listen beyond this machine without keys."""
    _refuse_open_service(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with open_workplace(settings) as workplace:
            app.state.workplace = workplace
            app.state.limiter = new_limiter()
            app.state.shadow = shadow = Shadow(workplace, app.state.metrics.shadowed)
            app.state.comparisons, app.state.comparing = Comparisons(settings), CapacityLimiter(1)
            gc.collect()
            gc.freeze()  # what lives as long as the process is not looked at again
            gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
            shadow.start()
            try:
                yield
            finally:
                shadow.stop()

    app: FastAPI = FastAPIOffline(
        title="matchmaker",
        version=version("matchmaker"),
        description=_DESCRIPTION,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.metrics = Metrics()
    for router in ROUTERS:
        app.include_router(router)
    handle_problems(app)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    keys = [key.get_secret_value() for key in settings.api_keys]
    app.add_middleware(Bounded, largest_body_bytes=settings.largest_body_bytes)
    app.add_middleware(Guarded, keys=keys, limiter=RateLimiter(settings.rate_limit_per_minute))
    app.add_middleware(Observed, metrics=app.state.metrics)
    return app


def _refuse_open_service(settings: Settings) -> None:
    if not settings.api_keys and not _is_loopback(settings.host):
        raise ValidationFailedError(
            f"expected MATCHMAKER_API_KEYS when listening on {settings.host}, got none: anyone in reach could read "
            "the catalogue; set keys or listen on 127.0.0.1"
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _openapi(app: FastAPI) -> dict[str, object]:
    if not app.openapi_schema:
        document = FastAPI.openapi(app)
        components = document.setdefault("components", {})
        components["schemas"] = {**components.get("schemas", {}), **body_components()}
        components["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer"},
            "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        }
        document["security"] = [{}, {"bearer": []}, {"api_key": []}]
        app.openapi_schema = document
    return app.openapi_schema
