"""What is a fee worth? The followers and impressions the same money buys at the market's reference prices."""

import polars as pl

from matchmaker.ranking.policy import Policy


def with_price(candidates: pl.DataFrame, currency: str, policy: Policy) -> pl.DataFrame:
    """The candidates with followers_worth and impressions_needed_count.

    followers_worth: followers whose post costs as much at the market's price; the creator's own followers where no
    fee is known or the currency has no market. impressions_needed_count: impressions that the fee buys as paid media,
    null without a fee or market.
    """
    market = policy.market.get(currency)
    followers = pl.col("followers_count").cast(pl.Float64)
    if market is None:
        return candidates.with_columns(followers_worth=followers, impressions_needed_count=pl.lit(None, pl.Float64))
    fee = pl.col("fee_amount")
    charged = pl.max_horizontal(fee, pl.lit(policy.score.smallest_fee_amount))
    return candidates.with_columns(
        followers_worth=pl.when(fee.is_not_null()).then(charged / market.fee_per_follower_amount).otherwise(followers),
        impressions_needed_count=1000 * fee / market.cost_per_mille_amount,
    )


def inconsistent_fees(candidates: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Candidates whose fee needs more impressions than `impressions_per_follower_max` of their followers can give."""
    plausible = pl.col("followers_count") * policy.price.impressions_per_follower_max
    return candidates.filter(pl.col("impressions_needed_count") > plausible)
