"""One ranked creator as the answer shows it."""

from collections.abc import Sequence

from matchmaker.domain.assessment import Flag
from matchmaker.ranking.candidates import Candidate
from matchmaker.ranking.document import AuthenticityPart, FlagPart, Item, Quantiles, quantiles
from matchmaker.ranking.languages import topic_confidence
from matchmaker.ranking.peers import Peers
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.quality import data_quality
from matchmaker.ranking.reasons import reasons
from matchmaker.ranking.standing import Standing
from matchmaker.ranking.topic_document import Evidence, TopicFitPart
from matchmaker.ranking.topic_mix import FeedTopics


def item(rank: int, standing: Standing, peers: Peers, policy: Policy) -> Item:
    """The standing in the shape of the answer, with its reasons and the quality of its data."""
    candidate = standing.candidate
    return {
        "rank": rank,
        "creator_id": candidate["creator_id"],
        "platform": candidate["platform"],
        "tier": candidate["tier"],
        "followers_count": candidate["followers_count"],
        "decision": standing.decision,
        "score": standing.score,
        "contributions": standing.contributions,
        "topic_fit": topic_fit_part(candidate, standing.evidence, standing.topics),
        "values": list(standing.values),
        "avoided_topics": list(standing.avoided_topics),
        "authenticity": _authenticity(candidate, standing.flags),
        "brand": standing.brand,
        "performance": standing.performance,
        "price": standing.price,
        "goals": list(standing.goals),
        "reasons": reasons(standing, peers, policy),
        "data_quality": data_quality(candidate, policy),
    }


def topic_fit_part(candidate: Candidate, evidence: Sequence[Evidence], topics: FeedTopics) -> TopicFitPart:
    """The topic fit of one row of the candidate table, with the posts behind it and what the feed is about."""
    fit = candidate["topic_fit_probability"]
    return {
        "score": None if fit is None else round(100 * fit, 4),
        "specialism_ratio": candidate["specialism_ratio"],
        "posts_used_count": candidate["posts_used_count"] or 0,
        "encoder": candidate["encoder"],
        "confidence": topic_confidence(candidate),
        "languages": candidate["languages"],
        "covered_ratio": _rounded(candidate["covered_ratio"]),
        "evidence": list(evidence),
        "mix": list(topics.mix),
        "drift": topics.drift,
        "visual_similarity": _rounded(candidate["visual_similarity"]),
        "category_probability": _rounded(candidate["category_probability"]),
        "adjacency": _rounded(candidate["adjacency"]),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _authenticity(candidate: Candidate, flags: Sequence[Flag]) -> AuthenticityPart:
    return {
        "state": candidate["authenticity_state"],
        "readiness": candidate["readiness"],
        "audience_quality_score": _quantiles(
            candidate["audience_quality_score_p10"],
            candidate["audience_quality_score_p50"],
            candidate["audience_quality_score_p90"],
        ),
        "fake_follower_ratio": _quantiles(
            candidate["fake_follower_ratio_p10"],
            candidate["fake_follower_ratio_p50"],
            candidate["fake_follower_ratio_p90"],
        ),
        "follower_sample_count": candidate["follower_sample_count"] or 0,
        "engagement_anomaly_probability": candidate["engagement_anomaly_probability"],
        "growth_anomaly_probability": candidate["growth_anomaly_probability"],
        "coordination_probability": candidate["coordination_probability"],
        "flags": [flag_part(flag) for flag in flags],
    }


def flag_part(flag: Flag) -> FlagPart:
    """One flag as it is answered."""
    return {
        "code": flag.code,
        "text": flag.text,
        "observed": flag.observed,
        "peer_median": flag.peer_median,
        "probability": flag.probability,
        "evidence": list(flag.evidence),
        "state": flag.state,
        "disputed": flag.disputed,
    }


def _quantiles(low: float | None, middle: float | None, high: float | None) -> Quantiles | None:
    return None if low is None or middle is None or high is None else quantiles((low, middle, high))
