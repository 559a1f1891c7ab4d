"""Briefs, creators and posts from files, in canonical names or those that data sets give them."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from matchmaker.application.scoring.files import Progress
from matchmaker.application.topic_fit.briefs_files import read_briefs
from matchmaker.application.topic_fit.posts_files import CREATOR_ID, read_posts
from matchmaker.application.topic_fit.said import Said, read_said, refuse_repeats
from matchmaker.domain.brief import Brief
from matchmaker.domain.definitions import RECENT_POSTS
from matchmaker.domain.tables import CREATORS, POSTS
from matchmaker.intake.scorable import Doubts

_NOWHERE = "other"  # the platform of creators whose file does not name it: no text depends on it
_CREATORS = (
    CREATOR_ID,
    *(Said(replace(CREATORS.column(name), required=False)) for name in ("platform", "observed_at", "bio", "category")),
)


@dataclass(frozen=True)
class TopicFitInput:
    """Where the rows are, and the time zone (IANA) of moments without an offset."""

    briefs: Path
    creators: Path
    posts: Path
    timezone: str = "UTC"


@dataclass
class Inputs:
    """What was read.

    `briefs` by id, in the order of their file; `creators` (CREATORS) in that of theirs; `posts` (POSTS) of these
    creators, the newest RECENT_POSTS of each as of its observed_at. `notes` say in words what was left out.
    """

    briefs: dict[str, Brief] = field(default_factory=dict)
    creators: pl.DataFrame = field(default_factory=CREATORS.empty)
    posts: pl.DataFrame = field(default_factory=POSTS.empty)
    doubts: Doubts = field(default_factory=Doubts)
    notes: list[str] = field(default_factory=list)


def read_inputs(source: TopicFitInput, progress: Progress) -> Inputs:
    """Read the three files; ValidationFailedError names files, rows and columns that do not fit."""
    read = Inputs()
    read.briefs = read_briefs(source.briefs, source.timezone, read.doubts, progress)
    creators = read_said(source.creators, _CREATORS, source.timezone, read.doubts, progress)
    refuse_repeats(source.creators, creators["creator_id"])
    posts = read_posts(source.posts, source.timezone, read.doubts, read.notes, progress)
    as_of = pl.col("observed_at").fill_null(posts["posted_at"].max())
    read.creators = CREATORS.conform(creators.with_columns(as_of, pl.col("platform").fill_null(_NOWHERE)))
    read.posts = _recent(posts, read)
    return read


def _recent(posts: pl.DataFrame, read: Inputs) -> pl.DataFrame:
    """Those that a fit looks at; what is left out is told."""
    moments = read.creators.select("creator_id", as_of="observed_at")
    own = posts.join(moments, on="creator_id", how="inner", maintain_order="left")
    known = own.filter(pl.col("posted_at") <= pl.col("as_of"))
    if strangers := posts.height - own.height:
        read.notes.append(f"{strangers:,} posts belong to no creator of the creators file and were not used")
    if later := own.height - known.height:
        read.notes.append(f"{later:,} posts are newer than their creator's observed_at and were not used")
    newest = known.unique(["creator_id", "post_id"], keep="last", maintain_order=True).sort(
        "posted_at", "post_id", descending=[True, False]
    )
    recent = newest.filter(pl.int_range(pl.len()).over("creator_id") < RECENT_POSTS)
    return POSTS.conform(recent.with_columns(observed_at="as_of"))
