"""The probe of topic fit: made-up feeds whose posts are mixtures of the bundle's topics, small and exact."""

from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import CREATORS, POSTS
from matchmaker.scorers.topic_fit.space import unit_rows

Mixture: TypeAlias = dict[int, float]  # row of the bank of topics -> its part; empty is an unreadable text
_NEWEST = datetime(2026, 1, 1, tzinfo=UTC)


class TopicProbe(BaseModel):
    """A brief in one or more texts, and the posts of each creator, newest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    brief: tuple[Mixture, ...]
    feeds: dict[str, tuple[Mixture, ...]]

    @property
    def snapshot(self) -> Snapshot:
        """One creator a feed and one post a mixture, a day apart."""
        posts = [
            {"creator_id": creator, "post_id": f"p{age}", "posted_at": _NEWEST - timedelta(days=age)}
            for creator, mixtures in self.feeds.items()
            for age, _ in enumerate(mixtures)
        ]
        return Snapshot.of(
            creators=pl.DataFrame(
                [{"creator_id": creator, "observed_at": _NEWEST} for creator in self.feeds],
                schema=_schema(CREATORS.polars_schema, "creator_id", "observed_at"),
            ),
            posts=pl.DataFrame(posts, schema=_schema(POSTS.polars_schema, "creator_id", "post_id", "posted_at")),
        )

    def vectors(self, snapshot: Snapshot, topics: NDArray[np.float32]) -> NDArray[np.float64]:
        """Those of the snapshot's posts, in float64: the answer is then the same on every machine."""
        keys = snapshot.posts.select("creator_id", pl.col("post_id").str.strip_prefix("p").cast(int)).iter_rows()
        return mixed([self.feeds[creator][age] for creator, age in keys], topics)


def mixed(mixtures: list[Mixture], topics: NDArray[np.float32]) -> NDArray[np.float64]:
    """Unit vectors of shape (mixtures, dimension)."""
    parts = np.zeros((len(mixtures), len(topics)))
    for row, mixture in enumerate(mixtures):
        for topic, part in mixture.items():
            parts[row, topic] = part
    return np.asarray(unit_rows(parts @ topics.astype(np.float64)), np.float64)


def _schema(table: dict[str, pl.DataType], *names: str) -> dict[str, pl.DataType]:
    return {name: table[name] for name in names}
