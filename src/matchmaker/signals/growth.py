"""Growth: how the follower count moved, and whether its jumps have a visible cause.

Jumps are per day, so that a gap in the history is not a jump. A bought order arrives over some days and then
stops or decays, steady growth goes on: what a week brought less what the next week brought tells them apart.
"""

import polars as pl

from matchmaker.signals.declaration import Declare
from matchmaker.signals.rows.follower_counts import SPELL_DAYS
from matchmaker.signals.rows.growth_causes import CAUSE_DAYS, FADED_DAYS, VIRAL_FACTOR

_steps = Declare("growth", "follower_counts")
_RATE = pl.col("daily_rate")


def _largest_jump(rate: pl.Expr) -> pl.Expr:
    """The largest upward daily rate, 0 when it never rose, null when no rate is known."""
    return pl.when(_RATE.count() > 0).then(rate.max().fill_null(0.0).clip(lower_bound=0.0))


SIGNALS = (
    _steps.number(
        "growth_days_observed", "days", "Days the follower history covers", pl.col("step_days").sum(), absent=0.0
    ),
    _steps.number(
        "growth_rate_daily_median",
        "ratio per day",
        "Median growth per day / followers before",
        _RATE.median(),
        minimum=-1.0,
    ),
    _steps.number(
        "growth_rate_daily_std",
        "ratio per day",
        "Standard deviation of growth per day / followers before, from 3 steps up",
        pl.when(_RATE.count() >= 3).then(_RATE.std()),
    ),
    _steps.number(
        "growth_total_ratio",
        "ratio",
        "Change over the whole history / followers at its start",
        pl.col("followers_count").last() / pl.col("followers_before").first() - 1,
        minimum=-1.0,
    ),
    _steps.share(
        "growth_loss_days_ratio",
        "Share of observed days in stretches that lost followers",
        pl.col("step_days").filter(pl.col("daily_change") < 0).sum() / pl.col("step_days").sum(),
    ),
    _steps.quotient("growth_jump_max_ratio", "Largest gain in a day / followers before", _largest_jump(_RATE)),
    _steps.share(
        "growth_drop_max_ratio",
        "Largest loss in a day / followers before",
        pl.when(_RATE.count() > 0).then((-_RATE.min()).clip(0.0, 1.0)),
    ),
    _steps.number(
        "growth_jump_minus_decay_ratio",
        "ratio",
        f"Largest gain within {SPELL_DAYS} days less the gain of the {SPELL_DAYS} days after, / followers before: "
        "high when growth stops dead or turns back",
        pl.col("spell_ratio").filter(pl.col("spell_ratio").is_finite()).max(),
        minimum=None,
        version=2,
    ),
    _steps.quotient(
        "growth_jump_unexplained_ratio",
        "Largest gain in a day without what a viral post, a giveaway or press explains of it, / followers before: "
        f"all of it within {CAUSE_DAYS} days, its fading continuation within {FADED_DAYS}",
        _largest_jump(pl.col("unexplained_rate")),
        version=2,
    ),
    _steps.quotient(
        "growth_jump_viral_ratio",
        f"Largest gain in a day that a post of {VIRAL_FACTOR:.0f} times the usual engagement explains, / followers before",
        _largest_jump(pl.col("viral_rate")),
    ),
    _steps.quotient(
        "growth_jump_giveaway_ratio",
        "Largest gain in a day that a post whose caption announces a giveaway explains, / followers before",
        _largest_jump(pl.col("giveaway_rate")),
    ),
    _steps.quotient(
        "growth_jump_press_ratio",
        "Largest gain in a day that a post whose caption tells of press coverage explains, / followers before",
        _largest_jump(pl.col("press_rate")),
    ),
)
