"""Request bodies in the OpenAPI document: routes read bodies themselves, strictly and once, and declare them here."""

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaValue, models_json_schema

from matchmaker.api.wire.disputes import DisputeRequest, ResolutionRequest
from matchmaker.api.wire.problem import Problem
from matchmaker.application.authenticity import AuthenticityQuestion
from matchmaker.application.feedback import FeedbackQuestion
from matchmaker.application.performance.question import PerformanceQuestion
from matchmaker.application.questions import RankingQuestion
from matchmaker.application.topic_fit.question import TopicFitQuestion

BODIES: tuple[type[BaseModel], ...] = (
    RankingQuestion,
    AuthenticityQuestion,
    PerformanceQuestion,
    TopicFitQuestion,
    FeedbackQuestion,
    DisputeRequest,
    ResolutionRequest,
    Problem,
)
_COMPONENTS = "#/components/schemas/"


def json_body(model: type[BaseModel]) -> dict[str, object]:
    """The `openapi_extra` of a route whose JSON body is this model, one of BODIES."""
    return required_body({"application/json": {"$ref": _COMPONENTS + model.__name__}})


def required_body(schemas: dict[str, JsonSchemaValue]) -> dict[str, object]:
    """The `openapi_extra` of a route with a required body in one of several media types."""
    return {
        "requestBody": {"required": True, "content": {kind: {"schema": schema} for kind, schema in schemas.items()}}
    }


def body_components() -> JsonSchemaValue:
    """The component schemas of BODIES."""
    _, document = models_json_schema([(model, "validation") for model in BODIES], ref_template=_COMPONENTS + "{model}")
    components: JsonSchemaValue = document["$defs"]
    return components
