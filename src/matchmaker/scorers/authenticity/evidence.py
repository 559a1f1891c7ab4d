"""On what does a flag rest? Ids of the posts or comments, or dates, that a person would open to look for themselves."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals.rows.comments import comment_rows
from matchmaker.signals.rows.posts import post_rows

SHOWN = 5  # ids a flag: enough to look at, short enough for five hundred answers
_DATE = "%Y-%m-%d"

_Find: TypeAlias = Callable[[Snapshot], pl.DataFrame]
Evidence: TypeAlias = Mapping[tuple[str, str], tuple[str, ...]]


def evidence_of(snapshot: Snapshot, wanted: Mapping[str, Sequence[str]]) -> Evidence:
    """By (flag code, creator id) the ids it rests on, at most SHOWN, for the creators named by each code.

    Codes without a rule here rest on no single post, comment or date.
    """
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    groups: dict[_Find, list[str]] = {}
    for code, creators in wanted.items():
        if creators and code in _RULES:
            groups.setdefault(_RULES[code], []).extend(creators)
    ids = {
        find: dict(find(snapshot.only(sorted(set(creators)))).group_by("creator_id").agg("id").iter_rows())
        for find, creators in groups.items()
    }
    for code, creators in wanted.items():
        for creator in creators:
            listed = ids[_RULES[code]].get(creator) if code in _RULES else None
            if listed:
                found[code, creator] = tuple(listed)
    return found


def _newest_posts(snapshot: Snapshot) -> pl.DataFrame:
    return _first(snapshot.posts.select("creator_id", id="post_id"))


def _sample_dates(snapshot: Snapshot) -> pl.DataFrame:
    dates = snapshot.follower_profiles.select("creator_id", id=pl.col("observed_at").dt.strftime(_DATE)).unique()
    return _first(dates.sort("creator_id", "id", descending=[False, True]))


def _largest_jump(snapshot: Snapshot) -> pl.DataFrame:
    """The day at whose end the follower count had risen most."""
    days = snapshot.follower_counts.sort("creator_id", "observed_at").with_columns(
        gain=pl.col("followers_count").diff().over("creator_id")
    )
    largest = days.filter(pl.col("gain") > 0).sort("creator_id", "gain", descending=[False, True])
    return _first(largest.select("creator_id", id=pl.col("observed_at").dt.strftime(_DATE)), 1)


def _repeated_comments(snapshot: Snapshot) -> pl.DataFrame:
    rows = comment_rows(snapshot, frozenset({"comment_id", "word_set"})).filter(pl.col("word_set").is_not_null())
    counted = rows.with_columns(times=pl.len().over("creator_id", "word_set")).filter(pl.col("times") > 1)
    ordered = counted.sort("creator_id", "times", "word_set", "comment_id", descending=[False, True, False, False])
    return _first(ordered.select("creator_id", id="comment_id"))


def _returning_comments(snapshot: Snapshot) -> pl.DataFrame:
    needed = frozenset({"comment_id", "author_id", "returns", "is_first_again"})
    rows = comment_rows(snapshot, needed).filter(pl.col("returns").fill_null(False))
    ordered = rows.sort("creator_id", "is_first_again", "comment_id", descending=[False, True, False], nulls_last=True)
    return _first(ordered.select("creator_id", id="comment_id"))


def _mutual_comments(snapshot: Snapshot) -> pl.DataFrame:
    mutual = snapshot.comments.filter(pl.col("author_id").is_not_null()).sort("creator_id", "comment_id")
    return _first(mutual.select("creator_id", id="comment_id"))


def _posts_where(condition: pl.Expr) -> _Find:
    columns = frozenset({"post_id", *condition.meta.root_names()})

    def find(snapshot: Snapshot) -> pl.DataFrame:
        rows = post_rows(snapshot, columns).filter(condition.fill_null(False))
        return _first(rows.select("creator_id", id="post_id"))

    return find


def _first(rows: pl.DataFrame, count: int = SHOWN) -> pl.DataFrame:
    """The first rows of each creator, in their order."""
    return rows.filter(pl.int_range(pl.len()).over("creator_id") < count)


_RULES: Mapping[str, _Find] = {
    "engagement_below_peers": _newest_posts,
    "engagement_above_peers": _newest_posts,
    "likes_flat": _newest_posts,
    "comments_per_like_unusual": _newest_posts,
    "growth_jump": _largest_jump,
    "fake_followers": _sample_dates,
    "comments_repeat": _repeated_comments,
    "comments_coordinated": _returning_comments,
    "disclosure_missing": _posts_where(pl.col("is_sponsored") & ~pl.col("caption_discloses")),
    "disclosure_buried": _posts_where(~pl.col("discloses_up_front")),
    "code_undisclosed": _posts_where(pl.col("offers_code") & ~pl.col("is_paid")),
}
