"""Which encoder reads whose posts? Many captions sent along are read fast at first, the head of the list then precisely."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self, TypeAlias, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.assessment import EncoderUsed, TopicFitAssessment
from matchmaker.domain.snapshot import Snapshot
from matchmaker.scorers.topic_fit.pair_signals import RecentPosts
from matchmaker.scorers.topic_fit.scorer import TopicFit
from matchmaker.signals.rows.posts import recent_posts
from matchmaker.text.encoder import Encoder, Vectors

Mask: TypeAlias = NDArray[np.bool_]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True)
class Encoders:
    """The encoders of the service; `fast` is None where none is installed, and everything is read precisely."""

    precise: Encoder
    fast: Encoder | None = None


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
    """Every creator of a snapshot in exactly one reading; answers are in the snapshot's order, whoever was read how."""

    snapshot: Snapshot
    parts: tuple[Reading, ...]

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
            columns=columns.with_columns(used),
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

    @property
    def has_fast(self) -> bool:
        """Whether anybody was read by the fast encoder."""
        return any(reading.used == "fast" for reading in self.parts)

    def fast_ones(self, creator_ids: Sequence[str]) -> Mask:
        """Which creators are among these and were read fast; shape (creators,)."""
        named = self.snapshot.creators["creator_id"].is_in(creator_ids).to_numpy()
        fast = [reading.whom for reading in self.parts if reading.used == "fast"]
        return np.logical_and(named, np.logical_or.reduce(fast)) if fast else np.zeros_like(named)

    def precise_for(self, whom: Mask, model: TopicFit, encoder: Encoder) -> Self:
        """The same with these creators' recent posts read again, by the precise encoder."""
        _, again = read("precise", self.snapshot, whom, model, encoder)
        dropped = _posts_of(self.snapshot, whom)
        others = (replace(part, whom=part.whom & ~whom, posts=part.posts.without(dropped)) for part in self.parts)
        return replace(self, parts=(*(part for part in others if part.whom.any()), again))


def read(
    used: EncoderUsed, snapshot: Snapshot, whom: Mask, model: TopicFit, encoder: Encoder
) -> tuple[Vectors, Reading]:
    """Vectors of the newest RECENT_POSTS of these creators, aligned with the snapshot's posts, and their reading.

    All other posts have rows of zeros.
    """
    rows = recent_posts(snapshot.posts.select("creator_id"))["post_row"].to_numpy()
    rows = rows[_posts_of(snapshot, whom)[rows]]
    vectors = np.zeros((snapshot.posts.height, encoder.dimension), np.float32)
    vectors[rows] = encoder.encode(snapshot.posts["caption"].gather(rows).fill_null("").to_list())
    return vectors, Reading(used, encoder, model, model.recent_posts(snapshot, vectors), whom)


def read_first(snapshot: Snapshot, fast: Mask, model: TopicFit, encoders: Encoders) -> tuple[Vectors | None, Readings]:
    """The first pass: `fast` creators by the fast encoder, the others precisely; and the precise vectors, if any.

    Everybody is read precisely where no fast encoder is installed or the model was not made for it.
    """
    first_pass, encoder = model.first_pass, encoders.fast
    if first_pass is None or encoder is None or first_pass.space != encoder.space or not fast.any():
        vectors, reading = read("precise", snapshot, np.ones_like(fast), model, encoders.precise)
        return vectors, Readings(snapshot, (reading,))
    _, quick = read("fast", snapshot, fast, first_pass, encoder)
    if fast.all():
        return None, Readings(snapshot, (quick,))
    vectors, careful = read("precise", snapshot, ~fast, model, encoders.precise)
    return vectors, Readings(snapshot, (careful, quick))


def _posts_of(snapshot: Snapshot, whom: Mask) -> Mask:
    if whom.all():
        return np.ones(snapshot.posts.height, np.bool_)
    named = snapshot.creators["creator_id"].filter(whom)
    return snapshot.posts["creator_id"].is_in(named.implode()).to_numpy()
