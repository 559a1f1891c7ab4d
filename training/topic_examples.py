"""Rows that topic fit learns from: what is measured between every brief and every creator of a matching set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.scorers.topic_signals import FIT_SIGNALS, Query, RecentPosts, Step, pair_similarity
from matchmaker.scorers.topic_space import TopicSpace
from matchmaker.text.encoder import Encoder
from training.datasets.matching import Matching

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """Arrays that share their first axis."""

    def where(self, mask: Mask) -> Self:
        """The rows of a mask."""
        return type(self)(**{item.name: getattr(self, item.name)[mask] for item in fields(self)})

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """All rows of the parts, in order."""
        return cls(**{item.name: np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(cls)})


@dataclass(frozen=True)
class Pairs(Rows):
    """One row a brief and creator; signals has a column a name of FIT_SIGNALS, NaN without a usable post."""

    set: NDArray[np.str_]
    brief: NDArray[np.str_]
    creator: NDArray[np.str_]
    signals: NDArray[np.float64]
    counts: NDArray[np.int64]
    grade: NDArray[np.int64]
    relevant: NDArray[np.bool_]

    @property
    def centroid(self) -> NDArray[np.float64]:
        """The naive rival: the cosine between the brief and the mean of the posts, as encoded."""
        return self.signals[:, FIT_SIGNALS.index("plain_centroid_similarity")]


@dataclass(frozen=True)
class FeedKinds(Rows):
    """One row a creator known as specialist or general; `centroid` is the length of the mean post, as encoded."""

    set: NDArray[np.str_]
    creator: NDArray[np.str_]
    signals: NDArray[np.float64]
    counts: NDArray[np.int64]
    specialist: NDArray[np.bool_]
    centroid: NDArray[np.float64]


@dataclass(frozen=True)
class TopicExamples:
    """Pairs for the fit, feeds for the specialism."""

    pairs: Pairs
    feeds: FeedKinds

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Those of several sets."""
        return cls(Pairs.joined([part.pairs for part in parts]), FeedKinds.joined([part.feeds for part in parts]))


@dataclass(frozen=True)
class Measure:
    """How the signals are taken: the topic space, and when a post is on the topic."""

    space: TopicSpace
    step: Step

    def examples(self, matching: Matching, encoder: Encoder) -> TopicExamples:
        """Every brief against every creator, posts that give a brand away left out for its brief."""
        captions = matching.snapshot.posts["caption"].fill_null("").to_list()
        posts = RecentPosts.of(matching.snapshot, encoder.encode(captions), self.space)
        briefs = encoder.encode(matching.briefs["query"].to_list())
        measured = [
            self._signals(posts if dropped is None else posts.without(dropped), Query.of(brief[None], self.space))
            for brief, dropped in zip(briefs, dropped_posts(matching), strict=True)
        ]
        signals, counts = (np.concatenate(column) for column in zip(*measured, strict=True))
        return TopicExamples(_pairs(matching, signals, counts), _feeds(matching, posts))

    def _signals(self, posts: RecentPosts, query: Query) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        return self.step.signals(posts, query), posts.counts


def _pairs(
    matching: Matching,
    signals: NDArray[np.float64],
    counts: NDArray[np.int64],
) -> Pairs:
    rows = (
        matching.briefs.select("brief_id")
        .join(matching.snapshot.creators.select("creator_id"), how="cross", maintain_order="left_right")
        .join(matching.relevance, on=["brief_id", "creator_id"], how="left", maintain_order="left")
    )
    grade = rows["grade"].fill_null(0).to_numpy()
    return Pairs(
        np.full(len(grade), matching.name, dtype=object).astype(str),
        rows["brief_id"].to_numpy().astype(str),
        rows["creator_id"].to_numpy().astype(str),
        signals,
        counts,
        grade,
        grade >= matching.relevant_grade,
    )


def _feeds(matching: Matching, posts: RecentPosts) -> FeedKinds:
    kinds = matching.snapshot.creators.select("creator_id").join(
        matching.specialists, on="creator_id", how="left", maintain_order="left"
    )
    known = kinds["is_specialist"].is_not_null().to_numpy()
    return FeedKinds(
        np.full(len(known), matching.name, dtype=object).astype(str),
        kinds["creator_id"].to_numpy().astype(str),
        pair_similarity(posts)[:, None],
        posts.counts,
        kinds["is_specialist"].fill_null(False).to_numpy(),
        posts.plain_lengths,
    ).where(known)


def dropped_posts(matching: Matching) -> Iterator[Mask | None]:
    """For each brief, which of the snapshot's posts give it away; None when none does."""
    posts = matching.snapshot.posts.select("creator_id", "post_id").with_row_index("row")
    rows = matching.given_away.join(posts, on=["creator_id", "post_id"])
    for brief_id in matching.briefs["brief_id"]:
        own = rows.filter(pl.col("brief_id") == brief_id)["row"].to_numpy()
        mask = np.zeros(posts.height, np.bool_)
        mask[own] = True
        yield mask if len(own) else None
