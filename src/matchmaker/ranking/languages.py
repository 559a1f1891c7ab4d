"""How sure is the topic fit of creators who write in several languages, or hardly at all?"""

from matchmaker.domain.assessment import Readiness
from matchmaker.ranking.candidates import Candidate
from matchmaker.ranking.document import Reason
from matchmaker.text.language import language_name

COVERED_ENOUGH = 0.6  # of the posts: with half of them left out, feeds written for this are ranked clearly worse
POSTS_ENOUGH = 5  # below it one post more or less moves the share on the topic by a fifth
_MOST_NAMED = 3  # languages in a sentence


def topic_confidence(candidate: Candidate) -> Readiness:
    """insufficient_data without a fit; low where too few posts were read, or too small a part of them."""
    covered = candidate["covered_ratio"]
    if candidate["topic_fit_probability"] is None:
        return "insufficient_data"
    is_sure = (covered is None or covered >= COVERED_ENOUGH) and (candidate["posts_used_count"] or 0) >= POSTS_ENOUGH
    return "ready" if is_sure else "ready_low_confidence"


def unread_languages(candidate: Candidate) -> Reason | None:
    """Posts that were left out because the model was not shown to read their language; None where all were read."""
    covered = candidate["covered_ratio"]
    if covered is None or covered == 1:
        return None
    written = [
        f"{language_name(each['language'])} {each['ratio']:.0%}" for each in candidate["languages"][:_MOST_NAMED]
    ]
    return {
        "code": "languages_unread",
        "effect": "neutral",
        "text": f"{1 - covered:.0%} of the recent posts are in languages the model was not shown to read and were left "
        f"out, neither for nor against; the creator writes in {', '.join(written)}",
        "evidence": [],
        "observed": covered,
        "peer_median": None,
    }
