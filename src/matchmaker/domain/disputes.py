"""A dispute: somebody contests a flag, a person looks, and the flag is in review until then."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

# What became of a dispute: the flag stands; whoever raised it took it back; the data behind the flag was mended.
Outcome: TypeAlias = Literal["upheld", "withdrawn", "corrected"]

LONGEST_FLAG_CODE = 64
LONGEST_REASON = 4_000  # characters: a page
LONGEST_CONTACT = 320  # characters of the longest mail address (RFC 3696)


@dataclass(frozen=True)
class Objection:
    """What is contested, why, and how to reach whoever contests it; a person's words, kept out of every log."""

    creator_id: str
    flag_code: str
    reason: str
    contact: str | None = None


@dataclass(frozen=True)
class Dispute:
    """A stored objection; `outcome` and `resolved_at` are null while it is open, `note` is the reviewer's."""

    dispute_id: str
    objection: Objection
    opened_at: datetime
    outcome: Outcome | None = None
    note: str | None = None
    resolved_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Nobody has resolved it yet."""
        return self.outcome is None
