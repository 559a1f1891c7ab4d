"""Briefs and feeds of the simulated market as a matching set; its source is that of simulated_market."""

from pathlib import Path

import polars as pl

from training.datasets import simulated_market
from training.datasets.matching import Matching
from training.datasets.simulated_market import NOW
from training.simulator import simulate_market

CREATORS = 250
POSTS_PER_CREATOR = 15  # as many as the human-labelled feeds have
SEED = 8_101  # another than those of the sample and of the performance examples
RELEVANT_GRADE = 2  # at least 35 % of the posts, as in the human-labelled feeds


def read(data: Path) -> Matching:
    """A small market with its true relevance; `data` is not looked at."""
    market = simulate_market(
        SEED, CREATORS, now=NOW, posts_per_creator=POSTS_PER_CREATOR, followers_sampled=0, comments_per_post=0.0
    )
    return Matching(
        simulated_market.SOURCE.name,
        pl.DataFrame([{"brief_id": item.brief_id, "query": item.brief.query} for item in market.briefs]),
        market.snapshot,
        market.truth.relevance.select("brief_id", "creator_id", pl.col("grade").cast(pl.Int64)),
        RELEVANT_GRADE,
        captions="simulated",
        specialists=market.truth.creators.filter(pl.col("kind").is_in(["specialist", "lifestyle"])).select(
            "creator_id", is_specialist=pl.col("kind") == "specialist"
        ),
    )
