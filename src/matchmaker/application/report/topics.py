"""What a creator posts about, in the report: specialist or not, the subjects with their posts, and whether they changed."""

import math

import numpy as np

from matchmaker.application.passes import Encoders, read_first
from matchmaker.application.report.document import TopicObservations
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.topic_mix import NOTHING_READ
from matchmaker.scorers.topic_fit import TopicFit


def topic_observations(snapshot: Snapshot, model: TopicFit, encoders: Encoders) -> TopicObservations | None:
    """Of the one creator in a snapshot, as a ranking would say it; null without a readable post."""
    _, readings = read_first(snapshot, np.zeros(1, np.bool_), model, encoders)
    (reading,) = readings.parts
    used = int(reading.posts.counts[0])
    if not used:
        return None
    topics = readings.topics.get(snapshot.creators["creator_id"].item(), NOTHING_READ)
    specialism = float(reading.model.specialism(reading.posts)[0])
    return {
        "specialism_ratio": None if math.isnan(specialism) else specialism,
        "posts_used_count": used,
        "encoder": reading.used,
        "mix": list(topics.mix),
        "drift": topics.drift,
    }
