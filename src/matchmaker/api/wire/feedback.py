"""Feedback on the wire: what was stored of it."""

from pydantic import BaseModel, ConfigDict, Field

from matchmaker.api.wire.creators import StoredRows, stored_rows
from matchmaker.store.feedback import SavedFeedback


class FeedbackAnswer(BaseModel):
    """What became of the events and outcomes; sending them again stores nothing new."""

    model_config = ConfigDict(extra="forbid")

    ranking_id: str
    events_count: int = Field(description="Events that came")
    events_inserted_count: int = Field(description="Events that were new")
    outcomes: StoredRows


def feedback_answer(ranking_id: str, events_count: int, saved: SavedFeedback) -> FeedbackAnswer:
    """The answer to feedback."""
    return FeedbackAnswer(
        ranking_id=ranking_id,
        events_count=events_count,
        events_inserted_count=saved.events_inserted,
        outcomes=stored_rows(saved.outcomes),
    )
