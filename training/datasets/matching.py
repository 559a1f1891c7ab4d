"""Briefs, creators and which fits which: what a reader of a matching set returns."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import polars as pl

from matchmaker.domain.snapshot import Snapshot

Captions: TypeAlias = Literal["real", "written", "simulated"]
NAMED_IN = {"brief_id": pl.String(), "creator_id": pl.String(), "post_id": pl.String()}


def nothing_named() -> pl.DataFrame:
    """No post gives its brand away."""
    return pl.DataFrame(schema=NAMED_IN)


@dataclass(frozen=True)
class Matching:
    """One matching set.

    briefs: brief_id, query (the text that is embedded).
    relevance: brief_id, creator_id, grade (0 is absent or stated), over the snapshot's creators.
    given_away: brief_id, creator_id, post_id of posts that name the brief's brand: never to be scored for it.
    specialists: creator_id, is_specialist (true, false; creators of neither kind left out); empty where unknown.
    captions: real ones, those written for this project (which teach subjects too) or those of a simulator.
    relevant_grade: the least grade that counts as relevant where a metric knows only yes and no.
    """

    name: str
    briefs: pl.DataFrame
    snapshot: Snapshot
    relevance: pl.DataFrame
    relevant_grade: int
    given_away: pl.DataFrame = field(default_factory=nothing_named)
    captions: Captions = "real"
    specialists: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"creator_id": pl.String(), "is_specialist": pl.Boolean()})
    )
