"""Growth, whatever the history: order is irrelevant, batch equals singles, more bought followers are never less risk."""

from datetime import timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from matchmaker.bundles import open_bundle
from matchmaker.resources import resource_folder
from matchmaker.scorers.authenticity import Authenticity
from tests.builders import NOW, Row, a_follower_count, a_post, table

AUTHENTICITY = Authenticity.open(open_bundle(resource_folder("models") / "authenticity" / "bundle"))

steps = st.lists(st.tuples(st.integers(1, 9), st.integers(-2_000, 5_000)), min_size=3, max_size=40)


def a_history(creator_id: str, start: int, moves: list[tuple[int, int]]) -> list[Row]:
    """Counts some days apart, each moved from the one before."""
    day, count, rows = 0, start, [a_follower_count(NOW - timedelta(days=400), start, creator_id)]
    for gap, change in moves:
        day, count = day + gap, max(count + change, 0)
        rows.append(a_follower_count(NOW - timedelta(days=400 - day), count, creator_id))
    return rows


def some_posts(creator_id: str) -> list[Row]:
    return [
        a_post(creator_id, f"p{n}", NOW - timedelta(days=400 - 9 * n), likes_count=100 + 50 * (n % 7) ** 3)
        for n in range(12)
    ]


creators = st.lists(st.tuples(st.integers(0, 300_000), steps), min_size=2, max_size=4)


@given(given_creators=creators, seed=st.integers(0, 9))
@settings(max_examples=25, deadline=None)
def test_batch_equals_singles_in_any_order(given_creators: list[tuple[int, list[tuple[int, int]]]], seed: int) -> None:
    rows = [a_history(f"c{number}", *creator) for number, creator in enumerate(given_creators)]
    posts = table("posts", [post for number in range(len(rows)) for post in some_posts(f"c{number}")])
    together = table("follower_counts", [row for history in rows for row in history])
    batch = AUTHENTICITY.score_growth(together.sample(fraction=1.0, shuffle=True, seed=seed), posts)
    singles = [AUTHENTICITY.score_growth(table("follower_counts", history), posts) for history in rows]
    assert_frame_equal(
        batch.columns.sort("creator_id"), pl.concat([single.columns for single in singles]), check_exact=True
    )
    assert_frame_equal(
        batch.events.sort("creator_id", "started_at", "kind"),
        pl.concat([single.events for single in singles]).sort("creator_id", "started_at", "kind"),
        check_exact=True,
    )


@given(
    size=st.integers(100, 30_000),
    more=st.floats(1.2, 3.0),
    start=st.integers(20, 60),
    followers=st.integers(200, 20_000).map(lambda tens: 10 * tens + 7),  # exact counts: nothing looks rounded
    daily=st.integers(0, 4).map(lambda tens: 10 * tens),
)
@settings(max_examples=25, deadline=None)
def test_more_bought_followers_without_a_cause_are_never_less_risk(
    size: int, more: float, start: int, followers: int, daily: int
) -> None:
    rows = [
        a_follower_count(
            NOW - timedelta(days=90 - day), followers + daily * day + (bought if day >= start else 0), name
        )
        for name, bought in (("few", size), ("many", int(more * size)))
        for day in range(91)
    ]
    few, many = AUTHENTICITY.score_growth(table("follower_counts", rows)).columns["growth_anomaly_probability"]
    assert few <= many + 1e-9


@given(moves=steps, start=st.integers(0, 1_000_000))
@settings(max_examples=25, deadline=None)
def test_what_is_said_is_in_range(moves: list[tuple[int, int]], start: int) -> None:
    said = AUTHENTICITY.score_growth(table("follower_counts", a_history("ana", start, moves)))
    (probability,) = said.columns["growth_anomaly_probability"]
    assert probability is None or 0 < probability < 1
    assert set(said.events["kind"]) <= {"jump", "drip", "purge"}
    assert (said.events["started_at"] <= said.events["ended_at"]).all()


@given(likes=st.lists(st.integers(1, 1_000_000), min_size=2, max_size=2).map(sorted), size=st.integers(500, 30_000))
@settings(max_examples=25, deadline=None)
def test_more_engagement_on_the_day_never_makes_a_gain_more_suspicious(likes: list[int], size: int) -> None:
    rows = [a_follower_count(NOW - timedelta(days=60 - day), 50_000 + (size if day >= 40 else 0)) for day in range(61)]
    ordinary = [a_post("ana", f"p{n}", NOW - timedelta(days=60 - 5 * n), likes_count=500) for n in range(7)]
    said = [
        AUTHENTICITY.score_growth(
            table("follower_counts", rows),
            table("posts", [*ordinary, a_post("ana", "cause", NOW - timedelta(days=20), likes_count=count)]),
        )
        .columns["growth_anomaly_probability"]
        .item()
        for count in likes
    ]
    assert said[1] <= said[0] + 1e-9
