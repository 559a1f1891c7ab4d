"""Follower histories: jumps per day, their causes, and histories with holes."""

from datetime import datetime, timedelta

import pytest

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals import measure
from tests.builders import NOW, Row, a_follower_count, a_post, a_snapshot

DAY = timedelta(days=1)
START = NOW - 40 * DAY


def value(snapshot: Snapshot, name: str) -> float | None:
    return measure(snapshot, [name])[name].item()


def history(*counts: int, start: datetime = START) -> list[Row]:
    return [a_follower_count(start + day * DAY, count) for day, count in enumerate(counts)]


def ordinary_posts(likes_count: int = 100) -> list[Row]:
    return [a_post(post_id=f"p{n}", posted_at=START - n * DAY, likes_count=likes_count) for n in range(5)]


JUMP = history(40_000, 40_000, 45_000, 45_000)  # 5,000 between day 1 and day 2


@pytest.mark.parametrize("name", ["growth_rate_daily_median", "growth_jump_max_ratio", "growth_total_ratio"])
def test_one_count_is_no_growth(name: str) -> None:
    snapshot = a_snapshot(follower_counts=history(40_000))
    assert value(snapshot, name) is None
    assert value(snapshot, "growth_days_observed") == 0


def test_two_counts_of_one_day_are_one_count() -> None:
    morning, noon = a_follower_count(NOW - DAY / 4, 10), a_follower_count(NOW - DAY / 8, 500)
    assert value(a_snapshot(follower_counts=[morning, noon]), "growth_jump_max_ratio") is None


def test_a_gap_in_the_history_is_not_a_jump() -> None:
    snapshot = a_snapshot(follower_counts=[a_follower_count(START, 10_000), a_follower_count(START + 30 * DAY, 13_000)])
    assert value(snapshot, "growth_jump_max_ratio") == pytest.approx(3000 / 30 / 10_000)


def test_growth_from_no_followers_has_no_rate() -> None:
    snapshot = a_snapshot(follower_counts=history(0, 0, 0))
    assert value(snapshot, "growth_rate_daily_median") is None
    assert value(snapshot, "growth_jump_max_ratio") is None
    assert value(snapshot, "growth_days_observed") == 2


def test_losing_all_followers_is_a_drop_of_one() -> None:
    snapshot = a_snapshot(follower_counts=history(500, 0))
    assert value(snapshot, "growth_drop_max_ratio") == 1.0
    assert value(snapshot, "growth_jump_max_ratio") == 0.0


def test_a_jump_of_five_thousand_without_a_post_is_unexplained() -> None:
    assert value(a_snapshot(follower_counts=JUMP), "growth_jump_unexplained_ratio") == 5000 / 40_000


def test_a_jump_beside_an_ordinary_post_is_unexplained() -> None:
    ordinary = [*ordinary_posts(), a_post(post_id="new", posted_at=START + 2 * DAY, likes_count=250)]
    snapshot = a_snapshot(follower_counts=JUMP, posts=ordinary)
    assert value(snapshot, "growth_jump_unexplained_ratio") == 5000 / 40_000


@pytest.mark.parametrize("day", [0, 1, 2])
def test_a_jump_within_two_days_of_a_viral_post_is_explained(day: int) -> None:
    viral = a_post(post_id="viral", posted_at=START + day * DAY, likes_count=300)
    snapshot = a_snapshot(follower_counts=JUMP, posts=[*ordinary_posts(), viral])
    assert value(snapshot, "growth_jump_unexplained_ratio") == 0.0
    assert value(snapshot, "growth_jump_max_ratio") == 5000 / 40_000


@pytest.mark.parametrize("day", [-1, 3])
def test_a_viral_post_long_before_or_after_explains_nothing(day: int) -> None:
    viral = a_post(post_id="viral", posted_at=START + day * DAY, likes_count=300)
    snapshot = a_snapshot(follower_counts=JUMP, posts=[*ordinary_posts(), viral])
    assert value(snapshot, "growth_jump_unexplained_ratio") == 5000 / 40_000


def test_another_creators_viral_post_explains_nothing() -> None:
    viral = [a_post("ben", f"p{n}", START + 2 * DAY - n * DAY, likes_count=900 if n == 0 else 10) for n in range(5)]
    jump = [{**row, "creator_id": "ana"} for row in JUMP]
    creators = [{"creator_id": who, "platform": "instagram", "observed_at": NOW} for who in ("ana", "ben")]
    measured = measure(a_snapshot(creators, follower_counts=jump, posts=viral), ["growth_jump_unexplained_ratio"])
    assert measured["growth_jump_unexplained_ratio"].to_list() == [5000 / 40_000, None]


def after_a_viral_post(*counts: int) -> float | None:
    """The largest unexplained gain of a history whose viral post is on its first day."""
    viral = a_post(post_id="viral", posted_at=START, likes_count=300)
    return value(
        a_snapshot(follower_counts=history(*counts), posts=[*ordinary_posts(), viral]), "growth_jump_unexplained_ratio"
    )


def test_what_fades_after_a_viral_post_is_explained() -> None:
    assert after_a_viral_post(40_000, 45_000, 47_000, 50_000, 52_000) == 0.0


def test_a_third_day_beyond_four_fifths_of_the_first_is_unexplained_by_the_rest() -> None:
    assert after_a_viral_post(40_000, 45_000, 45_000, 50_000) == pytest.approx((5000 - 0.8 * 5000) / 45_000)


def test_a_sixth_day_may_bring_a_fifth_of_the_first() -> None:
    assert after_a_viral_post(40_000, 45_000, *[45_000] * 4, 47_000) == pytest.approx((2000 - 0.2 * 5000) / 45_000)


def test_a_week_after_a_viral_post_nothing_is_its_doing() -> None:
    assert after_a_viral_post(40_000, 45_000, *[45_000] * 5, 46_000) == pytest.approx(1000 / 45_000)


def test_an_order_days_after_a_viral_post_that_brought_nobody_is_unexplained() -> None:
    assert after_a_viral_post(40_000, 40_000, 40_000, 45_000) == 5000 / 40_000


def captioned(caption: str | None, likes_count: int = 100) -> Snapshot:
    """The jump on the day of an ordinary post with this caption."""
    told = a_post(post_id="told", posted_at=START + DAY, caption=caption, likes_count=likes_count)
    return a_snapshot(follower_counts=JUMP, posts=[*ordinary_posts(), told])


GIVEAWAYS = [
    "GIVEAWAY! Tag two friends",
    "Großes Gewinnspiel: folge mir",
    "Sorteo de verano",
    "SORTEIO no perfil",
    "Jeu concours : suivez-moi",
    "РОЗЫГРЫШ призов",
    "フォロワー限定プレゼント企画",
    "مسابقة جديدة",
    "粉丝抽奖",
    "경품 이벤트",
]


@pytest.mark.parametrize("caption", GIVEAWAYS)
def test_a_giveaway_explains_a_jump_whatever_its_engagement_and_language(caption: str) -> None:
    assert value(captioned(caption), "growth_jump_unexplained_ratio") == 0.0
    assert value(captioned(caption), "growth_jump_giveaway_ratio") == 5000 / 40_000
    assert value(captioned(caption), "growth_jump_viral_ratio") == 0.0


@pytest.mark.parametrize("caption", ["As seen in the Tagesblatt", "Gestern im Fernsehen", "テレビ出演しました"])
def test_press_explains_a_jump(caption: str) -> None:
    assert value(captioned(caption), "growth_jump_unexplained_ratio") == 0.0
    assert value(captioned(caption), "growth_jump_press_ratio") == 5000 / 40_000


@pytest.mark.parametrize("caption", ["We win as a team", "A present for my sister", "Press the dough flat", "", None])
def test_words_with_an_everyday_meaning_explain_nothing(caption: str | None) -> None:
    assert value(captioned(caption), "growth_jump_unexplained_ratio") == 5000 / 40_000


def test_a_giveaway_that_goes_viral_explains_the_jump_both_ways() -> None:
    causes = ["growth_jump_giveaway_ratio", "growth_jump_viral_ratio", "growth_jump_press_ratio"]
    assert measure(captioned("Giveaway!", 300), causes).row(0)[1:] == (5000 / 40_000, 5000 / 40_000, 0.0)


FLAT = [10_000] * 10


def stopped(*counts: int) -> float | None:
    return value(a_snapshot(follower_counts=history(*counts)), "growth_jump_minus_decay_ratio")


def test_a_jump_that_stops_dead_counts_in_full() -> None:
    assert stopped(*FLAT, *[12_000] * 10) == pytest.approx(0.2)


def test_an_order_delivered_over_five_days_counts_in_full() -> None:
    assert stopped(*FLAT, 10_800, 11_600, 12_400, 13_200, *[14_000] * 10) == pytest.approx(0.4)


def test_an_order_that_decays_counts_more_than_its_jump() -> None:
    assert stopped(*FLAT, 12_000, 11_500, *[11_000] * 10) == pytest.approx(0.2 + 0.1)


def test_steady_growth_never_stops() -> None:
    assert stopped(*range(10_000, 14_000, 100)) == pytest.approx(0.0)


def test_growth_that_goes_on_for_another_week_is_no_jump() -> None:
    assert stopped(*FLAT, *range(10_200, 12_801, 200), *[12_800] * 10) < stopped(*FLAT, *[12_800] * 10) / 1.5


def test_steady_growth_seen_twice_in_a_month_is_no_jump() -> None:
    seen = [a_follower_count(START, 10_000), a_follower_count(START + 30 * DAY, 13_000)]
    assert value(a_snapshot(follower_counts=seen), "growth_jump_minus_decay_ratio") == pytest.approx(0.0)
