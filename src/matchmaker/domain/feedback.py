"""What became of the creators of a ranking, as told by whoever asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, get_args

FeedbackKind: TypeAlias = Literal["shown", "shortlisted", "contracted", "rejected", "outcome"]
FEEDBACK_KINDS: tuple[FeedbackKind, ...] = get_args(FeedbackKind)


@dataclass(frozen=True)
class FeedbackEvent:
    """One creator of the ranking was shown, shortlisted, contracted or rejected, or has an outcome (kept beside it)."""

    creator_id: str
    kind: FeedbackKind
    occurred_at: datetime
