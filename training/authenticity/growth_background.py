"""Made-up ordinary follower histories: uneven growth, small bursts, and spikes with a benign cause and its post.

Richer than the sample market's histories, which end in one smooth event each: what a detector must not mistake for
an order is mostly unexplained unevenness. Sizes and rates are assumptions, chosen so that as much stands out in a
year as in real channels (YouTube 2026); no figure is taken from single channels.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from matchmaker.domain.tables import POSTS
from training.authenticity.growth_histories import DAYS_PER_YEAR, Histories, Mask, Numbers

FIRST_DAY = 19_000  # January 2022; any day would do
FOLLOWERS_MEDIAN, FOLLOWERS_SPREAD, FOLLOWERS_LIMITS = 25_000.0, 1.5, (200.0, 3e6)
RATE_MEDIAN, RATE_SPREAD = 5e-4, 1.2  # growth a day, log-normal
SHRINKING_SHARE = 0.12
YOUNG_SHARE = 0.05
DRIFT_DAYS = 30.0  # how long a better or worse time lasts
CHURN_MEDIAN, CHURN_SPREAD = 2e-4, 0.6  # standard deviation of a day's comings and goings / followers
WEEK_AMPLITUDE = 0.2
SHORT_SHARE = 0.35  # bursts that come evenly within three days and are over, as attention often is
ROUNDS_SHARE = 0.35
ORDINARY_LIKES = 1_000.0
POST_GAP_MEDIAN_DAYS, POST_GAP_SPREAD = 3.0, 0.6


@dataclass(frozen=True)
class Burst:
    """A kind of spike: how many a year, its gain / followers (log-normal), and the post that comes with it.

    `fades_days`: range of the time constant of its decay; `post_share`: how many have a post; `engagement` of that
    post / the ordinary (median and log spread); `lost_ratio`: range of the share that leaves again within days.
    """

    per_year: float
    gain_median: float
    gain_spread: float
    fades_days: tuple[float, float]
    post_share: float
    engagement: tuple[float, float]
    caption: str | None = None
    lost_ratio: tuple[float, float] = (0.0, 0.0)


BURSTS = (
    Burst(2.0, 0.004, 1.0, (1.0, 10.0), 0.5, (4.0, 0.5)),
    Burst(0.12, 0.03, 0.8, (1.0, 10.0), 0.0, (1.0, 0.1)),  # a cause that nobody recorded
    Burst(0.25, 0.12, 0.8, (0.4, 8.0), 1.0, (12.0, 0.7), None, (0.0, 0.1)),
    Burst(0.18, 0.10, 0.7, (0.4, 2.0), 1.0, (3.0, 0.4), "Giveaway: follow and tag a friend", (0.1, 0.45)),
    Burst(0.09, 0.06, 0.7, (0.5, 3.0), 1.0, (1.2, 0.5), "As seen in the evening paper", (0.0, 0.15)),
)


def simulated_background(count: int, days: int, random: np.random.Generator, prefix: str) -> Histories:
    """`count` ordinary histories of `days` days, each with its posts; ids are the prefix and a number."""
    ids = tuple(f"{prefix}-{number}" for number in range(count))
    growth = _ordinary_growth(count, days, random)
    posts = [_ordinary_posts(count, days, random)]
    for burst in BURSTS:
        posts.append(_add_bursts(growth, burst, random))
    counts = _counts(growth, random)
    return Histories(
        creator_ids=ids,
        first_days=np.full(count, FIRST_DAY),
        counts=tuple(counts),
        seen=tuple(_recorded(days, random) for _ in range(count)),
        rounds=random.random(count) < ROUNDS_SHARE,
        posts=_posts(pl.concat(posts), ids),
    )


def _ordinary_growth(count: int, days: int, random: np.random.Generator) -> Numbers:
    """Log growth of each day, (count, days): a rate that drifts, an uneven day, a weekly rhythm, comings and goings."""
    direction = np.where(random.random(count) < SHRINKING_SHARE, -0.4, 1.0)
    rate = random.lognormal(np.log(RATE_MEDIAN), RATE_SPREAD, count) * direction
    spread = random.uniform(0.1, 0.7, count)[:, None]
    memory = np.exp(-1 / DRIFT_DAYS)
    drift = random.standard_normal((count, days))
    for day in range(1, days):
        drift[:, day] = memory * drift[:, day - 1] + np.sqrt(1 - memory**2) * drift[:, day]
    growth = rate[:, None] * np.exp(spread * drift - spread**2 / 2)
    age = np.arange(days)
    first_rush = random.uniform(0.004, 0.03, count)[:, None] * np.exp(-age / random.uniform(20, 120, count)[:, None])
    growth += np.where(random.random(count)[:, None] < YOUNG_SHARE, first_rush, 0.0)
    shape = 1 / random.uniform(0.2, 1.2, count)[:, None] ** 2
    growth *= random.gamma(np.broadcast_to(shape, growth.shape), 1 / shape)
    growth *= 1 + WEEK_AMPLITUDE * np.sin(2 * np.pi * (age + random.integers(0, 7, count)[:, None]) / 7)
    churn = random.lognormal(np.log(CHURN_MEDIAN), CHURN_SPREAD, count)[:, None]
    noisy: Numbers = growth + churn * random.standard_normal(growth.shape)
    return noisy


def _add_bursts(growth: Numbers, burst: Burst, random: np.random.Generator) -> pl.DataFrame:
    """Put such spikes into `growth` (in place); their posts: owner, day, engagement, caption."""
    count, days = growth.shape
    often = random.poisson(burst.per_year * days / DAYS_PER_YEAR * random.gamma(1.0, 1.0, count))
    owners = np.repeat(np.arange(count), often)
    starts = random.integers(0, days, len(owners))
    gains = np.clip(random.lognormal(np.log(burst.gain_median), burst.gain_spread, len(owners)), 5e-4, 1.2)
    for owner, start, gain in zip(owners, starts, gains, strict=True):
        growth[owner, start:] += gain * _course(days - start, burst, random)
    posted = random.random(len(owners)) < burst.post_share
    median, spread = burst.engagement
    return pl.DataFrame(
        {
            "owner": owners[posted],
            "day": np.maximum(starts - random.integers(0, 2, len(owners)), 0)[posted],
            "engagement": (median * random.lognormal(0.0, spread, len(owners)))[posted],
        }
    ).with_columns(caption=pl.lit(burst.caption, pl.String))


def _course(days: int, burst: Burst, random: np.random.Generator) -> Numbers:
    """Log growth of each day of a spike of gain 1: it rises within a day or some, fades, and partly leaves."""
    low, high = burst.fades_days
    fades = float(np.exp(random.uniform(np.log(low), np.log(high))))
    rises = random.exponential(0.3 if random.random() < 0.7 else 2.0) + 0.05
    age = np.arange(max(days, int(8 * fades), 30))
    course = (1 - np.exp(-(age + 1) / rises)) * np.exp(-age / fades)
    if random.random() < SHORT_SHARE:
        course = np.clip(random.uniform(0.5, 3.0) - age, 0.0, 1.0)
    course /= course.sum()
    after = np.maximum(age - 2.0, 0.0)
    leaving = after * np.exp(-after / 4)
    if leaving.sum() > 0:
        course -= random.uniform(*burst.lost_ratio) * leaving / leaving.sum()
    cut: Numbers = course[:days]
    return cut


def _counts(growth: Numbers, random: np.random.Generator) -> Numbers:
    """Followers, (count, days): the drawn size lies somewhere within the history; arrivals are Poisson-like."""
    count, days = growth.shape
    size = np.clip(random.lognormal(np.log(FOLLOWERS_MEDIAN), FOLLOWERS_SPREAD, count), *FOLLOWERS_LIMITS)
    logs = np.cumsum(np.clip(growth, -0.3, 1.0), axis=1)
    followers = size[:, None] * np.exp(logs - logs[:, -1:] * random.random((count, 1)))
    chance = random.standard_normal((count, days)) * np.sqrt(np.maximum(followers * 2e-4, 0.2))
    counts: Numbers = np.maximum(followers + np.cumsum(chance, axis=1), 1.0)
    return counts


def _recorded(days: int, random: np.random.Generator) -> Mask:
    """Every day, but for one gap in three histories of ten."""
    seen = np.ones(days, bool)
    if random.random() < 0.3:
        start = int(random.integers(0, days))
        seen[start : start + int(random.integers(2, 25))] = False
        seen[[0, -1]] = True
    return seen


def _ordinary_posts(count: int, days: int, random: np.random.Generator) -> pl.DataFrame:
    gaps = random.lognormal(np.log(POST_GAP_MEDIAN_DAYS), POST_GAP_SPREAD, count)
    owners = np.repeat(np.arange(count), np.maximum(days / gaps, 1).astype(np.int64))
    spread = random.uniform(0.4, 1.2, count)[owners]  # videos differ more than photos
    return pl.DataFrame(
        {
            "owner": owners,
            "day": random.integers(0, days, len(owners)),
            "engagement": np.exp(spread * random.standard_normal(len(owners))),
        }
    ).with_columns(caption=pl.lit(None, pl.String))


def _posts(posts: pl.DataFrame, ids: tuple[str, ...]) -> pl.DataFrame:
    moment = (FIRST_DAY + posts["day"].to_numpy()).astype("datetime64[D]").astype("datetime64[us]")
    return POSTS.conform(
        posts.select(
            pl.Series("creator_id", ids, pl.String).gather(posts["owner"].to_list()),
            pl.int_range(pl.len()).cast(pl.String).alias("post_id"),
            pl.Series("posted_at", moment).dt.replace_time_zone("UTC"),
            pl.Series("observed_at", moment).dt.replace_time_zone("UTC"),
            "caption",
            (ORDINARY_LIKES * pl.col("engagement")).round().cast(pl.Int64).alias("likes_count"),
        )
    )
