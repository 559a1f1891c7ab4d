"""Which encoder reads whose posts? Many captions sent along are read fast at first, the head of the list then precisely."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self, TypeAlias, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.application.languages import Written
from matchmaker.domain.assessment import EncoderUsed, TopicFitAssessment
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.topic_mix import FeedTopics, feed_topics
from matchmaker.scorers.topic_fit.languages import CoveredEncoder
from matchmaker.scorers.topic_fit.pair_signals import RecentPosts
from matchmaker.scorers.topic_fit.scorer import TopicFit
from matchmaker.signals.rows.posts import recent_posts
from matchmaker.text.encoder import Encoder, Vectors
from matchmaker.text.language import language_of

Mask: TypeAlias = NDArray[np.bool_]
Scalar = TypeVar("Scalar", bound=np.generic)
MOSTLY = 0.5  # of a creator's posts: who writes less than this in what the precise encoder reads is read by the other


@dataclass(frozen=True)
class Encoders:
    """The encoders of the service; `fast` is None where none is installed, and everything is read precisely.

    `multilingual` reads creators who write in languages that the precise one was not shown to read.
    """

    precise: Encoder
    fast: Encoder | None = None
    multilingual: Encoder | None = None


@dataclass(frozen=True)
class Reading:
    """Posts of some creators in one embedding space, with the encoder and the model of that space.

    `whom` (creators,) says for whom it speaks; `posts` holds nobody else's, so that what it says of others is unknown.
    """

    used: EncoderUsed
    encoder: Encoder
    model: TopicFit
    posts: RecentPosts
    whom: Mask


@dataclass(frozen=True)
class Readings:
    """Every creator of a snapshot in exactly one reading; answers are in the snapshot's order, whoever was read how.

    `written` says in what languages; `multilingual` is the encoder of the others and its model, None without one.
    """

    snapshot: Snapshot
    parts: tuple[Reading, ...]
    written: Written | None = None
    multilingual: tuple[TopicFit, Encoder] | None = None

    def fit(self, texts: Sequence[str]) -> TopicFitAssessment:
        """Fit to one brief in one or more texts; columns as the model gives them and `encoder`, null without posts."""
        return self.assessed(
            lambda reading: reading.model.assess_posts(reading.encoder.encode(texts), self.snapshot, reading.posts)
        )

    def assessed(self, ask: Callable[[Reading], TopicFitAssessment]) -> TopicFitAssessment:
        """One assessment of all creators from what each reading says of its own, with the column `encoder`."""
        said = [ask(reading) for reading in self.parts]
        columns = self.by_creator([each.columns for each in said])
        used = pl.when(pl.col("posts_used_count") > 0).then(self.encoders).alias("encoder")
        return TopicFitAssessment(
            columns=pl.concat([columns.with_columns(used), self.languages], how="horizontal"),
            post_similarity=self.by_post([each.post_similarity for each in said]),
            post_effect=self.by_post([each.post_effect for each in said]),
        )

    @property
    def encoders(self) -> pl.Series:
        """Which encoder reads each creator."""
        used = np.full(self.snapshot.creators.height, None, object)
        for reading in self.parts:
            used[reading.whom] = reading.used
        return pl.Series("encoder", used, dtype=pl.String)

    def by_creator(self, frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
        """One frame with a row a creator, each row from the reading that speaks for the creator."""
        if len(frames) == 1:
            return frames[0]
        rows = np.concatenate([np.flatnonzero(reading.whom) for reading in self.parts])
        own = [frame.filter(reading.whom) for frame, reading in zip(frames, self.parts, strict=True)]
        return pl.concat(own)[np.argsort(rows)]

    def by_post(self, arrays: Sequence[NDArray[Scalar]]) -> NDArray[Scalar]:
        """One array aligned with the snapshot's posts, each entry from the reading that speaks for its creator."""
        joined = arrays[0].copy() if len(arrays) > 1 else arrays[0]
        for array, reading in zip(arrays[1:], self.parts[1:], strict=True):
            joined[reading.posts.rows] = array[reading.posts.rows]
        return joined

    @cached_property
    def languages(self) -> pl.DataFrame:
        """The columns languages and covered_ratio, a row a creator (languages.WRITTEN)."""
        written = self.written or Written.of(self.snapshot)
        covered = np.zeros(self.snapshot.posts.height, np.bool_)
        for reading in self.parts:
            covered |= _posts_of(self.snapshot, reading.whom) & written.covered(reading.model.languages)
        return written.by_creator(covered)

    def suited_to(self, brief: str) -> "Readings":
        """These, or everybody read by the multilingual encoder where it alone reads the language of the brief."""
        language = language_of(brief)
        if self.multilingual is None or all(part.model.languages.reads(language) for part in self.parts):
            return self
        return self._in_other_languages if self.multilingual[0].languages.reads(language) else self

    def unread_language(self, brief: str) -> str | None:
        """The language of a brief (ISO 639) where no reading that suits it reads it; then nothing fits anybody."""
        language = language_of(brief)
        unread = not any(part.model.languages.reads(language) for part in self.suited_to(brief).parts)
        return language if self.parts and unread else None

    @cached_property
    def _in_other_languages(self) -> "Readings":
        """Kept with the candidates: the next brief in such a language need not wait."""
        if self.multilingual is None or self.written is None:
            return self
        everybody = np.ones(self.snapshot.creators.height, np.bool_)
        return replace(self, parts=(read("multilingual", self.written, everybody, *self.multilingual)[1],))

    @property
    def has_fast(self) -> bool:
        """Whether anybody was read by the fast encoder."""
        return any(reading.used == "fast" for reading in self.parts)

    @cached_property
    def topics(self) -> Mapping[str, FeedTopics]:
        """What each creator posts about."""
        parts = (feed_topics(self.snapshot, reading.posts) for reading in self.parts)
        return {creator: topics for part in parts for creator, topics in part.items()}

    def fast_ones(self, creator_ids: Sequence[str]) -> Mask:
        """Which creators are among these and were read fast; shape (creators,)."""
        named = self.snapshot.creators["creator_id"].is_in(creator_ids).to_numpy()
        fast = [reading.whom for reading in self.parts if reading.used == "fast"]
        return np.logical_and(named, np.logical_or.reduce(fast)) if fast else np.zeros_like(named)

    def precise_for(self, whom: Mask, model: TopicFit, encoder: Encoder) -> Self:
        """The same with these creators' recent posts read again, by the precise encoder."""
        _, again = read("precise", self.written or Written.of(self.snapshot), whom, model, encoder)
        dropped = _posts_of(self.snapshot, whom)
        others = (replace(part, whom=part.whom & ~whom, posts=part.posts.without(dropped)) for part in self.parts)
        return replace(self, parts=(*(part for part in others if part.whom.any()), again))


def read(used: EncoderUsed, written: Written, whom: Mask, model: TopicFit, encoder: Encoder) -> tuple[Vectors, Reading]:
    """Vectors of the newest RECENT_POSTS of these creators, aligned with the snapshot's posts, and their reading.

    All other posts have rows of zeros, and so have those in languages that the model was not shown to read.
    """
    snapshot = written.snapshot
    rows = recent_posts(snapshot.posts.select("creator_id"))["post_row"].to_numpy()
    rows = rows[(_posts_of(snapshot, whom) & written.covered(model.languages))[rows]]
    vectors = np.zeros((snapshot.posts.height, encoder.dimension), np.float32)
    vectors[rows] = encoder.encode(snapshot.posts["caption"].gather(rows).fill_null("").to_list())
    covered = CoveredEncoder(encoder, model.languages)
    return vectors, Reading(used, covered, model, model.recent_posts(snapshot, vectors), whom)


def read_first(snapshot: Snapshot, fast: Mask, model: TopicFit, encoders: Encoders) -> tuple[Vectors | None, Readings]:
    """The first pass: `fast` creators by the fast encoder, the others precisely; and the precise vectors, if any.

    Who mostly writes in languages that the multilingual encoder alone reads is read by it. Everybody is read precisely
    where neither is installed or the model was not made for it.
    """
    written = Written.of(snapshot)
    quick, many = _usable(model.first_pass, encoders.fast), _usable(model.multilingual, encoders.multilingual)
    elsewhere = _mostly_other(written, model, many[0]) if many else np.zeros_like(fast)
    fast = fast & ~elsewhere if quick else np.zeros_like(fast)
    vectors, parts = None, []
    if not (fast | elsewhere).all() or not len(fast):
        vectors, careful = read("precise", written, ~(fast | elsewhere), model, encoders.precise)
        parts.append(careful)
    if quick and fast.any():
        parts.append(read("fast", written, fast, *quick)[1])
    if many and elsewhere.any():
        parts.append(read("multilingual", written, elsewhere, *many)[1])
    return vectors, Readings(snapshot, tuple(parts), written, many)


def _usable(model: TopicFit | None, encoder: Encoder | None) -> tuple[TopicFit, Encoder] | None:
    """A space of the model with its encoder, where there are both and they are of the same space."""
    return (model, encoder) if model and encoder and model.space == encoder.space else None


def _mostly_other(written: Written, precise: TopicFit, multilingual: TopicFit) -> Mask:
    """Who writes less than MOSTLY in languages that the precise space reads, and more in those of the other."""
    here, there = (written.covered_ratio(written.covered(model.languages)) for model in (precise, multilingual))
    return np.asarray((here < MOSTLY) & (there > here))


def _posts_of(snapshot: Snapshot, whom: Mask) -> Mask:
    if whom.all():
        return np.ones(snapshot.posts.height, np.bool_)
    named = snapshot.creators["creator_id"].filter(whom)
    return snapshot.posts["creator_id"].is_in(named.implode()).to_numpy()
