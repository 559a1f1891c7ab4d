"""Profile pages of simulated creators: invented names, a line about the main topic, counts and the fee."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from training.simulation.population import Numbers, Population
from training.simulation.words import draw_one, topics, words

_STATES_CATEGORY_SHARE = 0.6


def profiles(
    random: np.random.Generator, population: Population, followers: NDArray[np.int64], asked: Numbers
) -> pl.DataFrame:
    """One row a creator in the canonical columns."""
    rows, names, every = len(population), words().names, topics()
    first, last = draw_one(names.first, rows, random), draw_one(names.last, rows, random)
    subject = np.array([topic.name.replace("_", "") for topic in every], dtype=np.object_)[population.main_topics]
    category = np.array([topic.category for topic in every], dtype=np.object_)[population.main_topics]
    broad = population.topic_shares.max(axis=1) < 0.5
    told = np.where(broad, "A bit of everything", category) + " | " + draw_one(names.bios, rows, random)
    states = random.random(rows) < _STATES_CATEGORY_SHARE
    return pl.DataFrame(
        {
            "creator_id": population.ids,
            "platform": population.platforms,
            "observed_at": population.observed_at,
            "username": "sample_" + first + "_" + np.where(broad, "daily", subject),
            "display_name": np.char.title((first + " " + last).astype(str)).astype(np.object_),
            "bio": told,
            "category": np.where(broad, "Lifestyle", category),
            "country": population.countries,
            "language": population.languages,
            "followers_count": followers,
            "following_count": np.minimum(random.lognormal(np.log(620), 0.8, rows), 7_500).astype(np.int64),
            "posts_count": population.posts + random.lognormal(np.log(300), 0.9, rows).astype(np.int64),
            "has_profile_picture": np.ones(rows, dtype=bool),
            "has_link": random.random(rows) < 0.7,
            "is_private": np.zeros(rows, dtype=bool),
            "is_verified": random.random(rows) < np.clip(followers / 2_000_000, 0, 0.6),
            "account_age_days": np.round(random.lognormal(np.log(1_300), 0.5, rows)),
            "fee_amount": asked,
            "fee_currency": ["USD"] * rows,
        },
        schema_overrides=dict.fromkeys(
            ("creator_id", "platform", "username", "display_name", "bio", "category", "country", "language"),
            pl.String,
        ),
    ).with_columns(
        pl.col("observed_at").dt.replace_time_zone("UTC"),
        category=pl.when(pl.Series(states)).then("category"),
    )
