"""Is the audience real? One model of several heads, each for one concept: they do not transfer into each other."""

from matchmaker.scorers.authenticity.composition import ASSESSED_COLUMNS
from matchmaker.scorers.authenticity.scorer import SIGNALS_USED, Authenticity

__all__ = ["ASSESSED_COLUMNS", "SIGNALS_USED", "Authenticity"]
