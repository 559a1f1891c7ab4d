"""The addresses of the service, one module a resource; ROUTERS lists all."""

from matchmaker.api.routes import authenticity, creators, definitions, disputes, models, operations, rankings

ROUTERS = (
    rankings.router,
    authenticity.router,
    creators.router,
    disputes.router,
    models.router,
    definitions.router,
    operations.router,
)
