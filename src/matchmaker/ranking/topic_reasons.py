"""Which posts made the fit, in words: the one that raises it most and the one that lowers it most."""

from calendar import month_name
from collections.abc import Sequence

from matchmaker.ranking.candidates import Candidate
from matchmaker.ranking.document import Effect, Reason
from matchmaker.ranking.topic_document import Evidence

_LEAST_POINTS = 0.1  # of 100; less than that does not show in the fit as it is written
_QUOTED = 60  # characters: enough to recognise a post by
_MONTHS = tuple(month_name)  # read once: looking a name up formats a date
_CODES: dict[Effect, str] = {"raises": "post_raises_fit", "lowers": "post_lowers_fit"}


def post_reasons(candidate: Candidate, evidence: Sequence[Evidence]) -> list[Reason]:
    """At most one reason a direction, each citing its posts; `observed` is what the first of them changes, in points."""
    fit = candidate["topic_fit_probability"]
    if fit is None:
        return []
    found = []
    for effect in _CODES:
        posts = [post for post in evidence if post["effect"] == effect]
        if posts and abs(posts[0]["effect_points"]) >= _LEAST_POINTS:
            found.append(_reason(effect, 100 * fit, posts))
    return found


def _reason(effect: Effect, score: float, posts: Sequence[Evidence]) -> Reason:
    first, points = posts[0], posts[0]["effect_points"]
    text = (
        f"The post of {day(first['posted_at'])} ({_quoted(first['caption'])}) {effect} the fit most: "
        f"{score:.1f} of 100 with it, {score - points:.1f} without"
    )
    return {
        "code": _CODES[effect],
        "effect": effect,
        "text": text,
        "evidence": [post["post_id"] for post in posts],
        "observed": points,
        "peer_median": None,
    }


def day(posted_at: str) -> str:
    """2026-03-01T08:00:00Z as 1 March 2026."""
    return f"{int(posted_at[8:10])} {_MONTHS[int(posted_at[5:7])]} {posted_at[:4]}"


def _quoted(caption: str) -> str:
    words = " ".join(caption[: 2 * _QUOTED].split())
    return f"“{words}”" if len(words) <= _QUOTED else f"“{words[:_QUOTED].rstrip()}…”"
