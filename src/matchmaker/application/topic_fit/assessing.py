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
from matchmaker.scorers.topic_fit.queries import PartWeights, brief_vectors
from matchmaker.scorers.topic_fit.visual import RecentPictures, with_pictures
from matchmaker.text.encoder import Encoder


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


def assess_best_precisely(
    brief: Brief, readings: Readings, pictures: RecentPictures, model: TopicFit, precise: Encoder, policy: Policy
) -> tuple[AssessedTopics, Readings]:
    """The same, the best fitting of those that were read fast at first read again precisely; and who was read how."""
    first = assess_topics(brief, readings, pictures, model, policy)
    best = first.fit.columns.sort("topic_fit_probability", descending=True, nulls_last=True, maintain_order=True)
    head = readings.fast_ones(best["creator_id"].head(policy.passes.precise_creators_count).to_list())
    if not head.any():
        return first, readings
    again = readings.precise_for(head, model, precise)
    return assess_topics(brief, again, pictures, model, policy), again


def _fit(brief: Brief, reading: Reading, readings: Readings, weights: PartWeights) -> TopicFitAssessment:
    vectors = brief_vectors(brief, reading.encoder, weights)
    primary = reading.model.assess_posts(vectors, readings.snapshot, reading.posts)
    if brief.fit_mode == "primary":
        return primary
    return adjacent_fit(primary, vectors, reading.posts, reading.model)


def _seen(
    fit: TopicFitAssessment, brief: Brief, pictures: RecentPictures, model: TopicFit, policy: Policy
) -> TopicFitAssessment:
    """With pictures; who looks for neighbours does not look for those whose pictures are the brand's."""
    weight = policy.images.log_odds_weight if brief.fit_mode == "primary" else 0.0
    return with_pictures(fit, pictures, brief.images, model.image_calibrations, weight)
