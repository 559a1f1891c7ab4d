"""Values a brief asks for and topics it avoids: how likely a creator posts about each, and the posts that show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Annotated, Self, TypeAlias

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

    @classmethod
    def of(cls, seen: ThemeSeen, snapshot: Snapshot) -> Self:
        """With the most probable posts of each creator."""
        creators = snapshot.creators["creator_id"].to_list()
        return cls(
            seen.theme,
            dict(zip(creators, seen.probability.tolist(), strict=True)),
            _cited(seen.post_probability, snapshot),
        )

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


def _cited(probability: Numbers, snapshot: Snapshot) -> Cited:
    """Of each creator the most probable posts, the newer first among equals."""
    rows = np.flatnonzero(np.nan_to_num(probability) >= CITED_PROBABILITY_MIN)
    owner = snapshot.posts["creator_id"].gather(rows).rle_id().to_numpy()  # posts of a creator are neighbours
    ordered = np.lexsort((-probability[rows], owner))
    place = np.arange(len(rows)) - np.searchsorted(owner[ordered], owner[ordered])
    shown: NDArray[np.int64] = rows[ordered[place < MOST_CITED]]
    posts = snapshot.posts.select(
        "creator_id",
        "post_id",
        pl.col("posted_at").dt.to_string("%Y-%m-%dT%H:%M:%SZ"),
        pl.col("caption").str.slice(0, _CAPTION_SHOWN),
    )[shown]
    found: Cited = {}
    for (creator_id, post_id, posted_at, caption), likely in zip(
        posts.iter_rows(), np.round(probability[shown], _DECIMALS).tolist(), strict=True
    ):
        found.setdefault(creator_id, []).append(
            {"post_id": post_id, "posted_at": posted_at, "probability": likely, "caption": caption}
        )
    return found
