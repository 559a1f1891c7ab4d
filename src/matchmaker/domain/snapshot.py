"""Everything known about some creators, each as of their own moment: the input of every signal and scorer."""

from dataclasses import dataclass, field, fields, replace
from typing import Self

import polars as pl

from matchmaker.domain.tables import (
    COLLABORATIONS,
    COMMENTS,
    CREATORS,
    FOLLOWER_COUNTS,
    FOLLOWER_PROFILES,
    POST_VECTORS,
    POSTS,
    TABLES_BY_NAME,
)

_MOMENT = {
    "posts": "posted_at",
    "comments": "commented_at",
    "follower_counts": "observed_at",
    "follower_profiles": "observed_at",
    "post_vectors": "observed_at",
    "collaborations": "started_at",
}


@dataclass(frozen=True)
class Snapshot:
    """One frame a canonical table; `creators.observed_at` is each creator's as-of moment.

    Rows that happened after their creator's as-of moment are dropped by `of`, so that nothing a
    scorer sees is newer than the moment it speaks about. Posts are sorted by creator and newest first.
    """

    creators: pl.DataFrame = field(default_factory=CREATORS.empty)
    posts: pl.DataFrame = field(default_factory=POSTS.empty)
    comments: pl.DataFrame = field(default_factory=COMMENTS.empty)
    follower_counts: pl.DataFrame = field(default_factory=FOLLOWER_COUNTS.empty)
    follower_profiles: pl.DataFrame = field(default_factory=FOLLOWER_PROFILES.empty)
    post_vectors: pl.DataFrame = field(default_factory=POST_VECTORS.empty)
    collaborations: pl.DataFrame = field(default_factory=COLLABORATIONS.empty)

    @classmethod
    def of(cls, **frames: pl.DataFrame) -> Self:
        """A snapshot from canonical frames; absent tables are empty, absent columns null.

        Tables that no snapshot holds (outcomes, quotes, vendor_estimates) are left out.
        """
        held = {item.name for item in fields(cls)}
        conformed = {name: TABLES_BY_NAME[name].conform(frame) for name, frame in frames.items()}
        conformed = {name: frame for name, frame in conformed.items() if name in held}
        as_of = conformed["creators"].select("creator_id", as_of="observed_at")
        known = {
            name: _no_newer(frame, _MOMENT[name], as_of) if name in _MOMENT else frame
            for name, frame in conformed.items()
        }
        if "posts" in known:
            known["posts"] = complete_posts(known["posts"]).sort(
                "creator_id", "posted_at", "post_id", descending=[False, True, False]
            )
        return cls(**known)

    def only(self, creator_ids: list[str]) -> Self:
        """The same snapshot with these creators alone."""
        wanted = pl.col("creator_id").is_in(creator_ids)
        return replace(self, **{item.name: getattr(self, item.name).filter(wanted) for item in fields(self)})


def complete_posts(posts: pl.DataFrame) -> pl.DataFrame:
    """Posts whose hashtags and mentions are read from the caption where the source gave none."""
    absent = pl.any_horizontal(pl.col("hashtags", "mentions").is_null()) & pl.col("caption").is_not_null()
    if not posts.select(absent.any()).item():
        return posts
    return posts.with_columns(
        hashtags=pl.coalesce("hashtags", _marked("#")),
        mentions=pl.coalesce("mentions", _marked("@")),
    )


def _marked(sign: str) -> pl.Expr:
    found = pl.col("caption").str.to_lowercase().str.extract_all(rf"{sign}[\p{{L}}\p{{N}}_.]*[\p{{L}}\p{{N}}_]")
    return found.list.eval(pl.element().str.strip_prefix(sign))


def _no_newer(frame: pl.DataFrame, moment: str, as_of: pl.DataFrame) -> pl.DataFrame:
    kept = frame.join(as_of, on="creator_id", how="inner")
    return kept.filter(pl.col(moment).is_null() | (pl.col(moment) <= pl.col("as_of"))).drop("as_of")
