"""Bands: order statistics of standardised errors, held to the coarser cell by the number of authors."""

import numpy as np
import polars as pl
import pytest

from matchmaker.domain.assessment import P10, P50, P90
from matchmaker.scorers.performance.parameters import Band, ForecastParameters
from training.performance.bands import conformal_quantiles, set_bands
from training.performance.fit import FittedPerformance


def _scores(author_count: int, tier: int, width: float) -> pl.DataFrame:
    """Errors evenly spread over [-width, width], 40 an author."""
    rows = author_count * 40
    return pl.DataFrame(
        {
            "metric": "likes_count",
            "platform": "instagram",
            "author": [f"{tier}-{place % author_count}" for place in range(rows)],
            "history": 2,
            "plan": False,
            "tier": tier,
            "score": np.linspace(-width, width, rows),
        }
    )


def _bands(*scores: pl.DataFrame) -> dict[str | None, Band]:
    unset = FittedPerformance(
        ForecastParameters(trends=(), shrinkages=(), bands=(), boosted=False), scores=pl.concat(scores)
    )
    bands = set_bands(unset).parameters.bands
    return {band.tier: band for band in bands if band.plan_known is not None}


def test_quantiles_have_the_correction_of_split_conformal() -> None:
    quantiles = conformal_quantiles(np.arange(1.0, 10.0))  # ranks 1 and 9 of ten gaps
    assert (quantiles[P10], quantiles[P50], quantiles[P90]) == (1.0, 5.0, 9.0)


def test_a_cell_of_thirty_authors_lies_half_way_to_its_coarser_cell() -> None:
    bands = _bands(_scores(30, tier=1, width=1.0), _scores(30, tier=2, width=3.0))
    coarser, own = bands[None].quantiles[P90], 0.8 * 1.0
    assert bands["micro"].quantiles[P90] == pytest.approx((coarser + own) / 2, abs=0.01)


def test_a_cell_of_few_authors_has_no_band_of_its_own() -> None:
    assert set(_bands(_scores(30, tier=1, width=1.0), _scores(9, tier=2, width=3.0))) == {None, "micro"}
