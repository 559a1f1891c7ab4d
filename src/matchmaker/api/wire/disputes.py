"""Disputes on the wire: an objection to a flag, what a reviewer decides, and a dispute as it is kept."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from matchmaker.domain.columns import ID_PATTERN, LONGEST_ID
from matchmaker.domain.disputes import LONGEST_CONTACT, LONGEST_FLAG_CODE, LONGEST_REASON, Dispute, Objection, Outcome

_WORDS = r"^[^\x00]*\S[^\x00]*$"  # PostgreSQL keeps no NUL, and blanks are no reason


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class DisputeRequest(_Strict):
    """Which flag is contested and why; `contact` is kept with the dispute, deleted with the creator, never logged."""

    creator_id: Annotated[str, Field(pattern=ID_PATTERN, max_length=LONGEST_ID)]
    flag_code: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$", max_length=LONGEST_FLAG_CODE)]
    reason: Annotated[str, Field(pattern=_WORDS, max_length=LONGEST_REASON)]
    contact: Annotated[str, Field(pattern=_WORDS, max_length=LONGEST_CONTACT)] | None = None

    def objection(self) -> Objection:
        """The domain value."""
        return Objection(self.creator_id, self.flag_code, self.reason, self.contact)


class ResolutionRequest(_Strict):
    """What a reviewer decided: the flag stands, the objection was taken back, or the data behind it was mended."""

    outcome: Literal["upheld", "withdrawn", "corrected"]
    note: Annotated[str, Field(pattern=_WORDS, max_length=LONGEST_REASON)]


class DisputeAnswer(BaseModel):
    """A dispute as it is kept; `outcome`, `note` and `resolved_at` are null while it is open."""

    model_config = ConfigDict(extra="forbid")

    dispute_id: str
    creator_id: str
    flag_code: str
    reason: str
    contact: str | None
    opened_at: AwareDatetime
    outcome: Outcome | None
    note: str | None
    resolved_at: AwareDatetime | None


class DisputesPage(BaseModel):
    """One page of disputes, the oldest first; `next_cursor` is null on the last."""

    model_config = ConfigDict(extra="forbid")

    disputes: list[DisputeAnswer]
    next_cursor: str | None


def dispute_answer(dispute: Dispute) -> DisputeAnswer:
    """The dispute in the shape of an answer."""
    objection = dispute.objection
    return DisputeAnswer(
        dispute_id=dispute.dispute_id,
        creator_id=objection.creator_id,
        flag_code=objection.flag_code,
        reason=objection.reason,
        contact=objection.contact,
        opened_at=dispute.opened_at,
        outcome=dispute.outcome,
        note=dispute.note,
        resolved_at=dispute.resolved_at,
    )
