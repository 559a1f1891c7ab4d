"""What the shipped growth head says of golden cases: jumps, drips, purges, sawteeth, and what explains a gain."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from matchmaker.bundles import open_bundle
from matchmaker.domain.assessment import AuthenticityAssessment, Flag
from matchmaker.resources import resource_folder
from matchmaker.scorers.authenticity import SIGNALS_USED, Authenticity
from matchmaker.scorers.authenticity.growth import GrowthAssessment
from matchmaker.signals import measure
from tests.builders import NOW, Row, a_creator, a_follower_count, a_post, a_snapshot, table

FOLLOWERS = 50_000


@pytest.fixture(scope="module")
def authenticity() -> Authenticity:
    return Authenticity.open(open_bundle(resource_folder("models") / "authenticity" / "bundle"))


def posts(viral_likes: int = 1_000, caption: str | None = None, days_ago: int = 9) -> list[Row]:
    """A dozen posts of 1,000 likes, and one more."""
    ordinary = [a_post(post_id=f"p{day}", posted_at=NOW - timedelta(days=day), likes_count=1_000) for day in range(12)]
    cause = a_post(post_id="cause", posted_at=NOW - timedelta(days=days_ago), likes_count=viral_likes, caption=caption)
    return [*ordinary, cause]


def history(*counts: int) -> list[Row]:
    """One count a day, the last of them NOW."""
    return [a_follower_count(NOW - timedelta(days=len(counts) - 1 - day), count) for day, count in enumerate(counts)]


def a_month(jump: int) -> list[int]:
    """Thirty days at 50,000 followers; `jump` followers come on the twentieth (19 February) and stay."""
    return [FOLLOWERS + (jump if day >= 20 else 0) for day in range(30)]


def scored(authenticity: Authenticity, counts: list[int], feed: list[Row]) -> GrowthAssessment:
    return authenticity.score_growth(table("follower_counts", history(*counts)), table("posts", feed))


def probability(authenticity: Authenticity, counts: list[int], feed: list[Row]) -> float:
    said: float = scored(authenticity, counts, feed).columns["growth_anomaly_probability"].item()
    return said


def assessed(authenticity: Authenticity, counts: list[int], feed: list[Row]) -> AuthenticityAssessment:
    snapshot = a_snapshot([a_creator(followers_count=counts[-1])], posts=feed, follower_counts=history(*counts))
    return authenticity.assess(snapshot, measure(snapshot, SIGNALS_USED))


def growth_flags(authenticity: Authenticity, counts: list[int], feed: list[Row]) -> list[Flag]:
    flags = assessed(authenticity, counts, feed).flags.get("ana", ())
    return [flag for flag in flags if flag.code == "growth_jump"]


def test_a_jump_without_a_post_raises_the_risk(authenticity: Authenticity) -> None:
    jumped, still = (probability(authenticity, a_month(jump), posts()) for jump in (5_000, 50))
    assert jumped > 0.5 > 0.01 > still


def test_the_same_jump_on_the_day_of_a_viral_post_raises_it_less(authenticity: Authenticity) -> None:
    quiet, viral = (probability(authenticity, a_month(5_000), posts(likes)) for likes in (1_000, 20_000))
    assert probability(authenticity, a_month(0), posts(20_000)) < viral < 0.5 * quiet


def test_a_growth_flag_says_what_came_when_and_what_is_typical(authenticity: Authenticity) -> None:
    (flag,) = growth_flags(authenticity, a_month(5_000), posts())
    assert flag.observed == pytest.approx(0.1)
    assert flag.text == (
        "5,000 followers more than usual came on 2026-02-20, 10 % of those before, and no observed post explains it; "
        "0.3 % a week is typical."
    )


@pytest.mark.parametrize(
    ("caption", "likes", "cause"),
    [
        ("Giveaway: follow and tag a friend", 1_000, "giveaway"),
        ("As seen in the evening paper", 1_000, "press"),
        ("A quiet day", 30_000, "viral_post"),
        ("Giveaway: follow and tag a friend", 30_000, "giveaway"),
    ],
)
def test_an_event_names_its_benign_cause_and_is_no_reason_to_look(
    authenticity: Authenticity, caption: str, likes: int, cause: str
) -> None:
    (event,) = scored(authenticity, a_month(8_000), posts(likes, caption)).events.to_dicts()
    assert (event["cause"], event["kind"], event["change_count"]) == (cause, "jump", 8_000)
    assert event["probability"] < 0.5


def test_a_gain_with_a_benign_cause_is_told_with_it_and_decides_nothing(authenticity: Authenticity) -> None:
    said = assessed(authenticity, a_month(8_000), posts(1_000, "Giveaway: follow and tag a friend"))
    (flag,) = (flag for flag in said.flags["ana"] if flag.code.startswith("growth"))
    assert (flag.code, flag.state) == ("growth_explained", "clear")
    assert flag.text == (
        "8,000 followers more than usual came on 2026-02-20, 16 % of those before, and a giveaway post may explain it; "
        "0.3 % a week is typical."
    )


def test_an_order_some_days_after_a_giveaway_is_not_its_doing(authenticity: Authenticity) -> None:
    counts = [50_000] * 5 + [51_000] * 10 + [61_000] * 15  # a giveaway on the fifth day, an order on the fifteenth
    (flag,) = growth_flags(authenticity, counts, posts(1_000, "Giveaway!", days_ago=24))
    assert "10,000 followers more than usual" in flag.text
    assert "no observed post explains it" in flag.text


def test_an_event_is_dated_by_the_days_it_took(authenticity: Authenticity) -> None:
    arrived = [min(max(day - 9, 0), 5) * 800 for day in range(40)]  # 800 a day on five days: an order of 4,000
    counts = [30_000 + 20 * day + extra for day, extra in enumerate(arrived)]
    (event,) = scored(authenticity, counts, []).events.to_dicts()
    start = datetime(2026, 3, 1, tzinfo=UTC) - timedelta(days=39)
    assert (event["started_at"], event["ended_at"]) == (start + timedelta(days=10), start + timedelta(days=14))
    assert event["change_count"] == pytest.approx(4_000, abs=100)
    assert event["probability"] > 0.5


def test_a_slow_delivery_that_stops_dead_is_a_drip(authenticity: Authenticity) -> None:
    arrived = [min(max(day - 29, 0), 20) * 300 for day in range(90)]
    counts = [30_000 + 20 * day + extra for day, extra in enumerate(arrived)]
    (event,) = scored(authenticity, counts, []).events.to_dicts()
    assert event["kind"] == "drip"
    assert event["probability"] > 0.5


def test_a_purge_is_a_loss(authenticity: Authenticity) -> None:
    counts = [30_000 + 20 * day - (6_000 if day >= 40 else 0) for day in range(90)]
    (event,) = scored(authenticity, counts, []).events.to_dicts()
    assert (event["kind"], event["change_count"]) == ("purge", -6_000)
    assert event["probability"] > 0.5


def test_what_leaves_after_an_order_is_told_of_the_order(authenticity: Authenticity) -> None:
    left = [0] * 20 + [int(4_000 * (1 - 0.3 * min(day / 10, 1))) for day in range(20)]
    (event,) = scored(authenticity, [30_000 + 20 * day + extra for day, extra in enumerate(left)], []).events.to_dicts()
    assert event["kind"] == "jump"


def test_following_and_unfollowing_by_turns_is_a_sawtooth(authenticity: Authenticity) -> None:
    rows = [
        a_follower_count(NOW - timedelta(days=59 - day), 8_000 + 15 * day)
        | {"following_count": 900 + (150 * (day % 10) if day % 20 < 10 else 150 * (9 - day % 10))}
        for day in range(60)
    ]
    (event,) = authenticity.score_growth(table("follower_counts", rows)).events.to_dicts()
    assert event["kind"] == "sawtooth"
    assert event["probability"] > 0.9


@pytest.mark.parametrize("step", [1, 7])
def test_steady_growth_is_no_event(authenticity: Authenticity, step: int) -> None:
    rows = [a_follower_count(NOW - timedelta(days=180 - day), 20_000 + 45 * day) for day in range(0, 180, step)]
    said = authenticity.score_growth(table("follower_counts", rows))
    assert said.columns["growth_anomaly_probability"].item() < 0.01
    assert said.events.is_empty()


def test_three_counts_are_too_few_to_say_anything(authenticity: Authenticity) -> None:
    rows = [a_follower_count(NOW - timedelta(days=10 * day), 20_000 - 5_000 * day) for day in range(3)]
    columns = authenticity.score_growth(table("follower_counts", rows)).columns
    assert columns.rows() == [("ana", None, 20.0)]


def test_an_order_is_found_in_weekly_counts(authenticity: Authenticity) -> None:
    rows = [
        a_follower_count(NOW - timedelta(days=364 - day), 20_000 + 15 * day + (3_000 if day > 180 else 0))
        for day in range(0, 365, 7)
    ]
    said = authenticity.score_growth(table("follower_counts", rows))
    assert said.columns["growth_anomaly_probability"].item() > 0.5
    assert said.events["kind"].to_list() == ["jump"]


def test_no_history_has_no_row_and_no_event(authenticity: Authenticity) -> None:
    said = authenticity.score_growth(table("follower_counts", []), pl.DataFrame())
    assert said.columns.is_empty()
    assert said.events.is_empty()
