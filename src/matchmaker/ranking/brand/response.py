"""How followers took paid posts: their engagements beside those of the creator's organic posts of the same weeks.

Matched differences on the log scale (Rosenbaum 2002, chapter 10: compare like with like): each paid post is set beside
the NEIGHBOURS organic posts nearest in time, so that growth and decline of an account are no effect of payment. The
mean difference is then drawn towards "no difference" by a normal prior (Efron & Morris 1975), which with two paid posts
keeps little of what was observed and with twenty nearly all.
"""

from collections.abc import Mapping
from math import exp

import numpy as np
import polars as pl

from matchmaker.domain.assessment import Numbers
from matchmaker.ranking.brand.document import PaidResponse
from matchmaker.signals.rows.posts import engagements

NEIGHBOURS = 8  # organic posts beside each paid one: fewer are noisier, more reach further back in time
FEWEST_PAID, FEWEST_ORGANIC = 2, 5  # below it nothing is said
EFFECT_SPREAD = 0.25  # natural log: prior spread of creators' true effects; most lie between 0.7 and 1.4 of organic
_USUAL_SPREAD, _USUAL_POSTS = 0.5, 6.0  # natural log: scatter of a creator's posts, and for how many posts that counts
_MOST_AWAY = 1.5  # natural log: a viral post counts as 4.5 times the creator's median, no more
_YOUNGEST_DAYS = 3.0  # a post seen earlier has not earned 87 % of its engagements (policy.maturity)
_DECIMALS = 4
_P90 = 1.2816  # standard deviations
_DAY = 86_400.0


def paid_responses(posts: pl.DataFrame) -> Mapping[str, PaidResponse]:
    """The response by creator_id, absent below FEWEST_PAID paid or FEWEST_ORGANIC organic posts.

    `posts` has creator_id, post_id, posted_at, observed_at, is_paid and the counts of engagements; any order.
    """
    known = (
        paid_differences(posts)
        .group_by("creator_id")
        .agg(
            pl.col("noise", "organic_count", "shared").first(),
            observed=pl.col("difference").mean(),
            paid_count=pl.len(),
        )
        .filter((pl.col("paid_count") >= FEWEST_PAID) & (pl.col("organic_count") >= FEWEST_ORGANIC))
        .sort("creator_id")
    )
    return {row["creator_id"]: _response(row) for row in known.to_dicts()}


def paid_differences(posts: pl.DataFrame) -> pl.DataFrame:
    """A row a paid post with organic posts beside it: its key, difference (natural log), and of its creator noise
    (variance of a single post), organic_count and shared (what all paid posts lean on together, in single posts).
    """
    rows = _comparable(posts)
    pairs = _matched(rows)
    paid = pairs.group_by("creator_id", "post_id", "paid").agg(
        difference=pl.col("level_paid").first() - pl.col("level").mean(), neighbours=pl.len()
    )
    # An organic post beside several paid ones is shared noise: its weight is the sum of its shares.
    shares = pairs.join(paid.select("creator_id", "paid", "neighbours"), on=["creator_id", "paid"])
    weights = shares.group_by("creator_id", "organic").agg(weight=(1 / pl.col("neighbours")).sum())
    shared = weights.group_by("creator_id").agg(shared=(pl.col("weight") ** 2).sum())
    level = pl.col("level")
    scatter = (
        rows.filter(~pl.col("is_paid"))
        .group_by("creator_id")
        .agg(organic_count=pl.len(), squares=((level - level.mean()) ** 2).sum())
        .with_columns(
            noise=(pl.col("squares") + _USUAL_POSTS * _USUAL_SPREAD**2) / (pl.col("organic_count") - 1 + _USUAL_POSTS)
        )
    )
    known = paid.join(shared, on="creator_id").join(scatter, on="creator_id")
    return known.sort("paid").select("creator_id", "post_id", "difference", "noise", "organic_count", "shared")


def _comparable(posts: pl.DataFrame) -> pl.DataFrame:
    """Posts old enough with their log engagements, `level`, at most _MOST_AWAY from the creator's median."""
    age_days = (pl.col("observed_at") - pl.col("posted_at")).dt.total_seconds() / _DAY
    median = pl.col("log").median().over("creator_id")
    return (
        posts.select("creator_id", "post_id", "posted_at", "is_paid", log=engagements().log1p(), age_days=age_days)
        .filter(pl.col("log").is_not_null() & (pl.col("age_days") >= _YOUNGEST_DAYS))
        .with_row_index("post")
        .with_columns(level=pl.col("log").clip(median - _MOST_AWAY, median + _MOST_AWAY))
    )


def _matched(rows: pl.DataFrame) -> pl.DataFrame:
    """A row a paid post (`paid`) and organic post (`organic`) beside it, with both levels."""
    paid = rows.filter("is_paid").select("creator_id", "post_id", "posted_at", paid="post", level_paid="level")
    organic = rows.filter(~pl.col("is_paid")).select("creator_id", "level", organic="post", organic_at="posted_at")
    return (
        paid.join(organic, on="creator_id")
        .with_columns(away=(pl.col("posted_at") - pl.col("organic_at")).abs())
        .sort("paid", "away", "organic")
        .filter(pl.int_range(pl.len()).over("paid") < NEIGHBOURS)
    )


def _response(row: Mapping[str, float]) -> PaidResponse:
    count = row["paid_count"]
    variance = row["noise"] * (1 / count + row["shared"] / count**2)
    middle, spread = drawn_to_none(np.array([row["observed"]]), np.array([variance]))
    low, high = middle[0] - _P90 * spread[0], middle[0] + _P90 * spread[0]
    return {
        "paid_per_organic_ratio": {
            "p10": round(exp(low), _DECIMALS),
            "p50": round(exp(middle[0]), _DECIMALS),
            "p90": round(exp(high), _DECIMALS),
        },
        "observed_ratio": round(exp(row["observed"]), _DECIMALS),
        "paid_posts_count": int(count),
        "organic_posts_count": int(row["organic_count"]),
    }


def drawn_to_none(observed: Numbers, variance: Numbers) -> tuple[Numbers, Numbers]:
    """Mean and standard deviation of the effect (natural log) given what was observed with this variance."""
    kept = EFFECT_SPREAD**2 / (EFFECT_SPREAD**2 + variance)
    return kept * observed, np.sqrt(kept * variance)
