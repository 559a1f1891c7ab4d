"""Follower histories: slow organic growth, viral posts and giveaways, and orders of bought followers."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.tables import FOLLOWER_COUNTS
from training.simulation.population import Numbers, Population

_DELIVERED_PER_DAY = 800  # what sellers of followers state as the usual speed
_LONGEST_DELIVERY_DAYS = 10.0  # larger orders come faster, so that they end within this time
_LOSS_HALF_LIFE_DAYS = 6.0  # how fast the followers that will leave are gone
_NOISE = 4e-4  # daily log noise of organic growth; a real channel of 10,000 moves by a handful a day
_TRACKED_SHARE = 0.8  # creators without an event whose history somebody recorded
_DAY = np.timedelta64(1, "D")


def follower_history(random: np.random.Generator, population: Population, days: int) -> pl.DataFrame:
    """One count a day over `days` days up to each as-of moment; untracked creators have no rows."""
    ages = np.arange(days, -1, -1, dtype=np.float64)
    counts = _organic(random, population, ages) + _from_event(population, ages)
    counts = _as_shown(np.round(counts), population)
    tracked = (population.causes != "none") | (random.random(len(population)) < _TRACKED_SHARE)
    creator, day = np.nonzero(np.repeat(tracked[:, None], len(ages), axis=1))
    observed = population.observed_at[creator] - ages.astype(np.int64)[day] * _DAY
    return FOLLOWER_COUNTS.conform(
        pl.DataFrame(
            {
                "creator_id": population.ids[creator],
                "observed_at": observed.astype("datetime64[us]"),
                "followers_count": counts[creator, day],
            },
            schema_overrides={"creator_id": pl.String},
        ).with_columns(pl.col("observed_at").dt.replace_time_zone("UTC"), pl.col("followers_count").cast(pl.Int64))
    )


def followers_shown(population: Population) -> NDArray[np.int64]:
    """Today's followers as the platform shows them: YouTube rounds to three digits."""
    return _as_shown(np.round(population.followers), population).astype(np.int64)


def _event_followers_now(population: Population) -> Numbers:
    """Followers of the event that are left today, given the gain, the loss and the time since."""
    before = population.followers / (1 + population.event_gain_ratio * _left(population, np.zeros(1))[:, 0])
    followers: Numbers = population.followers - before
    return followers


def _left(population: Population, ages: Numbers) -> Numbers:
    """Share of the event's followers present at each age (days before the as-of moment), (creators, days)."""
    gained = population.followers * population.event_gain_ratio / (1 + population.event_gain_ratio)
    bought = population.causes == "bought_order"
    delivery = np.where(bought, np.clip(gained / _DELIVERED_PER_DAY, 1.0, _LONGEST_DELIVERY_DAYS), 2.0)
    since = population.event_days_ago[:, None] - ages[None, :]
    arrived = np.clip(since / delivery[:, None], 0.0, 1.0)
    leaving = 1 - population.event_kept_ratio[:, None]
    after = np.maximum(since - delivery[:, None], 0.0)
    left: Numbers = arrived * (1 - leaving * (1 - 0.5 ** (after / _LOSS_HALF_LIFE_DAYS)))
    return left


def _from_event(population: Population, ages: Numbers) -> Numbers:
    now = _left(population, np.zeros(1))
    share = np.divide(_left(population, ages), now, out=np.zeros((len(population), len(ages))), where=now > 0)
    followers: Numbers = _event_followers_now(population)[:, None] * share
    return followers


def _organic(random: np.random.Generator, population: Population, ages: Numbers) -> Numbers:
    now = population.followers - _event_followers_now(population)
    noise = random.standard_normal((len(population), len(ages))) * _NOISE
    noise = noise.cumsum(axis=1) - noise.sum(axis=1, keepdims=True)
    followers: Numbers = now[:, None] * np.exp(-population.growth_per_day[:, None] * ages[None, :] + noise)
    return followers


def _as_shown(counts: Numbers, population: Population) -> Numbers:
    step = 10.0 ** np.maximum(np.floor(np.log10(np.maximum(counts, 1))) - 2, 0)
    rounds = (population.platforms == "youtube").reshape((-1,) + (1,) * (counts.ndim - 1))
    return np.where(rounds, np.floor(counts / step) * step, counts)
