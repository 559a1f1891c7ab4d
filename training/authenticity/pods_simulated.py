"""Generated comment sections with known truth: audiences, loyal fans, circles of friends, and pods that agreed to comment.

No public set tells which accounts agreed to comment on each other, so these rows are all there is to learn from.
Texts play no part: language, script and emoji cannot move the risk.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import COMMENTS, CREATORS, POSTS

Section: TypeAlias = Literal["audience", "fans", "friends", "pod"]
Style: TypeAlias = Literal["ordinary", "careful"]
SECTIONS: tuple[Section, ...] = get_args(Section)
SECTION_SHARES = (0.35, 0.2, 0.15, 0.3)  # honest sections that look alike are as frequent as pods are

NOW = datetime(2026, 1, 1, tzinfo=UTC)
_MINUTE = 60_000_000  # microseconds
_DAY = 1_440.0  # minutes
_POSTS = (3, 12)  # posts with comments seen of a creator
_STRANGERS = 1_000_000
_STRANGERS_PER_POST = (2.0, 40.0)
_SHOWN_RATIOS = (1.0, 1.0, 0.6, 0.3)  # parts of the comments that a crawl reads


@dataclass(frozen=True)
class Circle:
    """Accounts that come back: how many, how often, how soon after the post (median minutes), and how fixed their order.

    `order_ratio` 1 is always the same order, 0 none at all.
    """

    members: int
    attendance_ratio: float
    minutes: float
    order_ratio: float


@dataclass(frozen=True)
class CommentSections:
    """Snapshot of creators with comment sections, and whether each creator's has a pod (rows of `creators`)."""

    snapshot: Snapshot
    is_pod: NDArray[np.bool_]
    sections: NDArray[np.object_]


def simulate_sections(seed: int, creators: int, style: Style = "ordinary") -> CommentSections:
    """Comment sections of this seed; `careful` pods come late, skip half of the posts and shuffle their order."""
    random = np.random.default_rng(seed)
    sections = random.choice(np.array(SECTIONS, dtype=np.object_), creators, p=SECTION_SHARES)
    ids = [f"creator-{number:05d}" for number in range(creators)]
    written = [_section(random, name, section, style) for name, section in zip(ids, sections, strict=True)]
    seen = {"platform": "instagram", "observed_at": NOW}
    comments = pl.concat([comments for _, comments in written])
    snapshot = Snapshot.of(
        creators=CREATORS.conform(pl.DataFrame({"creator_id": ids}).with_columns(**_constants(seen))),
        posts=POSTS.conform(pl.concat([posts for posts, _ in written]).with_columns(observed_at=pl.lit(NOW))),
        comments=COMMENTS.conform(comments.with_columns(observed_at=pl.lit(NOW))),
    )
    return CommentSections(snapshot, sections == "pod", sections)


def circle_of(random: np.random.Generator, section: Section, style: Style) -> Circle:
    """The accounts that come back below one creator's posts; friends are as faithful as a pod, but not called."""
    match section, style:
        case "pod", "careful":
            return Circle(
                int(random.integers(8, 30)), random.uniform(0.35, 0.6), random.uniform(60, 240), random.uniform(0, 0.3)
            )
        case "pod", _:
            return Circle(
                int(random.integers(5, 25)), random.uniform(0.55, 0.95), random.uniform(5, 40), random.uniform(0.2, 0.9)
            )
        case "friends", _:
            return Circle(
                int(random.integers(4, 12)), random.uniform(0.35, 0.8), random.uniform(60, 600), random.uniform(0, 0.2)
            )
        case "fans", _:
            return Circle(
                int(random.integers(10, 60)),
                random.uniform(0.08, 0.35),
                random.uniform(30, 400),
                random.uniform(0, 0.2),
            )
        case _:
            return Circle(int(random.integers(5, 40)), random.uniform(0.02, 0.1), random.uniform(100, 900), 0.0)


def _section(
    random: np.random.Generator, creator: str, section: Section, style: Style
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The posts of one creator and the comments below them; a crawl may have read a part of the comments."""
    posts = int(random.integers(_POSTS[0], _POSTS[1] + 1))
    circle = circle_of(random, section, style)
    turn, strangers = random.permutation(circle.members), random.uniform(*_STRANGERS_PER_POST)
    shown_ratio = random.choice(_SHOWN_RATIOS)
    ages = (np.sort(random.uniform(1, 60, posts))[::-1] * _DAY * _MINUTE).astype("timedelta64[us]")
    posted = np.datetime64(NOW.replace(tzinfo=None), "us") - ages
    below = [_visits(random, creator, circle, turn, strangers) for _ in range(posts)]
    post = np.repeat(np.arange(posts), [len(authors) for authors, _ in below])
    waited = np.minimum(np.concatenate([minutes for _, minutes in below]), 0.9 * _DAY) * _MINUTE
    comments = pl.DataFrame(
        {
            "creator_id": pl.Series([creator] * len(post), dtype=pl.String),
            "post_id": pl.Series([f"p{number}" for number in post], dtype=pl.String),
            "comment_id": pl.Series([f"c{number}" for number in range(len(post))], dtype=pl.String),
            "author_id": pl.Series([author for authors, _ in below for author in authors], dtype=pl.String),
            "commented_at": _utc(posted[post] + waited.astype("timedelta64[us]")),
        }
    )
    published = pl.DataFrame(
        {
            "creator_id": [creator] * posts,
            "post_id": [f"p{number}" for number in range(posts)],
            "posted_at": _utc(posted),
        }
    )
    return published, comments.filter(pl.Series(random.random(len(post)) < shown_ratio))


def _visits(
    random: np.random.Generator, creator: str, circle: Circle, turn: NDArray[np.int64], strangers: float
) -> tuple[list[str], NDArray[np.float64]]:
    """Who comments below one post, and how many minutes after it: members of the circle, then strangers."""
    came = np.flatnonzero(random.random(circle.members) < circle.attendance_ratio)
    fixed, chance = turn[came].argsort().argsort(), random.permutation(len(came))
    place = (circle.order_ratio * fixed + (1 - circle.order_ratio) * chance).argsort().argsort()
    waits = np.sort(random.exponential(circle.minutes / np.log(2), len(came)))[place]
    guests = random.integers(0, _STRANGERS, random.poisson(strangers))
    authors = [f"{creator}-m{member}" for member in came] + [f"g{number}" for number in guests]
    return authors, np.concatenate([waits, random.exponential(_DAY / 2, len(guests))])


def _utc(moments: NDArray[np.datetime64]) -> pl.Series:
    return pl.Series(moments.astype("datetime64[us]")).dt.replace_time_zone("UTC")


def _constants(values: dict[str, object]) -> dict[str, pl.Expr]:
    return {name: pl.lit(value) for name, value in values.items()}
