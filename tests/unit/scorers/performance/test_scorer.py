"""Forecasts of the shipped model: thin and odd histories, what cannot be forecast, and what every scorer promises."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest

from matchmaker.bundles import Bundle, Metric, SignalUse, open_bundle
from matchmaker.domain.assessment import P10, P50, P90, QUANTILE_LEVELS, Forecast
from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import BundleDamagedError, ValidationFailedError
from matchmaker.resources import resource_folder
from matchmaker.scorers.performance.columns import METRICS, SIGNAL_NAMES
from matchmaker.scorers.performance.coverage import COVERAGE_SET
from matchmaker.scorers.performance.scorer import PARAMETERS_FILE, Performance
from matchmaker.signals import measure
from tests.builders import NOW, Row, a_creator, a_post, a_snapshot
from tests.suites import ScorerTests

DAY = timedelta(days=1)


class TestPerformance(ScorerTests):
    scorer = Performance


@cache
def bundle() -> Bundle:
    return open_bundle(resource_folder("models") / "performance" / "bundle")


def assess(snapshot: Snapshot) -> Forecast:
    return Performance.open(bundle()).assess(snapshot, measure(snapshot, SIGNAL_NAMES))


def liked_posts(likes: Sequence[int | None], creator_id: str = "ana", **known: object) -> list[Row]:
    """Posts of one creator, one a day, newest first."""
    return [
        a_post(creator_id, f"p{place}", NOW - DAY * (place + 1), likes_count=count, **known)
        for place, count in enumerate(likes)
    ]


def forecast_of(posts: list[Row], **known: object) -> Forecast:
    profile: Mapping[str, object] = {"followers_count": 40_000, **known}
    return assess(a_snapshot([a_creator("ana", **profile)], posts=posts))


def likes(forecast: Forecast) -> list[float]:
    return list(forecast.quantiles["likes_count"][0])


def test_a_creator_without_posts_stands_on_size_and_platform() -> None:
    forecast = forecast_of([])
    assert np.isfinite(likes(forecast)).all()
    assert np.isnan(forecast.past_mean["likes_count"]).all()
    assert forecast.history_count.tolist() == [0]


def test_more_followers_mean_more_likes_for_a_newcomer() -> None:
    small, large = (likes(forecast_of([], followers_count=count))[P50] for count in (20_000, 80_000))
    assert small < large


def test_without_posts_and_followers_nothing_is_forecast() -> None:
    assert np.isnan(likes(forecast_of([], followers_count=None))).all()


def test_without_followers_the_past_alone_is_enough() -> None:
    assert likes(forecast_of(liked_posts([100] * 12), followers_count=None))[P50] == pytest.approx(100, rel=0.25)


def test_a_platform_never_seen_is_forecast_from_its_past_alone() -> None:
    posts = liked_posts([100] * 12)
    assert np.isnan(likes(forecast_of([], platform="twitch"))).all()
    assert likes(forecast_of(posts, platform="twitch"))[P50] == pytest.approx(100, rel=0.25)


def test_a_long_steady_history_is_believed() -> None:
    forecast = forecast_of(liked_posts([2_000] * 30))
    assert likes(forecast)[P50] == pytest.approx(2_000, rel=0.15)
    assert forecast.past_mean["likes_count"][0] == pytest.approx(2_000)


def test_more_history_draws_the_forecast_smoothly_to_it() -> None:
    medians = [likes(forecast_of(liked_posts([50_000] * count)))[P50] for count in (0, 1, 2, 4, 8, 16, 30)]
    assert medians == sorted(medians)


def test_an_erratic_creator_has_a_wider_interval_than_a_steady_one() -> None:
    steady, erratic = (
        likes(forecast_of(liked_posts(pattern * 10))) for pattern in ([1_000, 1_000, 1_000], [100, 1_000, 10_000])
    )
    assert erratic[P90] / erratic[P10] > 2 * steady[P90] / steady[P10]


@pytest.mark.parametrize("count", [0, 1, 10_000_000_000])
def test_odd_counts_give_ordered_quantiles_that_are_never_negative(count: int) -> None:
    quantiles = likes(forecast_of(liked_posts([count] * 5)))
    assert quantiles == sorted(quantiles)
    assert quantiles[0] >= 0


def test_hidden_likes_are_forecast_as_for_a_newcomer() -> None:
    forecast = forecast_of(liked_posts([None] * 8))
    assert np.isfinite(likes(forecast)).all()
    assert np.isnan(forecast.past_mean["likes_count"][0])
    assert forecast.history_count.tolist() == [8]


def test_views_of_photos_are_not_invented() -> None:
    forecast = forecast_of(liked_posts([None] * 8), platform="facebook")
    assert np.isnan(forecast.quantiles["views_count"]).all()


def test_every_metric_has_quantiles_and_a_rival_for_every_creator() -> None:
    forecast = assess(a_snapshot([a_creator("ana"), a_creator("ben")]))
    assert tuple(forecast.quantiles) == tuple(forecast.past_mean) == METRICS
    assert {values.shape for values in forecast.quantiles.values()} == {(2, len(QUANTILE_LEVELS))}


def test_an_empty_snapshot_has_an_empty_forecast() -> None:
    forecast = assess(Snapshot())
    assert forecast.creator_ids == ()
    assert forecast.quantiles["likes_count"].shape == (0, len(QUANTILE_LEVELS))


def test_a_batch_is_its_singles_in_the_order_of_the_creators() -> None:
    creators = [a_creator(f"c{place}", followers_count=1_000 * place) for place in range(1, 6)]
    posts = [post for place in range(1, 6) for post in liked_posts([place * 10] * place, f"c{place}")]
    together = assess(a_snapshot(creators, posts=posts))
    alone = [assess(a_snapshot(creators, posts=posts).only([name])) for name in together.creator_ids]
    for metric in METRICS:
        singles = np.concatenate([forecast.quantiles[metric] for forecast in alone])
        np.testing.assert_allclose(together.quantiles[metric], singles, rtol=1e-12)


def test_the_interval_quotes_the_coverage_the_manifest_measured() -> None:
    measured = [row for row in bundle().manifest.metrics if row.set == COVERAGE_SET]
    interval = Performance.open(bundle()).coverage.overall
    assert (interval.nominal, interval.measured, interval.measured_on_count) == (
        0.8,
        measured[0].value,
        measured[0].rows,
    )


def test_a_bundle_that_measured_nothing_says_so() -> None:
    unmeasured = _with(metrics=())
    assert Performance.open(unmeasured).coverage.overall.measured is None


def test_a_changed_signal_is_refused() -> None:
    with pytest.raises(BundleDamagedError, match=r"log_likes_mean \(expected version 1, got version 99\)"):
        Performance.open(_with(signals=(SignalUse(name="log_likes_mean", version=99),)))


def test_parameters_of_another_shape_are_refused() -> None:
    broken = Bundle(bundle().folder, bundle().manifest, {**bundle().contents, PARAMETERS_FILE: b"{}"})
    with pytest.raises(BundleDamagedError, match="train the bundle again"):
        Performance.open(broken)


def _with(**changed: tuple[Metric, ...] | tuple[SignalUse, ...]) -> Bundle:
    return Bundle(bundle().folder, bundle().manifest.model_copy(update=changed), bundle().contents)


def test_the_plan_may_be_given() -> None:
    snapshot = a_snapshot([a_creator("ana", followers_count=40_000)], posts=liked_posts([500] * 5))
    planned = pl.DataFrame({"planned_age_days": [28.0]})
    ordinary = Performance.open(bundle()).assess(snapshot, measure(snapshot, SIGNAL_NAMES))
    told = Performance.open(bundle()).assess(snapshot, measure(snapshot, SIGNAL_NAMES), planned)
    assert likes(told) == likes(ordinary)


def planned_posts(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame(rows)


def test_each_planned_post_has_a_forecast_in_the_order_of_the_plan() -> None:
    creators = [a_creator("ana", followers_count=40_000), a_creator("ben", followers_count=400_000)]
    snapshot = a_snapshot(creators, posts=liked_posts([500] * 5))
    planned = planned_posts(*({"creator_id": name, "planned_post_id": name} for name in ("ben", "ana", "ben")))
    forecast = Performance.open(bundle()).forecast(snapshot, measure(snapshot, SIGNAL_NAMES), planned)
    assert forecast.creator_ids == ("ben", "ana", "ben")
    assert forecast.history_count.tolist() == [0, 5, 0]
    ordinary = assess(snapshot)
    np.testing.assert_allclose(forecast.quantiles["likes_count"], ordinary.quantiles["likes_count"][[1, 0, 1]])


def test_a_planned_post_of_a_stranger_is_refused_by_name() -> None:
    snapshot = a_snapshot([a_creator("ana")])
    planned = planned_posts({"creator_id": "zoe", "planned_post_id": "p"})
    with pytest.raises(ValidationFailedError, match="got one of 'zoe'"):
        Performance.open(bundle()).forecast(snapshot, measure(snapshot, SIGNAL_NAMES), planned)


def forecast_planned(posts: list[Row], **planned: object) -> list[float]:
    """Likes of one planned post of a creator with these posts."""
    snapshot = a_snapshot([a_creator("ana", followers_count=40_000)], posts=posts)
    plan = planned_posts({"creator_id": "ana", "planned_post_id": "next", **planned})
    return likes(Performance.open(bundle()).forecast(snapshot, measure(snapshot, SIGNAL_NAMES), plan))


def test_newer_posts_count_for_more_than_older_ones() -> None:
    rising, falling = (
        likes(forecast_of(liked_posts(counts))) for counts in ([900] * 5 + [100] * 5, [100] * 5 + [900] * 5)
    )
    assert rising[P50] > 1.2 * falling[P50]


def test_a_creator_whose_paid_posts_earn_half_is_forecast_less_for_a_paid_one() -> None:
    posts = [post | {"is_sponsored": place % 2 == 0} for place, post in enumerate(liked_posts([400, 800] * 10))]
    paid, organic = (forecast_planned(posts, is_sponsored=asked)[P50] for asked in (True, False))
    assert paid < 0.8 * organic


def test_shares_are_forecast_from_shares() -> None:
    forecast = forecast_of(liked_posts([100] * 12, shares_count=30))
    assert forecast.quantiles["shares_count"][0][P50] == pytest.approx(30, rel=0.25)


def test_a_caption_is_read_where_the_plan_counts_nothing() -> None:
    stated = forecast_planned(liked_posts([100] * 6), hashtags_count=2, mentions_count=1, caption_length=19)
    assert forecast_planned(liked_posts([100] * 6), caption="hi #tea #cup @ben x") == stated
