"""Labelled followers of the project's own simulated market: a source that may be given away, never one to be judged on."""

from datetime import UTC, datetime

import polars as pl

from matchmaker.scorers.authenticity.account_features import canonical_columns
from training.simulator import simulate_market

SOURCE_NAME = "simulated-followers"
FOLLOWERS_PER_CREATOR = 50
_SPARE = 2  # a part of the simulated creators have samples that could not be read in full
_NOW = datetime(2026, 1, 1, tzinfo=UTC)  # any moment: account ages are relative to it


def simulated_accounts(count: int, seed: int) -> pl.DataFrame:
    """`count` followers as a labelled set: account columns, `fake` and `source`; the same arguments, the same rows."""
    creators = _SPARE * count // FOLLOWERS_PER_CREATOR + 1
    market = simulate_market(
        seed, creators, now=_NOW, posts_per_creator=1, followers_sampled=FOLLOWERS_PER_CREATOR, comments_per_post=0
    )
    labelled = market.follower_profiles.join(market.truth.followers, on=["creator_id", "account_id"])
    sampled = labelled.sample(count, seed=seed)
    return canonical_columns(sampled).with_columns(fake=sampled["is_fake"], source=pl.lit(SOURCE_NAME))
