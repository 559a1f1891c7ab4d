"""How the topic-fit model is made: labelled feeds and mentions, heads cross-fitted by brief, judged beside rivals."""

from training.topic_fit.trainer import TRAINER

__all__ = ["TRAINER"]
