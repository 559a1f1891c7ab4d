"""What tuning changed of an encoder's vectors, learned as a linear map: the encoder itself stays as it is."""

import numpy as np

from matchmaker.scorers.topic_fit.space import Turn
from matchmaker.text.encoder import Vectors
from training.datasets.written_feeds import written_briefs, written_posts
from training.topic_fit.rows import bank

RANK = 16  # 32 to 128 rank the human-labelled feeds no better that could be told from chance, at up to 8 times the work
PENALTY = 1.0  # ridge, in units of the mean squared length along a direction


def learn_turn(before: Vectors, after: Vectors, rank: int = RANK) -> Turn:
    """The map of few ranks from vectors to what the tuned encoder makes of the same texts; shape (texts, dimension)."""
    known = before.any(axis=1)
    first, second = before[known].astype(np.float64), after[known].astype(np.float64)
    dimension = first.shape[1]
    ridge = PENALTY * len(first) / dimension * np.eye(dimension)
    change = np.linalg.solve(first.T @ first + ridge, first.T @ (second - first))
    down, strength, up = np.linalg.svd(change)
    return Turn((down[:, :rank] * strength[:rank]).astype(np.float32), up[:rank].astype(np.float32))


def turn_texts() -> tuple[str, ...]:
    """What the map is learned from: everything written for the project, and the bank of topics."""
    written = (*written_posts().values(), *written_briefs().values())
    return (*(text for texts in written for text in texts), *bank())
