"""Why a creator's score changed between two stored rankings, as people and programs read it."""

from typing import Annotated, Literal, TypeAlias

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

_closed = with_config(ConfigDict(extra="forbid"))

Observed: TypeAlias = float | str | None
Cause: TypeAlias = Literal["data", "brief", "model", "data and policy", "data and model", "everything"]


@_closed
class Moved(TypedDict):
    """A quantity behind a contribution before and after; null is unknown."""

    contribution: str
    quantity: str
    before: Observed
    after: Observed


@_closed
class SignalMove(TypedDict):
    """A measured signal of the creator in both rankings; `used_by` are the models that read it."""

    signal: str
    unit: str
    meaning: str
    before: float | None
    after: float | None
    used_by: list[str]


@_closed
class ChangePart(TypedDict):
    """Points of the difference that one cause explains; those of all parts sum to it."""

    cause: Cause
    what: str
    points: float
    contributions: Annotated[dict[str, float], Field(description="The points by contribution; they sum to `points`")]
    moved: Annotated[list[Moved], Field(description="What this cause alone changed; empty where it was not replayed")]


@_closed
class RankedSide(TypedDict):
    """The creator in one of the two rankings."""

    ranking_id: str
    created_at: str
    score: float
    rank: int
    policy_version: str
    models: dict[str, str]


@_closed
class ScoreChange(TypedDict):
    """The difference of a creator's score between two stored rankings, split into causes."""

    creator_id: str
    before: RankedSide
    after: RankedSide
    difference: float
    replayed: Annotated[bool, Field(description="Whether one of the stored scores could be computed again exactly")]
    parts: list[ChangePart]
    signals: Annotated[list[SignalMove], Field(description="Signals that differ, those that models read first")]
    notes: Annotated[list[str], Field(description="What cannot be told, and why")]
