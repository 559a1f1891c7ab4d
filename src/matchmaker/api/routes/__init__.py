"""The addresses of the service, one module a resource; ROUTERS lists all."""

from matchmaker.api.routes import creators, definitions, disputes, models, operations, rankings

ROUTERS = (
    rankings.router,
    creators.router,
    disputes.router,
    models.router,
    definitions.router,
    operations.router,
)
