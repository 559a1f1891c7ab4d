"""What settled outcomes say of intervals: held, failing unless widened, or no longer to be believed."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from matchmaker.application.backtest.intervals import interval_standings

STARTED = datetime(2026, 1, 1, tzinfo=UTC)


def _frames(actual: float, posts: int = 200) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A post a day, each by another creator, forecast between 99 and 999 views; nine in ten earn `actual`."""
    names = [f"o{place}" for place in range(posts)]
    came = np.where(np.arange(posts) % 10 == 0, 99_999.0, actual)
    compared = pl.DataFrame({"outcome_id": names, "creator_id": names, "actual": came}).with_columns(
        origin=pl.lit("replayed"), metric=pl.lit("views_count"), p10=pl.lit(99.0), p90=pl.lit(999.0)
    )
    posted = [STARTED + timedelta(days=place) for place in range(posts)]
    return compared, pl.DataFrame({"outcome_id": names, "posted_at": posted})


def test_an_interval_that_held_is_said_to_hold() -> None:
    (standing,) = interval_standings(*_frames(300.0))
    assert standing["state"] == "holding"
    assert (
        standing["text"]
        == "the interval holds: 90 % of the newest 100 outcomes fell inside the interval, which promises 80 %"
    )


def test_an_interval_that_outcomes_left_is_widened_to_where_they_went() -> None:
    (standing,) = interval_standings(*_frames(3_999.0))
    assert standing["state"] == "recalibrated"
    assert standing["widen_high_factor"] > 3.9  # from 1,000 to the 4,000 that came


def test_without_forecasts_there_is_nothing_to_say() -> None:
    compared, outcomes = _frames(300.0)
    assert interval_standings(compared.clear(), outcomes) == []
