"""The recipe's table [gate]: how much worse, slower or larger than the champion a version may be."""

from pydantic import BaseModel, ConfigDict, Field


class GateLimits(BaseModel):
    """Thresholds of the gate beyond the recipe's own rules `[[gates]]`; every key has a default.

    A loss refuses a version only when it is larger than its tolerance and certain: its paired bootstrap interval,
    widened for the number of comparisons (Bonferroni), lies wholly on the worse side.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    loss_tolerance: float = Field(0.005, ge=0)  # of a whole set, in units of its metric (area, mean absolute error)
    slice_loss_tolerance: float = Field(0.02, ge=0)  # of the worst platform, tier, language or source
    slice_rows_min: int = Field(200, ge=2)  # smaller slices have intervals wider than any loss worth acting on
    fall_tolerance: float = Field(0.05, ge=0)  # of the champion, on rows of today beside those of its own run
    calibration_loss_tolerance: float = Field(0.01, ge=0)  # rise of the expected calibration error
    coverage_nominal_ratio: float = Field(0.8, gt=0, lt=1)  # what p10 to p90 promises
    coverage_gap_ratio: float = Field(0.1, ge=0)  # distance from it that is taken while no champion keeps it better
    false_flag_rise_ratio: float = Field(0.02, ge=0)  # rise of the share of genuine rows flagged, in any group
    too_good_ratio: float = Field(0.5, gt=0, le=1)  # share of the champion's error gone at once: a leak until shown
    too_good_gain: float = Field(0.05, ge=0)  # smaller gains are never called a leak
    slower_ratio: float = Field(1.5, ge=1)  # time of the probe over the champion's, in the same run
    slower_floor_ms: float = Field(1.0, ge=0)  # faster than this nobody waits, and a clock cannot tell
    larger_ratio: float = Field(2.0, ge=1)  # bytes of the bundle over the champion's
    shuffled_labels: bool = True  # fit once more on shuffled labels and expect chance
    chance_ratio: float = Field(0.05, ge=0)  # of the variance that a model of shuffled labels may explain
