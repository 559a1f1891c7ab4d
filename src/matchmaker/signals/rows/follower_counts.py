"""Follower-count rows: one step a row, from one day's count to the next known day's."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals.rows.posts import engagements

SPELL_DAYS = 7  # sellers deliver an order over some days; what comes after a week tells whether growth went on
CAUSE_DAYS = 2  # a post brings most of its followers within two days
VIRAL_FACTOR = 3.0  # engagement over the creator's median from which a post can explain a jump

_KEYS_PER_CREATOR = 10_000_000  # more than the days of the calendar (years 1 to 9999): keys of two creators never meet
_BEFORE = pl.col("followers_before")
_GAIN = pl.col("followers_count") - _BEFORE


def follower_count_rows(snapshot: Snapshot, needed: frozenset[str]) -> pl.DataFrame:
    """Steps between consecutive days with a count (the last one of a day), oldest first.

    step_days; daily_change; daily_rate = change / days / followers before, null when there were none before;
    spell_ratio = (gain of the SPELL_DAYS up to the step's end - gain of the SPELL_DAYS after it) / followers before
    them, where days before the history began are left out, a longer gap counts with its share of SPELL_DAYS, and
    days not known yet count as ordinary (the median daily change); is_explained = a post of VIRAL_FACTOR times the
    creator's median engagement lies inside the step or at most CAUSE_DAYS before its end.
    """
    steps = _steps(snapshot)
    if "spell_ratio" in needed:
        steps = steps.with_columns(spell_ratio=_spell_ratio(steps))
    if "is_explained" in needed:
        steps = steps.with_columns(is_explained=_explained(steps, _viral_keys(snapshot)))
    return steps


def _keyed(frame: pl.LazyFrame, snapshot: Snapshot, moment: str) -> pl.LazyFrame:
    """The rows of the snapshot's creators with `creator` (number) and `key` (one a creator and day, in order)."""
    numbers = snapshot.creators.lazy().select("creator_id").unique(maintain_order=True).with_row_index("creator")
    day = pl.col(moment).dt.date().to_physical().cast(pl.Int64)
    return frame.join(numbers, on="creator_id").with_columns(
        key=pl.col("creator").cast(pl.Int64) * _KEYS_PER_CREATOR + day
    )


def _steps(snapshot: Snapshot) -> pl.DataFrame:
    counts = snapshot.follower_counts.lazy().select("creator_id", "followers_count", "observed_at")
    key = pl.col("key")
    return (
        _keyed(counts, snapshot, "observed_at")
        .sort("key", "observed_at", "followers_count")
        .filter(key.ne_missing(key.shift(-1)))
        .with_columns(
            followers_before=pl.col("followers_count").shift(1),
            step_days=key - key.shift(1),
            is_first=pl.col("creator").ne_missing(pl.col("creator").shift(1)),
        )
        .filter(~pl.col("is_first"))
        .with_columns(daily_change=_GAIN / pl.col("step_days"))
        .with_columns(daily_rate=pl.when(_BEFORE > 0).then(pl.col("daily_change") / _BEFORE))
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
        np.searchsorted(ends, (steps["creator"].to_numpy().astype(np.int64) - 0.5) * _KEYS_PER_CREATOR),
    )
    last = np.searchsorted(ends, ends + SPELL_DAYS, side="right") - 1
    share = SPELL_DAYS / np.maximum(ends - begins[first], SPELL_DAYS)
    gain = (counts - before[first]) * share
    gain_after = counts[last] - counts + ordinary * (SPELL_DAYS - (ends[last] - ends))
    with np.errstate(divide="ignore", invalid="ignore"):
        return pl.Series((gain - gain_after) / before[first])


def _viral_keys(snapshot: Snapshot) -> NDArray[np.int64]:
    """Sorted keys of the days of posts with VIRAL_FACTOR times their creator's median engagement."""
    typical = pl.col("engagements_count").median().over("creator_id")
    posts = snapshot.posts.lazy().select("creator_id", "posted_at", engagements_count=engagements())
    viral = posts.filter((pl.col("engagements_count") > 0) & (pl.col("engagements_count") >= VIRAL_FACTOR * typical))
    return _keyed(viral, snapshot, "posted_at").select("key").sort("key").collect()["key"].to_numpy()


def _explained(steps: pl.DataFrame, viral: NDArray[np.int64]) -> pl.Series:
    """Whether the last viral post up to a step's end lies inside the step or CAUSE_DAYS before its end."""
    ends = steps["key"].to_numpy()
    earliest = ends - np.maximum(steps["step_days"].to_numpy(), CAUSE_DAYS)
    last_viral = np.append(viral, np.iinfo(np.int64).min)[np.searchsorted(viral, ends, side="right") - 1]
    return pl.Series(last_viral >= earliest, dtype=pl.Boolean)
