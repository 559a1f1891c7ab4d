"""On what does a flag rest? Ids of the posts or comments, or dates, that a person would open to look for themselves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals.rows.comments import comment_rows
from matchmaker.signals.rows.posts import post_rows

SHOWN = 5  # ids a flag: enough to look at, short enough for five hundred answers
_DATE = "%Y-%m-%d"

_Find: TypeAlias = Callable[[Snapshot, list[str]], pl.DataFrame]  # creator_id and id, of these creators
Evidence: TypeAlias = Mapping[tuple[str, str], tuple[str, ...]]


def evidence_of(snapshot: Snapshot, growth_events: pl.DataFrame, wanted: Mapping[str, Sequence[str]]) -> Evidence:
    """By (flag code, creator id) the ids it rests on, at most SHOWN, for the creators named by each code.

    Codes without a rule here rest on no single post, comment or date.
    """
    explained = growth_events.filter(pl.col("cause").is_not_null())
    finders = {**_RULES, "growth_jump": _starts(growth_events), "growth_explained": _starts(explained)}
    asked: dict[_Find, set[str]] = {}
    for code, creators in wanted.items():
        if creators and code in finders:
            asked.setdefault(finders[code], set()).update(creators)
    ids = {find: _lists(find(snapshot, sorted(creators))) for find, creators in asked.items()}
    return {
        (code, creator): ids[finders[code]].get(creator, ())
        for code, creators in wanted.items()
        if code in finders
        for creator in creators
    }


def _lists(rows: pl.DataFrame) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for creator, named in rows.select("creator_id", "id").iter_rows():
        listed = found.get(creator, ())
        if len(listed) < SHOWN:
            found[creator] = (*listed, named)
    return found


def _starts(growth_events: pl.DataFrame) -> _Find:
    """Days on which unusual growth began, the likeliest first."""

    def find(snapshot: Snapshot, creators: list[str]) -> pl.DataFrame:
        events = _of(growth_events, creators).sort("probability", "started_at", descending=[True, False])
        return events.select("creator_id", id=pl.col("started_at").dt.strftime(_DATE))

    return find


def _newest_posts(snapshot: Snapshot, creators: list[str]) -> pl.DataFrame:
    return _of(snapshot.posts.select("creator_id", id="post_id"), creators)


def _sample_dates(snapshot: Snapshot, creators: list[str]) -> pl.DataFrame:
    """Days on which followers were sampled, the newest first."""
    seen = _of(snapshot.follower_profiles.select("creator_id", "observed_at"), creators)
    dates = seen.select("creator_id", id=pl.col("observed_at").dt.strftime(_DATE)).unique()
    return dates.sort("creator_id", "id", descending=[False, True])


def _repeated_comments(snapshot: Snapshot, creators: list[str]) -> pl.DataFrame:
    rows = _comments(snapshot, creators, "word_bag").filter(pl.col("word_bag").is_not_null())
    counted = rows.with_columns(times=pl.len().over("creator_id", "word_bag")).filter(pl.col("times") > 1)
    return counted.sort("times", "word_bag", "id", descending=[True, False, False])


def _returning_comments(snapshot: Snapshot, creators: list[str]) -> pl.DataFrame:
    """Comments of accounts that come back, those among the first first."""
    rows = _comments(snapshot, creators, "returning_count", "is_first_again").filter(pl.col("returning_count") > 0)
    return rows.sort("is_first_again", "id", descending=[True, False], nulls_last=True)


def _mutual_comments(snapshot: Snapshot, creators: list[str]) -> pl.DataFrame:
    """Comments by other creators of the snapshot."""
    by_creator = pl.col("author_id").is_in(snapshot.creators["creator_id"].implode())
    rows = _of(snapshot.comments, creators).filter(by_creator & (pl.col("author_id") != pl.col("creator_id")))
    return rows.sort("comment_id").select("creator_id", id="comment_id")


def _posts_where(condition: pl.Expr) -> _Find:
    columns = frozenset({"post_id", *condition.meta.root_names()})

    def find(snapshot: Snapshot, creators: list[str]) -> pl.DataFrame:
        rows = post_rows(replace(snapshot, posts=_of(snapshot.posts, creators)), columns)
        return rows.filter(condition.fill_null(False)).select("creator_id", id="post_id")

    return find


def _comments(snapshot: Snapshot, creators: list[str], *columns: str) -> pl.DataFrame:
    part = replace(snapshot, posts=_of(snapshot.posts, creators), comments=_of(snapshot.comments, creators))
    return comment_rows(part, frozenset({"comment_id", *columns})).rename({"comment_id": "id"})


def _of(rows: pl.DataFrame, creators: list[str]) -> pl.DataFrame:
    return rows.filter(pl.col("creator_id").is_in(creators))


_RULES: Mapping[str, _Find] = {
    "engagement_below_peers": _newest_posts,
    "engagement_above_peers": _newest_posts,
    "likes_flat": _newest_posts,
    "comments_per_like_unusual": _newest_posts,
    "fake_followers": _sample_dates,
    "comments_repeat": _repeated_comments,
    "comments_coordinated": _returning_comments,
    "commenters_mutual": _mutual_comments,
    "disclosure_missing": _posts_where(pl.col("is_sponsored") & ~pl.col("caption_discloses")),
    "disclosure_buried": _posts_where(~pl.col("discloses_up_front")),
    "code_undisclosed": _posts_where(pl.col("offers_code") & ~pl.col("is_paid")),
}
