"""What does it mean? From signals and a bundle to numbers with intervals."""

from matchmaker.scorers.authenticity import Authenticity
from matchmaker.scorers.performance.scorer import Performance
from matchmaker.scorers.scorer import Scorer
from matchmaker.scorers.topic_fit.scorer import TopicFit

SCORERS: tuple[type[Scorer], ...] = (TopicFit, Authenticity, Performance)

__all__ = ["SCORERS", "Authenticity", "Performance", "Scorer", "TopicFit"]
