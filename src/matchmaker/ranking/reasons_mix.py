"""A change of subject in words: the score looks at the newest posts, and a person should know that they are new."""

from matchmaker.ranking.document import Reason
from matchmaker.ranking.topic_mix import FeedTopics
from matchmaker.ranking.topic_reasons import day


def moved_reason(topics: FeedTopics) -> Reason | None:
    """Neutral, with the posts on the new subject; None where the subject has not changed or nothing is known."""
    drift = topics.drift
    if drift is None or drift["changed_at"] is None:
        return None
    after = drift["topic_after"]
    return {
        "code": "subject_moved",
        "effect": "neutral",
        "text": (
            f"Since about {day(drift['changed_at'])} the posts have been more about {after} and less about "
            f"{drift['topic_before']}; as great a change by chance: {drift['chance_probability']:.1%} of steady feeds"
        ),
        "evidence": [post for share in topics.mix if share["topic"] == after for post in share["post_ids"]],
        "observed": drift["moved_ratio"],
        "peer_median": None,
    }
