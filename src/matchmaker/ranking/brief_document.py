"""How a brief was understood, as people and programs read it."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from matchmaker.domain.brief import FitMode, Objective
from matchmaker.ranking.topic_document import closed

BriefPart = Literal[
    "objective", "product", "audience", "values", "avoid_topics", "competitors", "competitor_window_days"
]


@closed
class BriefUnderstood(TypedDict):
    """What was made of the brief: its fields, and what its text says where a field is silent."""

    wanted: Annotated[str, Field(description="The text that posts are compared with: the brief less what it rules out")]
    objective: Objective
    product: str | None
    audience: str | None
    values: list[str]
    avoid_topics: list[str]
    competitors: list[str]
    competitor_window_days: int
    fit_mode: FitMode
    set_aside: Annotated[
        list[str],
        Field(description="Ruled out or contrasted without naming a topic to avoid; only not counted as wanted"),
    ]
    read_from_text: Annotated[list[BriefPart], Field(description="Parts that no field said and the text did")]
