"""What is a fee worth? The followers and impressions the same money buys at the market's reference prices."""

import numpy as np
import polars as pl

from matchmaker.domain.assessment import Numbers
from matchmaker.ranking.policy import Policy


def with_price(
    candidates: pl.DataFrame,
    undiscounted_conversions: Numbers,
    order_value: float | None,
    currency: str,
    policy: Policy,
) -> pl.DataFrame:
    """The candidates with followers_worth and impressions_needed_count.

    followers_worth: followers whose post costs as much at the market's price as the fixed pay and the commission
    expected of `undiscounted_conversions` (creators,): fewer real followers must not make a creator look cheap. Where
    no fee is known or the currency has no market, the creator's own followers, once a post. impressions_needed_count:
    impressions that the fixed pay buys as paid media, null without a fee or market.
    """
    market = policy.market.get(currency)
    followers = pl.col("followers_count").cast(pl.Float64) * pl.col("posts_planned_count")
    if market is None:
        return candidates.with_columns(followers_worth=followers, impressions_needed_count=pl.lit(None, pl.Float64))
    fee = pl.col("fee_amount")
    revenue = pl.Series(np.nan_to_num(undiscounted_conversions) * (order_value or 0.0))
    charged = pl.max_horizontal(fee + pl.col("commission_ratio") * revenue, pl.lit(policy.score.smallest_fee_amount))
    return candidates.with_columns(
        followers_worth=pl.when(fee.is_not_null()).then(charged / market.fee_per_follower_amount).otherwise(followers),
        impressions_needed_count=1000 * fee / market.cost_per_mille_amount,
    )


def inconsistent_fees(candidates: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Candidates whose fee needs more impressions than `impressions_per_follower_max` a post of their followers give."""
    most = policy.price.impressions_per_follower_max
    plausible = pl.col("followers_count") * pl.col("posts_planned_count") * most
    return candidates.filter(pl.col("impressions_needed_count") > plausible)
