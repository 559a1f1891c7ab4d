"""Does topic fit read other languages? Posts written for this project in several of them, composed into feeds."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.text.encoder import Encoder
from training.datasets.matching import Matching
from training.topic_fit.examples import Material

TEXTS = Path(__file__).parents[1] / "languages"
ENGLISH = "en"
FEED_POSTS = 8  # as many as a topic has: more would repeat a post in a feed
RELEVANT_GRADE = 2  # at least 35 % of the posts, as in the human-labelled feeds
SPECIALISTS, PAIRS_OF_TOPICS, GENERALISTS = 3, 2, 2  # feeds a topic
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_GRADES = ((0.6, 3), (0.35, 2), (0.18, 1))  # smallest share of a grade, as in the human-labelled feeds

Kind: TypeAlias = Literal["specialist", "two topics", "general"]


@dataclass(frozen=True)
class LanguageTexts:
    """What was written in one language (ISO 639-1): a brief and FEED_POSTS posts for each topic."""

    language: str
    briefs: Mapping[str, str]
    posts: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class ComposedFeed:
    """Posts as (topic, place among the topic's posts), newest first."""

    kind: Kind
    posts: tuple[tuple[str, int], ...]

    def grade(self, topic: str) -> int:
        """How much of the feed is on a topic, 0 to 3."""
        share = sum(each == topic for each, _ in self.posts) / len(self.posts)
        return next((grade for least, grade in _GRADES if share >= least), 0)


def languages() -> tuple[LanguageTexts, ...]:
    """All that was written, English first and the others by their codes."""
    known = [_texts(path) for path in sorted(TEXTS.glob("*.toml"))]
    return tuple(sorted(known, key=lambda each: (each.language != ENGLISH, each.language)))


def composed(topics: Sequence[str], seed: int = 0) -> tuple[ComposedFeed, ...]:
    """The feeds of one topic, of two and of many, the same for every language: only the words differ."""
    random = np.random.default_rng(seed)
    feeds = []
    for topic in topics:
        others = [each for each in topics if each != topic]
        shapes: list[tuple[Kind, list[str]]] = [
            ("specialist", [topic] * own + _some(others, FEED_POSTS - own, random)) for own in (5, 6, 7)[:SPECIALISTS]
        ]
        for second in _some(others, PAIRS_OF_TOPICS, random):
            rest = [each for each in others if each != second]
            shapes.append(("two topics", [topic] * 4 + [second] * 3 + _some(rest, 1, random)))
        shapes += [("general", _some(topics, FEED_POSTS, random)) for _ in range(GENERALISTS)]
        feeds += [ComposedFeed(kind, _posts(about, random)) for kind, about in shapes]
    return tuple(feeds)


def language_matching(texts: LanguageTexts, briefs: LanguageTexts) -> Matching:
    """Feeds in one language for briefs in one (English or the same), graded by what the posts were written about."""
    feeds = composed(list(texts.posts))
    names = [f"{texts.language}{number:03}" for number in range(len(feeds))]
    posts = [
        {
            "creator_id": name,
            "post_id": f"p{age}",
            "posted_at": _NOW - timedelta(days=age + 1),
            "observed_at": _NOW,
            "caption": texts.posts[topic][place],
        }
        for name, feed in zip(names, feeds, strict=True)
        for age, (topic, place) in enumerate(feed.posts)
    ]
    creators = pl.DataFrame({"creator_id": names}).with_columns(
        platform=pl.lit("instagram"), observed_at=pl.lit(_NOW), language=pl.lit(texts.language)
    )
    graded = [
        {"brief_id": topic, "creator_id": name, "grade": feed.grade(topic)}
        for name, feed in zip(names, feeds, strict=True)
        for topic in briefs.briefs
    ]
    kinds = [
        {"creator_id": name, "is_specialist": feed.kind == "specialist"}
        for name, feed in zip(names, feeds, strict=True)
        if feed.kind != "two topics"
    ]
    return Matching(
        f"own-posts-{texts.language}",
        pl.DataFrame({"brief_id": list(briefs.briefs), "query": list(briefs.briefs.values())}),
        Snapshot.of(creators=creators, posts=pl.DataFrame(posts)),
        pl.DataFrame(graded).filter(pl.col("grade") > 0),
        RELEVANT_GRADE,
        specialists=pl.DataFrame(kinds),
    )


def language_materials(encoder: Encoder) -> tuple[Material, ...]:
    """The feeds of every language for the briefs in English, as vectors of one encoder."""
    known = languages()
    return tuple(Material.encoded(language_matching(texts, known[0]), encoder) for texts in known)


def _texts(path: Path) -> LanguageTexts:
    return LanguageTexts(**tomllib.loads(path.read_text()))


def _some(topics: Sequence[str], count: int, random: np.random.Generator) -> list[str]:
    return [topics[place] for place in random.choice(len(topics), count, replace=False)]


def _posts(about: Sequence[str], random: np.random.Generator) -> tuple[tuple[str, int], ...]:
    """One post for each, none twice, in any order."""
    shuffled = {topic: iter(random.permutation(FEED_POSTS).tolist()) for topic in about}
    return tuple((about[place], next(shuffled[about[place]])) for place in random.permutation(len(about)))
