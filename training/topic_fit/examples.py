"""Rows that topic fit learns from: what is measured between every brief and every creator of a matching set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.snapshot import Snapshot
from matchmaker.scorers.topic_fit.mix import Subjects
from matchmaker.scorers.topic_fit.pair_signals import Cosines, Query, RecentPosts, Step
from matchmaker.scorers.topic_fit.sought import brief_texts
from matchmaker.scorers.topic_fit.space import Backgrounds, TopicSpace, Turn, unit_rows
from matchmaker.scorers.topic_fit.specialism import specialism_signals
from matchmaker.text.encoder import Encoder, Vectors
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
    """One row a brief and creator; signals has a column a name of FIT_SIGNALS, NaN without a usable post.

    `centroid` is the naive rival: the cosine between the brief and the mean of the posts, both as encoded.
    """

    set: NDArray[np.str_]
    brief: NDArray[np.str_]
    creator: NDArray[np.str_]
    signals: NDArray[np.float64]
    counts: NDArray[np.int64]
    grade: NDArray[np.int64]
    relevant: NDArray[np.bool_]
    centroid: NDArray[np.float64]


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
class Material:
    """A matching set with its vectors as encoded: `posts` aligned with the snapshot's, `briefs` with the briefs.

    `asked` are the briefs as the model compares them, the mean of their `brief_texts`; where absent, `briefs` are.
    `turn` is what a model learned here makes of the encoder's vectors before anything else.
    """

    matching: Matching
    posts: Vectors
    briefs: Vectors
    asked: Vectors | None = None
    turn: Turn | None = None

    @classmethod
    def encoded(cls, matching: Matching, encoder: Encoder, turn: Turn | None = None) -> Self:
        """With the vectors of an encoder."""
        captions, briefs = (
            matching.snapshot.posts["caption"].fill_null("").to_list(),
            matching.briefs["query"].to_list(),
        )
        asked = [unit_rows(encoder.encode(brief_texts(brief)).sum(axis=0, keepdims=True)) for brief in briefs]
        return cls(matching, encoder.encode(captions), encoder.encode(briefs), np.concatenate(asked), turn)

    @property
    def queries(self) -> Vectors:
        """What the model is asked, one unit vector a brief."""
        return self.briefs if self.asked is None else self.asked

    @property
    def brief_ids(self) -> NDArray[np.str_]:
        """In order; shape (briefs,)."""
        return self.matching.briefs["brief_id"].to_numpy().astype(str)

    @property
    def creator_ids(self) -> NDArray[np.str_]:
        """In order; shape (creators,)."""
        return self.matching.snapshot.creators["creator_id"].to_numpy().astype(str)

    def where(self, briefs: Mask, creators: Mask) -> Self:
        """Some briefs and some creators, of whom nothing else is left."""
        snapshot = self.matching.snapshot
        own = snapshot.posts["creator_id"].is_in(self.creator_ids[creators].tolist()).to_numpy()
        part = replace(
            self.matching,
            briefs=self.matching.briefs.filter(briefs),
            snapshot=Snapshot.of(creators=snapshot.creators.filter(creators), posts=snapshot.posts.filter(own)),
        )
        asked = None if self.asked is None else self.asked[briefs]
        return type(self)(part, self.posts[own], self.briefs[briefs], asked, self.turn)


@dataclass(frozen=True)
class Measure:
    """How the signals are taken: the topic space, when a post is on the topic, and the reader of subjects if any."""

    space: TopicSpace
    step: Step
    subjects: Subjects | None = None

    def examples(self, material: Material) -> TopicExamples:
        """Every brief against every creator, posts that give a brand away left out for its brief."""
        matching = material.matching
        posts = RecentPosts.of(matching.snapshot, material.posts, self.space, self.subjects)
        encoded = RecentPosts.of(matching.snapshot, material.posts, replace(self.space, backgrounds=self._none))
        columns = []
        asked = zip(material.queries, material.briefs, dropped_posts(matching), strict=True)
        for query, brief, dropped in asked:
            kept = (posts, encoded) if dropped is None else (posts.without(dropped), encoded.without(dropped))
            columns.append(self._pair(*kept, query, brief))
        signals, counts, centroid = (np.concatenate(column) for column in zip(*columns, strict=True))
        return TopicExamples(_pairs(matching, signals, counts, centroid), _feeds(matching, posts, encoded))

    @property
    def _none(self) -> Backgrounds:
        return Backgrounds.none(self.space.topics.shape[1])

    def _pair(
        self, posts: RecentPosts, encoded: RecentPosts, asked: Vectors, brief: Vectors
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
        query = Query.of(asked[None], self.space)
        with np.errstate(invalid="ignore"):
            centroid = encoded.mean(encoded.plain @ brief) / encoded.plain_lengths
        return self.step.signals(posts, Cosines.of(posts, query)), posts.counts, centroid


def _pairs(
    matching: Matching,
    signals: NDArray[np.float64],
    counts: NDArray[np.int64],
    centroid: NDArray[np.float64],
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
        centroid,
    )


def _feeds(matching: Matching, posts: RecentPosts, encoded: RecentPosts) -> FeedKinds:
    kinds = matching.snapshot.creators.select("creator_id").join(
        matching.specialists, on="creator_id", how="left", maintain_order="left"
    )
    known = kinds["is_specialist"].is_not_null().to_numpy()
    return FeedKinds(
        np.full(len(known), matching.name, dtype=object).astype(str),
        kinds["creator_id"].to_numpy().astype(str),
        specialism_signals(posts),
        posts.counts,
        kinds["is_specialist"].fill_null(False).to_numpy(),
        encoded.plain_lengths,
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
