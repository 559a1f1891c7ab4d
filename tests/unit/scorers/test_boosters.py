"""Boosters take columns by name, whatever their order, and refuse a model of other columns."""

import lightgbm as lgb
import numpy as np
import polars as pl
import pytest

from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.boosters import TextBooster

FEATURES = ("width", "height")


def a_booster_text() -> str:
    """A model of the sign of width alone; height is noise."""
    random = np.random.default_rng(0)
    rows = random.normal(size=(400, 2))
    dataset = lgb.Dataset(rows, rows[:, 0] > 0, feature_name=list(FEATURES))
    parameters = {"objective": "binary", "num_leaves": 4, "num_threads": 1, "verbose": -1}
    text: str = lgb.train(parameters, dataset, 20).model_to_string()
    return text


def some_rows() -> pl.DataFrame:
    return pl.DataFrame({"height": [1, -1, 0], "other": ["a", "b", "c"], "width": [2.0, -2.0, None]})


def test_columns_are_found_by_name_not_by_place() -> None:
    booster = TextBooster(a_booster_text(), FEATURES)
    wide, narrow, _ = booster.predict(some_rows())
    assert wide > 0.9
    assert narrow < 0.1


def test_contributions_add_up_to_the_raw_score() -> None:
    booster = TextBooster(a_booster_text(), FEATURES)
    np.testing.assert_allclose(
        booster.contributions(some_rows()).sum(axis=1), booster.raw_score(some_rows()), atol=1e-9
    )


def test_no_rows_give_no_answers() -> None:
    booster = TextBooster(a_booster_text(), FEATURES)
    assert booster.predict(some_rows().head(0)).shape == (0,)
    assert booster.contributions(some_rows().head(0)).shape == (0, 3)


def test_a_model_of_other_columns_is_refused() -> None:
    with pytest.raises(BundleDamagedError, match="width, height"):
        TextBooster(a_booster_text(), ("height", "width"))
