"""Young counts grow to what they are expected to be once mature; old ones and other platforms' stay."""

from datetime import timedelta

import numpy as np
import pytest

from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.performance.maturity import Growth, Maturity
from tests.builders import NOW, a_creator, a_post, a_snapshot

# ln 4 still to come on the first day, ln 2 of it from the fourth to the seventh.
LEFT = (np.log(4), np.log(4), np.log(4), np.log(2), np.log(2), np.log(2), np.log(2), 0.0)
RATIOS = ((0.5, 0.6, 0.7, 0.8, 1.0, 1.2, 1.5, 1.7, 2.0),) * 4
CURVE = Growth(platform="tiktok", metric="views_count", left=LEFT, ratios=RATIOS, posts_count=500)
MATURITY = Maturity(growths=(CURVE,))


def _views_after(age_days: float, platform: str = "tiktok") -> int:
    posted = NOW - timedelta(days=age_days)
    snapshot = a_snapshot(
        [a_creator("ana", platform=platform)],
        posts=[a_post("ana", "p1", posted, observed_at=NOW, views_count=99, likes_count=7)],
    )
    return int(MATURITY.matured(snapshot).posts["views_count"][0])


def test_growth_is_what_is_left_now_less_what_is_left_later() -> None:
    assert CURVE.expected(np.array([1.0]), np.array([7.0]))[0] == pytest.approx(np.log(2))


def test_growth_runs_straight_in_log_age() -> None:
    half_way = np.array([np.sqrt(4.0 * 7.0)])
    assert CURVE.expected(half_way, np.array([7.0]))[0] == pytest.approx(np.log(2) / 2)


def test_growth_before_the_first_age_seen_is_not_made_up() -> None:
    assert CURVE.expected(np.array([0.1]), np.array([7.0])) == CURVE.expected(np.array([1.0]), np.array([7.0]))


def test_a_young_count_becomes_the_mature_one() -> None:
    assert _views_after(2) == 199  # (99 + 1) doubles


def test_a_mature_count_stays() -> None:
    assert _views_after(40) == 99


def test_a_platform_without_a_curve_stays() -> None:
    assert _views_after(2, platform="youtube") == 99


def test_a_metric_without_a_curve_stays() -> None:
    snapshot = a_snapshot(
        [a_creator("ana", platform="tiktok")],
        posts=[a_post("ana", "p1", NOW - timedelta(days=2), observed_at=NOW, views_count=99, likes_count=7)],
    )
    assert MATURITY.matured(snapshot).posts["likes_count"].to_list() == [7]


def test_quantiles_of_growth_are_ratios_of_the_expected() -> None:
    levels = CURVE.quantiles(np.array([2.0]), np.array([28.0]))
    np.testing.assert_allclose(levels[0], np.log(2) * np.array(RATIOS[0]))


def test_a_grown_count_is_as_if_read_when_mature() -> None:
    posted = NOW - timedelta(days=2)
    snapshot = a_snapshot(
        [a_creator("ana", platform="tiktok")], posts=[a_post("ana", "p1", posted, observed_at=NOW, views_count=99)]
    )
    assert MATURITY.matured(snapshot).posts["observed_at"].to_list() == [posted + timedelta(days=28)]


def test_without_curves_nothing_changes() -> None:
    snapshot = a_snapshot([a_creator("ana", platform="tiktok")])
    assert Maturity().matured(snapshot) is snapshot


def test_curves_of_another_shape_are_refused() -> None:
    with pytest.raises(BundleDamagedError, match=r"maturity\.json"):
        Maturity.open(b'{"growths": [{"platform": "tiktok"}]}')
