"""Reasons for what a brief asks beside its subject: the neighbouring audience, values and topics to avoid."""

from collections.abc import Iterator, Sequence

from matchmaker.ranking.candidates import Candidate
from matchmaker.ranking.document import Effect, Reason
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.themes import AvoidedTopicPart, ThemePost, ValuePart

_SHOWN = 0.5  # a value more likely shown than not


def adjacent_reason(candidate: Candidate) -> Reason | None:
    """How near the feed is to the category, and how likely it is of it; None where the brief asks for the category."""
    adjacency, category = candidate["adjacency"], candidate["category_probability"]
    if adjacency is None or category is None:
        return None
    text = (
        f"A recent post is near the category and not in it with probability {adjacency:.2f} on average; "
        f"the feed is of the category itself with probability {category:.2f}, which takes away here"
    )
    effect: Effect = "lowers" if category > _SHOWN else "raises"
    return _reason("adjacent", effect, text, adjacency, ())


def theme_reasons(values: Sequence[ValuePart], avoided: Sequence[AvoidedTopicPart], policy: Policy) -> Iterator[Reason]:
    """Each value that can be judged, and each topic to avoid that is more likely posted about than the policy allows."""
    for value in values:
        probability = value["probability"]
        if probability is not None:
            text = f"Posts about {value['value']!r}, a value of the brief, with probability {probability:.2f}"
            effect: Effect = "neutral" if probability >= _SHOWN else "lowers"
            yield _reason("value", effect, f"{text}; {_cited(value['evidence'])}", probability, value["evidence"])
    limit = policy.decision.avoid_topic_probability_max
    for topic in avoided:
        probability = topic["probability"]
        if probability is not None and probability > limit:
            text = (
                f"Posts about {topic['topic']!r}, which the brief avoids, with probability {probability:.2f}; "
                f"above {limit:.2f} a person should look; {_cited(topic['evidence'])}"
            )
            yield _reason("avoided_topic", "lowers", text, probability, topic["evidence"])


def _cited(posts: Sequence[ThemePost]) -> str:
    return "no single post stands out" if not posts else f"posts cited: {len(posts)}"


def _reason(code: str, effect: Effect, text: str, observed: float, posts: Sequence[ThemePost]) -> Reason:
    return {
        "code": code,
        "effect": effect,
        "text": text,
        "evidence": [post["post_id"] for post in posts],
        "observed": observed,
        "peer_median": None,
    }
