"""Paid posts as collaborations: the fee, what was measured after 28 days, and the true rates behind it."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from matchmaker.domain.outcomes import OUTCOMES
from matchmaker.domain.tables import COLLABORATIONS
from training.simulation.population import Numbers, Population
from training.simulation.posts import Feed
from training.simulation.words import topics, words

_FEE_PER_FOLLOWER = 0.011  # units a follower at 10,000 followers: fees are set by size, not by engagement
_FEE_SLOPE = -0.12  # larger accounts ask less a follower
_REACH_PER_ENGAGEMENT = 18.0  # accounts reached for one engagement
_CLICK_THROUGH, _CONVERSION, _ORDER_VALUE = 0.009, 0.022, 46.0  # medians: clicks / reach, sales / click, units
_YOUNGEST_MEASURED_DAYS = 2
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Campaigns:
    """Collaborations, their outcomes, and the true model of each outcome.

    `truth`: collaboration_id, click_through_ratio (clicks / reach), conversion_ratio (sales / click),
    order_value_amount, reach_expected_count.
    """

    collaborations: pl.DataFrame
    outcomes: pl.DataFrame
    truth: pl.DataFrame


def fees(random: np.random.Generator, population: Population) -> Numbers:
    """What each creator asks for one post, in US dollars, rounded to five."""
    size = population.followers * _FEE_PER_FOLLOWER * (population.followers / 10_000) ** _FEE_SLOPE
    asked: Numbers = np.round(np.maximum(size * random.lognormal(0, 0.4, len(size)), 20) / 5) * 5
    return asked


def collaborate(random: np.random.Generator, population: Population, feed: Feed, asked: Numbers) -> Campaigns:
    """One collaboration for every paid post that is at least two days old."""
    posts = feed.frame.with_columns(truth=feed.truth["engagements_expected_count"]).with_row_index("row")
    old = pl.col("observed_at") - pl.col("posted_at") >= pl.duration(days=_YOUNGEST_MEASURED_DAYS)
    paid = posts.filter((pl.col("is_sponsored") | pl.col("caption").str.contains("_sample")) & old)
    rows = paid["row"].to_numpy().astype(np.int64)
    size, owner = len(rows), feed.owner[rows]
    started = paid["posted_at"].to_numpy()
    measured = np.minimum(started + OUTCOME_MATURITY_DAYS * _DAY, population.observed_at[owner])
    rates = {
        "click_through_ratio": np.clip(_CLICK_THROUGH * random.lognormal(0, 0.5, size), 0, 0.2),
        "conversion_ratio": np.clip(_CONVERSION * random.lognormal(0, 0.5, size), 0, 0.5),
        "order_value_amount": np.round(_ORDER_VALUE * random.lognormal(0, 0.3, size), 2),
        "reach_expected_count": paid["truth"].to_numpy() * _REACH_PER_ENGAGEMENT,
    }
    reach = random.poisson(rates["reach_expected_count"] * random.lognormal(0, 0.2, size))
    clicks = random.binomial(reach, rates["click_through_ratio"])
    sales = random.binomial(clicks, rates["conversion_ratio"])
    names = np.array([topic.category for topic in topics()], dtype=np.object_)
    partners = np.array([name.removesuffix("_sample").title() for name in words().partners], dtype=np.object_)
    shared = pl.DataFrame(
        {
            "collaboration_id": [f"k{number:06d}" for number in range(size)],
            "creator_id": paid["creator_id"],
            "post_id": paid["post_id"],
            "observed_at": measured,
            "started_at": started,
        }
    ).with_columns(pl.col("observed_at", "started_at").dt.replace_time_zone("UTC"))
    collaborations = shared.with_columns(
        brand=pl.Series(random.choice(partners, size), dtype=pl.String),
        category=pl.Series(names[feed.topic[rows]], dtype=pl.String),
        deliverable=pl.lit("post"),
        fee_amount=np.round(asked[owner] * random.uniform(0.8, 1.1, size), 2),
        fee_currency=pl.lit("USD"),
    )
    outcomes = collaborations.rename({"collaboration_id": "outcome_id", "started_at": "posted_at"}).with_columns(
        paid.select("format", "likes_count", "comments_count", "shares_count"),
        platform=pl.Series(population.platforms[owner]),
        attribution_source=pl.Series(random.choice(["promo_code", "utm"], size)),
        impressions_count=pl.Series(np.round(reach * random.uniform(1.05, 1.4, size)).astype(np.int64)),
        reach_count=pl.Series(reach),
        clicks_count=pl.Series(clicks),
        conversions_count=pl.Series(sales),
        revenue_amount=np.round(sales * rates["order_value_amount"], 2),
        revenue_currency=pl.lit("USD"),
    )
    truth = shared.select("collaboration_id").with_columns(pl.Series(key, values) for key, values in rates.items())
    return Campaigns(COLLABORATIONS.conform(collaborations), OUTCOMES.conform(outcomes), truth)
