"""The addresses of the service, one module a resource; ROUTERS lists all."""

from matchmaker.api.routes import (
    authenticity,
    creators,
    definitions,
    disputes,
    feedback,
    models,
    operations,
    performance,
    rankings,
    topic_fit,
)

ROUTERS = (
    rankings.router,
    authenticity.router,
    performance.router,
    topic_fit.router,
    creators.router,
    feedback.router,
    disputes.router,
    models.router,
    definitions.router,
    operations.router,
)
