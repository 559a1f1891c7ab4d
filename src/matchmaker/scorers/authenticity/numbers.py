"""Kinds of numbers the heads' parameters are made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Ratio = Annotated[float, Field(ge=0, le=1)]
OpenRatio = Annotated[float, Field(gt=0, lt=1)]
Positive = Annotated[float, Field(gt=0)]


class Parameters(BaseModel):
    """A table of parameters in a bundle or a recipe: immutable, unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")
