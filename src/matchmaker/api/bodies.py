"""Reads a JSON body into its strict model, once, with every fault pointed at."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from matchmaker.domain.faults import field_errors
from matchmaker.errors import ValidationFailedError

Body = TypeVar("Body", bound=BaseModel)


def read_body(model: type[Body], body: bytes) -> Body:
    """The body as the model; ValidationFailedError points at every fault."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise ValidationFailedError(
            "the request body does not follow its schema; see /openapi.json", errors=field_errors(error)
        ) from None
