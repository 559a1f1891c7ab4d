"""What does it mean? From signals and a bundle to numbers with intervals."""

from matchmaker.scorers.scorer import Scorer

SCORERS: tuple[type[Scorer], ...] = ()

__all__ = ["SCORERS", "Scorer"]
