"""What the posts of creators say to a brief: one way for rankings, for topic fit by itself and for files."""

from dataclasses import dataclass

from matchmaker.application.passes import Reading, Readings
from matchmaker.application.topic_fit.themes import themes_seen
from matchmaker.domain.assessment import TopicFitAssessment
from matchmaker.domain.brief import Brief
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.themes import ThemeSeen
from matchmaker.scorers.topic_fit import TopicFit
from matchmaker.scorers.topic_fit.adjacent import adjacent_fit
from matchmaker.scorers.topic_fit.brief_heads import adjacent_head_of
from matchmaker.scorers.topic_fit.queries import PartWeights, brief_vectors
from matchmaker.scorers.topic_fit.visual import RecentPictures, with_pictures


@dataclass(frozen=True)
class AssessedTopics:
    """Of every creator of a snapshot, in its order.

    `fit` to the brief, or to its neighbours where it looks for those; `values` and `avoided` are the brief's themes.
    """

    fit: TopicFitAssessment
    values: tuple[ThemeSeen, ...]
    avoided: tuple[ThemeSeen, ...]


def assess_topics(
    brief: Brief, readings: Readings, pictures: RecentPictures, model: TopicFit, policy: Policy
) -> AssessedTopics:
    """Ask the topic-fit model everything the brief asks of posts and pictures, in a space that reads its language."""
    readings = readings.suited_to(brief.query)
    weights = PartWeights(policy.brief.product_weight, policy.brief.audience_weight)
    count = len(brief.values)
    themes = themes_seen((*brief.values, *brief.avoid_topics), readings)
    return AssessedTopics(
        fit=_seen(
            readings.assessed(lambda reading: _fit(brief, reading, readings, weights)), brief, pictures, model, policy
        ),
        values=themes[:count],
        avoided=themes[count:],
    )


def _fit(brief: Brief, reading: Reading, readings: Readings, weights: PartWeights) -> TopicFitAssessment:
    vectors = brief_vectors(brief, reading.encoder, weights)
    primary = reading.model.assess_posts(vectors, readings.snapshot, reading.posts)
    if brief.fit_mode == "primary":
        return primary
    return adjacent_fit(primary, reading.posts, adjacent_head_of(reading.model))


def _seen(
    fit: TopicFitAssessment, brief: Brief, pictures: RecentPictures, model: TopicFit, policy: Policy
) -> TopicFitAssessment:
    """With pictures; who looks for neighbours does not look for those whose pictures are the brand's."""
    weight = policy.images.log_odds_weight if brief.fit_mode == "primary" else 0.0
    return with_pictures(fit, pictures, brief.images, model.image_calibrations, weight)
