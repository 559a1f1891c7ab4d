"""Does this creator's audience come for this subject? Vectors of posts and briefs made into a probability."""

from matchmaker.scorers.topic_fit.scorer import TopicFit

__all__ = ["TopicFit"]
