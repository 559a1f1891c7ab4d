"""Which posts made the fit, in words: the one that raises it most and the one that lowers it most."""

from collections.abc import Sequence
from datetime import datetime

from matchmaker.ranking.candidates import Candidate
from matchmaker.ranking.document import Effect, Reason
from matchmaker.ranking.topic_document import Evidence

_LEAST_POINTS = 0.1  # of 100; less than that does not show in the fit as it is written
_QUOTED = 60  # characters: enough to recognise a post by
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
    moment = datetime.fromisoformat(first["posted_at"])
    text = (
        f"The post of {moment.day} {moment:%B %Y} ({_quoted(first['caption'])}) {effect} the fit most: "
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


def _quoted(caption: str) -> str:
    words = " ".join(caption.split())
    return f"“{words}”" if len(words) <= _QUOTED else f"“{words[:_QUOTED].rstrip()}…”"
