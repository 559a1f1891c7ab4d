"""Follower-count rows: one step a row, from one day's count to the next known day's."""

import numpy as np
import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals.rows.creator_days import KEYS_PER_CREATOR, keyed
from matchmaker.signals.rows.growth_causes import CAUSES, cause_days, explained_change

SPELL_DAYS = 7  # sellers deliver an order over some days; what comes after a week tells whether growth went on

_BEFORE = pl.col("followers_before")
_RATED_BEFORE = pl.when(_BEFORE > 0).then(_BEFORE)  # without followers before there is no rate
_GAIN = pl.col("followers_count") - _BEFORE
CAUSE_RATES = tuple(f"{cause}_rate" for cause in CAUSES)


def follower_count_rows(snapshot: Snapshot, needed: frozenset[str]) -> pl.DataFrame:
    """Steps between consecutive days with a count (the last one of a day), oldest first.

    step_days; daily_change; daily_rate = change / days / followers before, null when there were none before;
    spell_ratio = (gain of the SPELL_DAYS up to the step's end - gain of the SPELL_DAYS after it) / followers before
    them, where days before the history began are left out, a longer gap counts with its share of SPELL_DAYS, and
    days not known yet count as ordinary (the median daily change); CAUSE_RATES = the part of daily_rate that a post
    explains (see `growth_causes`), and unexplained_rate = daily_rate without the largest of those parts.
    """
    steps = _steps(snapshot)
    if "spell_ratio" in needed:
        steps = steps.with_columns(spell_ratio=_spell_ratio(steps))
    if needed & {"unexplained_rate", *CAUSE_RATES}:
        days = cause_days(snapshot)
        steps = steps.with_columns(
            **{f"{cause}_rate": explained_change(steps, days[cause]) / _RATED_BEFORE for cause in CAUSES}
        ).with_columns(unexplained_rate=pl.col("daily_rate") - pl.max_horizontal(CAUSE_RATES))
    return steps


def _steps(snapshot: Snapshot) -> pl.DataFrame:
    counts = snapshot.follower_counts.lazy().select("creator_id", "followers_count", "observed_at")
    key = pl.col("key")
    return (
        keyed(counts, snapshot, "observed_at")
        .sort("key", "observed_at", "followers_count")
        .filter(key.ne_missing(key.shift(-1)))
        .with_columns(
            followers_before=pl.col("followers_count").shift(1),
            step_days=key - key.shift(1),
            is_first=pl.col("creator").ne_missing(pl.col("creator").shift(1)),
        )
        .filter(~pl.col("is_first"))
        .with_columns(daily_change=_GAIN / pl.col("step_days"))
        .with_columns(daily_rate=pl.col("daily_change") / _RATED_BEFORE)
        .collect()
    )


def _spell_ratio(steps: pl.DataFrame) -> pl.Series:
    """Gain of the spell up to each step's end less the gain of the spell after it, / followers before; NaN from 0."""
    ends, counts = steps["key"].to_numpy(), steps["followers_count"].to_numpy()
    begins = ends - steps["step_days"].to_numpy()
    before = steps["followers_before"].to_numpy()
    ordinary = steps.select(pl.col("daily_change").median().over("creator")).to_series().to_numpy()
    # The step that holds the spell's first day, or the creator's first one: its start is where the spell begins.
    first = np.maximum(
        np.searchsorted(begins, ends - SPELL_DAYS, side="right") - 1,
        np.searchsorted(ends, (steps["creator"].to_numpy().astype(np.int64) - 0.5) * KEYS_PER_CREATOR),
    )
    last = np.searchsorted(ends, ends + SPELL_DAYS, side="right") - 1
    share = SPELL_DAYS / np.maximum(ends - begins[first], SPELL_DAYS)
    gain = (counts - before[first]) * share
    gain_after = counts[last] - counts + ordinary * (SPELL_DAYS - (ends[last] - ends))
    with np.errstate(divide="ignore", invalid="ignore"):
        return pl.Series((gain - gain_after) / before[first])
