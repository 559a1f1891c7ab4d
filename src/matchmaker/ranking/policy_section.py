"""What every section of the policy has in common: nothing unknown, nothing coerced, nothing changed."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of the policy."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
