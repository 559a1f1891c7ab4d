"""The market this project simulates: creators and posts made from one seed, with no data set behind them."""

from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np
import polars as pl

import training
from training.datasets.feeds import Feeds
from training.datasets.source import GENERATED, Source
from training.simulator import simulate_market

CREATORS = 3_000  # enough that a conformal cell of one platform and history class holds hundreds of rows
SEED = 7_001  # another seed than that of the sample market: shown creators are not trained on
NOW = datetime(2026, 1, 1, tzinfo=UTC)
# Natural log; published engagement rates of one platform and size differ by e either way. Views of one platform that
# shows posts to strangers differ by more: from a twentieth of the followers to several times them.
RATE_DOUBT = MappingProxyType({"tiktok": 2.0, "youtube": 1.5})
USUAL_RATE_DOUBT = 1.0
COUNTS = ("likes_count", "comments_count", "shares_count", "saves_count", "views_count", "reach_count")


class SimulatedSource(Source):
    """A source that is written by code: it is always there, and its files are the simulator's."""

    def exists(self, data: Path) -> bool:
        """True: nothing has to be brought."""
        return True

    def files(self, data: Path) -> list[Path]:
        """The simulator's modules and texts, whose digest stands for the rows they make."""
        here = Path(training.__file__).parent
        written = (path for path in (here / "simulation").rglob("*") if path.is_file() and path.suffix != ".pyc")
        return [here / "simulator.py", *sorted(written)]


SOURCE = SimulatedSource("simulated-market", GENERATED, shippable=True)


def read(data: Path, creators: int = CREATORS) -> Feeds:
    """Creators, posts and follower history of the simulated market; `data` is not looked at.

    The simulator believes in one engagement rate a platform and size, give or take. A forecaster must not:
    every creator's counts are multiplied by a factor of their own, drawn with their platform's RATE_DOUBT, so that a model
    learns to trust a creator's past over the simulator's rates.
    """
    market = simulate_market(SEED, creators, now=NOW, followers_sampled=0, comments_per_post=0.0)
    drawn = pl.Series(np.random.default_rng(SEED).standard_normal(market.creators.height))
    doubt = pl.col("platform").replace_strict(dict(RATE_DOUBT), default=USUAL_RATE_DOUBT)
    factors = market.creators.select("creator_id", factor=(doubt * drawn).exp())
    posts = market.posts.join(factors, on="creator_id", maintain_order="left")
    counts = (pl.col(*COUNTS) * pl.col("factor")).round().cast(pl.Int64)
    return Feeds.of(market.creators, posts.with_columns(counts), market.follower_counts)
