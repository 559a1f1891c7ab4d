"""What a stored ranking rests on, as it goes over the wire."""

from pydantic import BaseModel, ConfigDict, Field, JsonValue


class RankingInputs(BaseModel):
    """The question, and the feature values by column, aligned with the column creator_id."""

    model_config = ConfigDict(extra="forbid")

    question: dict[str, JsonValue] = Field(description="As asked, defaults filled in")
    features: dict[str, list[str | float | None]]
