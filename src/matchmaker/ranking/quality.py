"""How much was there to go by? The state of a creator's data and what would make the answer surer."""

from typing import Literal

from typing_extensions import TypedDict

from matchmaker.ranking.candidates import OPTIONAL_TABLES, Candidate
from matchmaker.ranking.document import DataQuality
from matchmaker.ranking.policy import Policy

_FIELDS: tuple[Literal["followers_count", "fee_amount", "country", "language"], ...] = (
    "followers_count",
    "fee_amount",
    "country",
    "language",
)


class Holdings(TypedDict):
    """What is known of a creator, as far as the quality of the data looks at it; every Candidate says it too."""

    followers_count: int | None
    fee_amount: float | None
    country: str | None
    language: str | None
    posts_count: int
    has_comments: bool
    has_follower_counts: bool
    has_follower_profiles: bool
    oldest_field_age_days: float | None


def data_quality(candidate: Holdings | Candidate, policy: Policy) -> DataQuality:
    """insufficient: no post or no follower count; stale: older than the policy allows; partial: something is missing."""
    missing: list[str] = [name for name in _FIELDS if candidate[name] is None]
    if candidate["posts_count"] == 0:
        missing.append("posts")
    present = (candidate["has_comments"], candidate["has_follower_counts"], candidate["has_follower_profiles"])
    missing += [name for name, known in zip(OPTIONAL_TABLES, present, strict=True) if not known]
    age = candidate["oldest_field_age_days"]
    return {"state": _state(missing, age, policy), "oldest_field_age_days": age, "missing": missing}


def _state(
    missing: list[str], age: float | None, policy: Policy
) -> Literal["complete", "partial", "stale", "insufficient"]:
    if "posts" in missing or "followers_count" in missing:
        return "insufficient"
    if age is not None and age > policy.quality.stale_days:
        return "stale"
    return "partial" if missing else "complete"
