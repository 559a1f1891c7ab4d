"""What holds for every signal on any snapshot: its range, one code path, no order, no future."""

from datetime import timedelta
from random import Random

import numpy as np
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from matchmaker.domain.choices import FORMATS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals import SIGNALS, measure
from matchmaker.text.encoder import Vectors
from tests.builders import NOW, Row, a_comment, a_creator, a_follower, a_follower_count, a_post, table

FRAMES = ("posts", "comments", "follower_counts", "follower_profiles")
CREATOR_IDS = ("ana", "ben", "cy")
some = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

counts = st.none() | st.sampled_from([0, 1, 7, 50_000, 10_000_000_000]) | st.integers(0, 10_000)
moments = st.integers(0, 60 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes))
flags = st.none() | st.booleans()
texts = st.none() | st.sampled_from(
    ["", " ", "#ad hello", "hello #ad #x", "😍", "שלום #إعلان", "use code ANA", "@ben http://x.example", "hello", "#\u0301"]
) | st.text(max_size=20)  # fmt: skip
shares = st.none() | st.floats(0, 1)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Rows of up to three creators, any value missing."""
    ids = CREATOR_IDS[: draw(st.integers(1, 3))]
    some_rows: dict[str, list[Row]] = {"creators": [draw(creators(creator_id)) for creator_id in ids]}
    for name in FRAMES:
        owners = draw(st.lists(st.sampled_from(ids), max_size=12))
        some_rows[name] = [draw(ROWS[name](owner, f"{name}{index}")) for index, owner in enumerate(owners)]
    return some_rows


def creators(creator_id: str) -> st.SearchStrategy[Row]:
    numbers = st.fixed_dictionaries(
        {
            "followers_count": counts,
            "following_count": counts,
            "posts_count": counts,
            "account_age_days": st.none() | st.floats(0, 10_000),
            "username": texts,
            "bio": texts,
            "has_link": flags,
            "engagement_rate_by_followers_ratio": shares,
        }
    )
    return numbers.map(lambda known: a_creator(creator_id, **known))


def posts(owner: str, post_id: str) -> st.SearchStrategy[Row]:
    known = st.fixed_dictionaries(
        dict.fromkeys(("likes_count", "comments_count", "shares_count", "views_count", "reach_count"), counts)
        | {
            "posted_at": moments,
            "caption": texts,
            "format": st.none() | st.sampled_from(FORMATS),
            "is_sponsored": flags,
            "has_location": flags,
            "duration_seconds": st.none() | st.floats(0, 1e5),
        }
    )
    return known.map(lambda values: a_post(owner, post_id, **values))


def comments(owner: str, comment_id: str) -> st.SearchStrategy[Row]:
    known = st.fixed_dictionaries(
        {
            "post_id": st.sampled_from(["posts0", "posts1", "posts2"]),
            "text": texts,
            "author_id": st.none() | st.sampled_from(["a", "b"]),
            "commented_at": st.none() | moments,
            "likes_count": counts,
        }
    )
    return known.map(lambda values: a_comment(owner, comment_id, **values))


def follower_counts(owner: str, _: str) -> st.SearchStrategy[Row]:
    return st.builds(a_follower_count, moments, counts.filter(lambda count: count is not None), st.just(owner))


def follower_profiles(owner: str, account_id: str) -> st.SearchStrategy[Row]:
    known = st.fixed_dictionaries(
        dict.fromkeys(("followers_count", "following_count", "posts_count", "bio_length", "username_digits"), counts)
        | {
            "username": texts,
            "bio": texts,
            "username_length": counts,
            "username_digits_ratio": shares,
            "has_profile_picture": flags,
            "is_private": flags,
            "account_age_days": st.none() | st.floats(0, 1e5),
        }
    )
    return known.map(lambda values: a_follower(account_id, owner, **values))


ROWS = {
    "posts": posts,
    "comments": comments,
    "follower_counts": follower_counts,
    "follower_profiles": follower_profiles,
}


def snapshot_of(some_rows: dict[str, list[Row]]) -> Snapshot:
    return Snapshot.of(**{name: table(name, listed) for name, listed in some_rows.items()})


def vectors_of(snapshot: Snapshot) -> Vectors:
    """A vector a post that depends on its id alone; some are zeros."""
    angles = snapshot.posts["post_id"].str.extract(r"(\d+)$").cast(pl.Float64).to_numpy()
    vectors = np.column_stack((np.cos(angles), np.sin(angles)))
    return (vectors * (angles[:, None] % 4 != 0)).astype(np.float32)


def measured(snapshot: Snapshot) -> pl.DataFrame:
    return measure(snapshot, None, vectors_of(snapshot))


@some
@given(rows())
def test_every_signal_stays_in_its_declared_range(some_rows: dict[str, list[Row]]) -> None:
    answer = measured(snapshot_of(some_rows))
    for item in SIGNALS:
        known = answer[item.name].drop_nulls()
        assert known.is_finite().all(), item.name
        assert item.minimum is None or (known >= item.minimum).all(), item.name
        assert item.maximum is None or (known <= item.maximum).all(), item.name


@some
@given(rows())
def test_a_batch_gives_the_numbers_of_each_creator_alone(some_rows: dict[str, list[Row]]) -> None:
    together = snapshot_of(some_rows)
    alone = [measured(together.only([creator_id])) for creator_id in together.creators["creator_id"]]
    assert_frame_equal(measured(together), pl.concat(alone), rel_tol=1e-9, abs_tol=1e-9)


@some
@given(rows(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(some_rows: dict[str, list[Row]], random: Random) -> None:
    shuffled = {name: random.sample(listed, len(listed)) for name, listed in some_rows.items()}
    answer = measured(snapshot_of(some_rows)).sort("creator_id")
    assert_frame_equal(measured(snapshot_of(shuffled)).sort("creator_id"), answer, rel_tol=1e-9, abs_tol=1e-9)


@some
@given(rows(), st.integers(1, 10_000))
def test_nothing_newer_than_the_moment_of_the_snapshot_counts(some_rows: dict[str, list[Row]], minutes: int) -> None:
    later = NOW + timedelta(minutes=minutes)
    future = {
        "posts": [a_post("ana", "later9", later, likes_count=10**9, caption="#ad")],
        "comments": [a_comment("ana", "later", commented_at=later, text="hello")],
        "follower_counts": [a_follower_count(later, 10**9)],
        "follower_profiles": [{**a_follower("later"), "observed_at": later}],
    }
    with_future = {name: listed + future.get(name, []) for name, listed in some_rows.items()}
    assert_frame_equal(measured(snapshot_of(with_future)), measured(snapshot_of(some_rows)))


@some
@given(rows())
def test_each_signal_alone_is_what_it_is_among_all(some_rows: dict[str, list[Row]]) -> None:
    snapshot = snapshot_of(some_rows)
    answer = measured(snapshot)
    for family in {item.family for item in SIGNALS}:
        names = [item.name for item in SIGNALS if item.family == family]
        assert_frame_equal(measure(snapshot, names, vectors_of(snapshot)), answer.select("creator_id", *names))


@given(st.lists(st.integers(0, 100_000), min_size=2, max_size=20), st.integers(-3, 22))
@settings(max_examples=60, deadline=None)
def test_a_giveaway_never_makes_growth_less_explained_nor_explains_more_than_there_is(
    history: list[int], day: int
) -> None:
    start = NOW - timedelta(days=30)
    counted = [a_follower_count(start + timedelta(days=index), count) for index, count in enumerate(history)]
    post = a_post(posted_at=start + timedelta(days=day), caption="Giveaway!")
    names = ["growth_jump_max_ratio", "growth_jump_unexplained_ratio", "growth_jump_giveaway_ratio"]
    quiet, told = (
        measure(
            Snapshot.of(
                creators=table("creators", [a_creator()]),
                posts=table("posts", posts),
                follower_counts=table("follower_counts", counted),
            ),
            names,
        ).row(0, named=True)
        for posts in ([], [post])
    )
    assert quiet["growth_jump_unexplained_ratio"] == quiet["growth_jump_max_ratio"] == told["growth_jump_max_ratio"]
    if quiet["growth_jump_max_ratio"] is not None:
        assert 0 <= told["growth_jump_unexplained_ratio"] <= quiet["growth_jump_unexplained_ratio"]
        assert 0 <= told["growth_jump_giveaway_ratio"] <= told["growth_jump_max_ratio"]
