"""How the performance model is made: as-of examples of public feeds, parted by author, fitted, banded, judged."""

from training.performance.trainer import TRAINER

__all__ = ["TRAINER"]
