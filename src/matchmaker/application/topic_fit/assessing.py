"""What the posts of creators say to a brief: one way for rankings, for topic fit by itself and for files."""

from dataclasses import dataclass

import numpy as np

from matchmaker.application.passes import Readings
from matchmaker.domain.assessment import Numbers, TopicFitAssessment
from matchmaker.domain.brief import Brief
from matchmaker.ranking.policy import Policy
from matchmaker.scorers.topic_fit import TopicFit
from matchmaker.scorers.topic_fit.sought import brief_texts
from matchmaker.scorers.topic_fit.visual import RecentPictures, with_pictures


@dataclass(frozen=True)
class AssessedTopics:
    """Of every creator of a snapshot, in its order.

    `fit` to the brief, and `avoid_topic_probability` (creators,), the highest fit to a topic the brief avoids, NaN
    without one.
    """

    fit: TopicFitAssessment
    avoid_topic_probability: Numbers


def assess_topics(
    brief: Brief, readings: Readings, pictures: RecentPictures, model: TopicFit, policy: Policy
) -> AssessedTopics:
    """Ask the topic-fit model everything the brief asks of posts and pictures."""
    avoided = [_probability(readings.fit([topic])) for topic in brief.avoid_topics]
    unknown = np.full(readings.snapshot.creators.height, np.nan)
    return AssessedTopics(
        fit=_seen(readings.fit(brief_texts(brief.query)), brief, pictures, model, policy),
        avoid_topic_probability=np.fmax.reduce([unknown, *avoided]),
    )


def _seen(
    fit: TopicFitAssessment, brief: Brief, pictures: RecentPictures, model: TopicFit, policy: Policy
) -> TopicFitAssessment:
    """With pictures; who looks for neighbours does not look for those whose pictures are the brand's."""
    weight = policy.images.log_odds_weight if brief.fit_mode == "primary" else 0.0
    return with_pictures(fit, pictures, brief.images, model.image_calibrations, weight)


def _probability(fit: TopicFitAssessment) -> Numbers:
    column: Numbers = fit.columns["topic_fit_probability"].fill_null(np.nan).to_numpy()
    return column
