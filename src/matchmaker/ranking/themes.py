"""Values a brief asks for and topics it avoids: how likely a creator posts about each, and the posts that show it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Annotated, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field
from typing_extensions import TypedDict

from matchmaker.domain.assessment import Numbers
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.topic_document import closed

MOST_CITED = 3
CITED_PROBABILITY_MIN = 0.2  # of a post being about the theme; below it a reader would not see why it is cited
_CAPTION_SHOWN = 280  # characters, as in the evidence of the fit
_DECIMALS = 4

Cited: TypeAlias = "dict[str, list[ThemePost]]"


@closed
class ThemePost(TypedDict):
    """A post that shows a theme; `probability` is that of the post being about it."""

    post_id: str
    posted_at: str
    probability: float
    caption: Annotated[str, Field(description="The first 280 characters")]


_PROBABILITY = "That at least one in ten recent posts is about it; null without a readable post"


@closed
class ValuePart(TypedDict):
    """Does this creator show a value the brief asks for?"""

    value: str
    probability: Annotated[float | None, Field(description=_PROBABILITY)]
    evidence: list[ThemePost]


@closed
class AvoidedTopicPart(TypedDict):
    """Does this creator post about a topic the brief avoids?"""

    topic: str
    probability: Annotated[float | None, Field(description=_PROBABILITY)]
    evidence: list[ThemePost]


@dataclass(frozen=True)
class ThemeSeen:
    """One theme in the feeds of a snapshot.

    `probability` (creators,) that at least one in ten recent posts is about it, NaN where unknown; `post_probability`
    (posts,) that a post is, NaN for posts that were not read.
    """

    theme: str
    probability: Numbers
    post_probability: Numbers


@dataclass(frozen=True)
class ThemeCited:
    """One theme with the probability of each creator and the posts that show it, by creator_id."""

    theme: str
    probability: Mapping[str, float]
    posts: Mapping[str, list[ThemePost]]

    def value(self, creator_id: str) -> ValuePart:
        """As a value of this creator."""
        return {"value": self.theme, "probability": self._known(creator_id), "evidence": self._evidence(creator_id)}

    def avoided(self, creator_id: str) -> AvoidedTopicPart:
        """As a topic to avoid of this creator."""
        return {"topic": self.theme, "probability": self._known(creator_id), "evidence": self._evidence(creator_id)}

    def _known(self, creator_id: str) -> float | None:
        probability = self.probability[creator_id]
        return None if isnan(probability) else probability

    def _evidence(self, creator_id: str) -> list[ThemePost]:
        return self.posts.get(creator_id, [])


def highest(themes: Sequence[ThemeSeen], creators_count: int) -> Numbers:
    """The highest probability of any theme, by creator; NaN where none is known."""
    unknown = np.full(creators_count, np.nan)
    return np.asarray(np.fmax.reduce([unknown, *(theme.probability for theme in themes)]))


def mean(themes: Sequence[ThemeSeen], creators_count: int) -> Numbers:
    """The mean probability over themes, by creator; NaN without themes or where one is unknown."""
    if not themes:
        return np.full(creators_count, np.nan)
    return np.asarray(np.mean([theme.probability for theme in themes], axis=0))


def cited(themes: Sequence[ThemeSeen], snapshot: Snapshot) -> list[ThemeCited]:
    """Each theme with the most probable posts of each creator, the newer first among equals."""
    if not themes:
        return []
    owner = snapshot.posts["creator_id"].rle_id().to_numpy()  # posts of a creator are neighbours
    rows = [_most_probable(theme.post_probability, owner) for theme in themes]
    posts = (
        snapshot.posts.lazy()
        .select(pl.col("creator_id", "post_id", "posted_at", "caption").gather(np.concatenate(rows)))
        .with_columns(
            pl.col("posted_at").dt.to_string("%Y-%m-%dT%H:%M:%SZ"), pl.col("caption").str.slice(0, _CAPTION_SHOWN)
        )
        .collect()
        .iter_rows()
    )
    creators = snapshot.creators["creator_id"].to_list()
    return [
        ThemeCited(
            theme.theme,
            dict(zip(creators, theme.probability.tolist(), strict=True)),
            _by_creator(posts, theme.post_probability[shown]),
        )
        for theme, shown in zip(themes, rows, strict=True)
    ]


def _most_probable(probability: Numbers, owner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of the posts to cite, creator after creator; `owner` (posts,) numbers them."""
    rows = np.flatnonzero(np.nan_to_num(probability) >= CITED_PROBABILITY_MIN)
    ordered = rows[np.lexsort((-probability[rows], owner[rows]))]
    owners = owner[ordered]
    place = np.arange(len(ordered)) - np.searchsorted(owners, owners)
    return np.asarray(ordered[place < MOST_CITED], np.int64)


def _by_creator(posts: Iterator[tuple[str, str, str, str]], probability: Numbers) -> Cited:
    """As many of the posts as there are probabilities."""
    found: Cited = {}
    for likely, (creator_id, post_id, posted_at, caption) in zip(
        np.round(probability, _DECIMALS).tolist(), posts, strict=False
    ):
        found.setdefault(creator_id, []).append(
            {"post_id": post_id, "posted_at": posted_at, "probability": likely, "caption": caption}
        )
    return found
