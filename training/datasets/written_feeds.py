"""Feeds composed of posts written for this project, with briefs written for it: a matching set that may be shipped."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import numpy as np
import polars as pl

import training
from matchmaker.domain.snapshot import Snapshot
from training.datasets.matching import Matching
from training.datasets.source import GENERATED, Source

WRITTEN = Path(training.__file__).parent / "topic_fit"
POSTS, BRIEFS = WRITTEN / "posts", WRITTEN / "briefs.toml"  # texts by the name of their topic
SEED = 5_309
POSTS_PER_CREATOR = 10  # no topic has many more texts of its own
SPECIALIST_SHARES = (0.6, 0.8)  # of a creator's posts on the first topic; the rest is everybody's
TWO_TOPIC_SHARE = 0.4  # on each of both
GENERAL_FEEDS = 110  # as many as there are specialists
GRADES = ((0.6, 3), (0.35, 2), (0.18, 1))  # least share of posts on the brief's topic, as in the human-labelled feeds
RELEVANT_GRADE = 2
NEWEST = datetime(2026, 1, 1, tzinfo=UTC)

Texts: TypeAlias = Mapping[str, tuple[str, ...]]
Feed: TypeAlias = list[tuple[str, str]]  # topic and text of each post


class WrittenSource(Source):
    """A source that lies in the repository."""

    def exists(self, data: Path) -> bool:
        """True: nothing has to be brought."""
        return True

    def files(self, data: Path) -> list[Path]:
        """The texts; the code that composes them is part of the code's own digest."""
        return [BRIEFS, *sorted(POSTS.glob("*.toml"))]


SOURCE = WrittenSource("written-feeds", GENERATED, shippable=True)


def read(data: Path) -> Matching:
    """Two specialists and a creator of two topics for every topic, and general feeds; `data` is not looked at."""
    posts, briefs = written_posts(), written_briefs()
    feeds = list(_feeds(posts, np.random.default_rng(SEED)))
    names = [f"w{number:03}" for number in range(len(feeds))]
    asked = [(f"{topic} {number}", topic, text) for topic, texts in briefs.items() for number, text in enumerate(texts)]
    shares = [{topic: float(np.mean([own == topic for own, _ in feed])) for topic, _ in feed} for feed in feeds]
    graded = [
        {"brief_id": brief, "creator_id": name, "grade": _grade(share.get(topic, 0.0))}
        for brief, topic, _ in asked
        for name, share in zip(names, shares, strict=True)
        if topic in share
    ]
    special = [max(share.values()) >= SPECIALIST_SHARES[0] for share in shares]
    general = [max(share.values()) < TWO_TOPIC_SHARE for share in shares]
    kinds = pl.DataFrame({"creator_id": names, "is_specialist": special, "is_general": general})
    return Matching(
        SOURCE.name,
        pl.DataFrame({"brief_id": [brief for brief, _, _ in asked], "query": [text for _, _, text in asked]}),
        _snapshot(names, feeds),
        pl.DataFrame(graded, schema={"brief_id": pl.String, "creator_id": pl.String, "grade": pl.Int64}),
        RELEVANT_GRADE,
        specialists=kinds.filter(pl.col("is_specialist") | pl.col("is_general")).drop("is_general"),
        captions="written",
    )


def written_posts() -> Texts:
    """Posts by topic, in the order of the files."""
    return {
        topic: tuple(texts)
        for path in sorted(POSTS.glob("*.toml"))
        for topic, texts in tomllib.loads(path.read_text()).items()
    }


def written_briefs() -> Texts:
    """Briefs by topic, in the order of the file."""
    return {topic: tuple(texts) for topic, texts in tomllib.loads(BRIEFS.read_text()).items()}


def _feeds(posts: Texts, random: np.random.Generator) -> Iterator[Feed]:
    topics = list(posts)
    for topic in topics:
        for share in SPECIALIST_SHARES:
            yield _feed(posts, {topic: share}, random)
        yield _feed(posts, {topic: TWO_TOPIC_SHARE, topics[random.integers(len(topics))]: TWO_TOPIC_SHARE}, random)
    for _ in range(GENERAL_FEEDS):
        yield _feed(posts, {}, random)


def _feed(posts: Texts, shares: Mapping[str, float], random: np.random.Generator) -> Feed:
    """So large a share of each topic's own posts, the rest of any topic; no text twice, in any order."""
    feed = [(topic, text) for topic, share in shares.items() for text in _draw(posts[topic], share, random)]
    others = [(topic, text) for topic, texts in posts.items() for text in texts if topic not in shares]
    feed += [others[row] for row in random.choice(len(others), POSTS_PER_CREATOR - len(feed), replace=False)]
    return [feed[row] for row in random.permutation(len(feed))]


def _draw(texts: tuple[str, ...], share: float, random: np.random.Generator) -> list[str]:
    count = min(round(share * POSTS_PER_CREATOR), len(texts))
    return [texts[row] for row in random.choice(len(texts), count, replace=False)]


def _grade(share: float) -> int:
    return next((grade for least, grade in GRADES if share >= least), 0)


def _snapshot(names: list[str], feeds: list[Feed]) -> Snapshot:
    posts = [
        {
            "creator_id": name,
            "post_id": f"{name}-{age}",
            "posted_at": NEWEST - timedelta(days=age),
            "observed_at": NEWEST,
            "caption": text,
        }
        for name, feed in zip(names, feeds, strict=True)
        for age, (_, text) in enumerate(feed)
    ]
    creators = pl.DataFrame({"creator_id": names}).with_columns(
        platform=pl.lit("instagram"), observed_at=pl.lit(NEWEST + timedelta(days=1))
    )
    return Snapshot.of(creators=creators, posts=pl.DataFrame(posts))
