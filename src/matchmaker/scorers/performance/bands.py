"""How far may counts fall from the middle? Quantile trees say it for each side, conformal bands stretch what they say."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from matchmaker.domain.assessment import Numbers
from matchmaker.scorers.boosters import TextBooster

TAIL_FILES = LOW_FILE, HIGH_FILE = "low.txt", "high.txt"
LOW_LEVEL, HIGH_LEVEL = 0.1, 0.9
NARROWEST = 0.25  # spreads; a side never reaches less far, whatever trees say, or a band would divide by nothing
# What a spread may hang on, without the habits that would tell one author from all others.
TAIL_FEATURES = (
    "metric_code",
    "platform_code",
    "followers_log",
    "days_between_posts_median",
    "planned_age_days",
    "planned_format_code",
    "planned_duration_seconds",
    "own_count",
    "own_std",
    "own_age",
    "own_last",
    "prior_step",
    "size_step",
)


@dataclass(frozen=True)
class Reach:
    """How far counts reach below and above the middle, each of shape (rows,), on the log scale and positive."""

    below: Numbers
    above: Numbers

    def standardised(self, errors: Numbers) -> Numbers:
        """Errors (truth - middle, shape (rows,)) in units of the reach on their side."""
        scores: Numbers = errors / np.where(errors < 0, self.below, self.above)
        return scores

    def stretched(self, bands: Numbers) -> Numbers:
        """Standardised quantiles, shape (rows, levels), as distances from the middle."""
        distances: Numbers = bands * np.where(bands < 0, self.below[:, None], self.above[:, None])
        return distances


@dataclass(frozen=True)
class Tails:
    """Trees for the quantiles LOW_LEVEL and HIGH_LEVEL of (count - shrunk middle) / spread, logs of counts.

    Conformalised quantile regression (Romano 2019) with errors measured in units of the predicted reach of their
    side (the CQR-r of Sesia and Candes 2020, section 2), so that one table of bands serves every quantile.
    """

    low: TextBooster
    high: TextBooster

    def reach(self, rows: pl.DataFrame, step: Numbers, spread: Numbers) -> Reach:
        """The reach around a middle that lies `step` above the shrunk one, for rows with TAIL_FEATURES."""
        moved = step / spread
        below = np.maximum(moved - self.low.predict(rows), NARROWEST)
        above = np.maximum(self.high.predict(rows) - moved, NARROWEST)
        return Reach(below * spread, above * spread)
