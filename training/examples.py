"""As-of examples: for every post, its author as seen just before it, and what the post then earned."""

from collections.abc import Iterator

import polars as pl

from matchmaker.domain.definitions import RECENT_POSTS
from matchmaker.domain.snapshot import Snapshot, complete_posts
from matchmaker.scorers.performance.columns import (
    METRICS,
    SIGNAL_NAMES,
    creator_columns,
    plan_details,
    with_ordinary_plan,
)
from matchmaker.scorers.performance.history import described, is_paid, own_columns
from matchmaker.signals import measure
from matchmaker.signals.rows.posts import SECONDS_PER_DAY, engagements
from training.datasets.feeds import Feeds
from training.recounts import with_recounts

TARGETS = METRICS
CHUNK = 10_000  # examples measured at once: each brings up to RECENT_POSTS earlier posts, captions included
KEYS = ("author_id", "post_id", "moment", "followers_count")


def as_of_examples(feeds: Feeds) -> pl.DataFrame:
    """One row a post: KEYS, the columns of `creator_columns` as of `moment`, TARGETS and <target>_past_mean.

    `moment` is when the post was published. The history of an example is its author's RECENT_POSTS latest
    posts published strictly earlier, with the counts of the crawl; followers are the last ones counted
    before the moment, else the earliest counted after it, else those of the profile. <target>_past_mean is
    the mean of log1p over all earlier posts, the naive rival. Where an author's earlier posts are in part picked
    ones, OWN leaves those out: a creator in service shows all of their posts. The planned columns describe the post itself:
    what its author knew before publishing, and how old it was when it was counted; `with_recounts` adds what was
    counted later.
    """
    posts = _numbered(feeds)
    measured = [_measured(feeds, posts, chunk) for chunk in posts.iter_slices(CHUNK)]
    return with_recounts(pl.concat(measured, how="vertical"), feeds)


def pseudo_creators(feeds: Feeds, posts: pl.DataFrame, targets: pl.DataFrame) -> Snapshot:
    """A snapshot in which every target post is a creator of its own, as of the moment it was published."""
    return Snapshot.of(creators=_profiles(feeds, targets), posts=_histories(posts, targets))


def _numbered(feeds: Feeds) -> pl.DataFrame:
    posts = complete_posts(feeds.posts).sort("creator_id", "posted_at", "post_id")
    return posts.with_columns(
        is_sponsored=is_paid(),
        position=pl.int_range(pl.len()).over("creator_id"),
        engagements_count=engagements(),
        example_id=pl.format("{}@{}", "creator_id", "post_id"),
    ).join(_rival_means(posts), on=["creator_id", "posted_at"], how="left", maintain_order="left")


def _measured(feeds: Feeds, posts: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
    snapshot = pseudo_creators(feeds, posts, targets)
    columns = creator_columns(snapshot, measure(snapshot, SIGNAL_NAMES))
    known = targets.select(
        author_id="creator_id",
        post_id="post_id",
        moment="posted_at",
        **{name: name for name in (*TARGETS, *(f"{target}_past_mean" for target in TARGETS))},
    )
    followers = snapshot.creators.select("followers_count")
    rows = with_ordinary_plan(pl.concat([known, followers, columns, _planned(targets)], how="horizontal"))
    return own_columns(snapshot.creators, described(_not_picked(_histories(posts, targets))), rows)


def _not_picked(histories: pl.DataFrame) -> pl.DataFrame:
    picked = pl.col("is_picked").fill_null(False)
    return histories.filter(~picked | picked.all().over("creator_id"))


def _planned(targets: pl.DataFrame) -> pl.DataFrame:
    age = (pl.col("observed_at") - pl.col("posted_at")).dt.total_seconds() / SECONDS_PER_DAY
    return targets.with_columns(planned_at="posted_at").select(*plan_details(), planned_age_days=age)


def _histories(posts: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
    reach_back = pl.DataFrame({"back": range(1, RECENT_POSTS + 1)}, schema={"back": pl.Int64})
    places = (
        targets.select("example_id", "creator_id", "position", moment="posted_at")
        .join(reach_back, how="cross")
        .select("example_id", "creator_id", "moment", position=pl.col("position") - pl.col("back"))
    )
    earlier = places.join(posts.drop("example_id"), on=["creator_id", "position"], how="inner")
    # Posts of the same moment are not earlier: dates without an hour would otherwise leak.
    return earlier.filter(pl.col("posted_at") < pl.col("moment")).with_columns(creator_id="example_id")


def _profiles(feeds: Feeds, targets: pl.DataFrame) -> pl.DataFrame:
    moments = targets.select("example_id", "creator_id", moment="posted_at")
    profiles = moments.join(feeds.creators, on="creator_id", how="left", maintain_order="left")
    counts = _followers_as_of(feeds, moments)
    return profiles.with_columns(
        creator_id="example_id",
        observed_at="moment",
        followers_count=pl.coalesce(*counts, profiles["followers_count"]),
    )


def _followers_as_of(feeds: Feeds, moments: pl.DataFrame) -> Iterator[pl.Series]:
    counts = feeds.follower_counts.select("creator_id", "observed_at", "followers_count").sort("observed_at")
    rows = moments.with_row_index("row").sort("moment")
    for strategy in ("backward", "forward"):
        joined = rows.join_asof(
            counts, left_on="moment", right_on="observed_at", by="creator_id", strategy=strategy, check_sortedness=False
        )
        yield joined.sort("row")["followers_count"]


def _rival_means(posts: pl.DataFrame) -> pl.DataFrame:
    logs = posts.with_columns(engagements_count=engagements()).with_columns(pl.col(*TARGETS).log1p())
    moments = logs.group_by("creator_id", "posted_at", maintain_order=True).agg(
        *(pl.col(target).sum().alias(f"{target}_sum") for target in TARGETS),
        *(pl.col(target).count().alias(f"{target}_count") for target in TARGETS),
    )
    before = {
        name: pl.col(name).cum_sum().shift(1, fill_value=0).over("creator_id")
        for name in moments.columns
        if name.endswith(("_sum", "_count"))
    }
    return moments.with_columns(**before).select(
        "creator_id",
        "posted_at",
        *(
            pl.when(pl.col(f"{target}_count") > 0)
            .then(pl.col(f"{target}_sum") / pl.col(f"{target}_count"))
            .alias(f"{target}_past_mean")
            for target in TARGETS
        ),
    )
