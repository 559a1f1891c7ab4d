"""What simulated creators publish and what it earns: cadence, topics, engagement and the truth behind each post."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.tables import POSTS
from training.simulation.captions import CaptionPlan, write_captions
from training.simulation.population import PLATFORMS, Numbers, Population
from training.simulation.words import Indices, Texts, topics

_LEVEL_SPREAD, _LEVEL_MEMORY = 0.22, 0.9  # the slow drift of a creator's level: spread and post-to-post memory
_OFF_TOPIC = -0.25  # log effect of a post outside the main topic
_SPONSORED = -0.2  # log effect of a paid post
_VIDEO = 0.15  # log effect of a moving picture
_SURPRISE_SHARE = 0.012  # posts that take off without any growth event
_MATURITY_DAYS = 0.8  # a post has 63 % of its engagements after this time
_DAY = 86_400_000_000  # microseconds
_COMMENT_SHARE = {"instagram": 0.028, "tiktok": 0.012, "youtube": 0.07}  # comments / engagements, median
_ENGAGEMENT_PER_VIEW = {"instagram": 0.055, "tiktok": 0.08, "youtube": 0.045}  # median


@dataclass(frozen=True)
class Feed:
    """All posts: the canonical frame and, row for row, what the simulator knows.

    `truth` has creator_id, post_id, topic, is_viral, is_giveaway, engagements_expected_count (over the noise
    of a single post). `ordinary_expected` has one entry a creator: expected engagements of its next unpaid post.
    """

    frame: pl.DataFrame
    truth: pl.DataFrame
    owner: Indices
    topic: Indices
    ordinary_expected: Numbers


@dataclass(frozen=True)
class _Rows:
    """One entry a post, ordered by creator, newest first; `position` 0 is the newest."""

    owner: Indices
    position: Indices
    age_days: Numbers
    topic: Indices
    is_video: NDArray[np.bool_]
    is_sponsored: NDArray[np.bool_]
    is_viral: NDArray[np.bool_]
    is_giveaway: NDArray[np.bool_]


def publish(random: np.random.Generator, population: Population) -> Feed:
    """The newest posts of every creator with their counts at the creator's as-of moment."""
    rows = _rows(random, population)
    level = _levels(random, population)
    median = _median(population, rows) * np.exp(level[rows.owner, rows.position])
    spread = population.spread[rows.owner]
    lift = np.where(rows.is_viral, random.uniform(10, 35, len(median)), 1.0) * np.where(rows.is_giveaway, 3.0, 1.0)
    surprise = random.random(len(median)) < _SURPRISE_SHARE
    lift *= np.where(surprise, random.uniform(4, 12, len(median)), 1.0)
    earned = median * lift * np.exp(spread * random.standard_normal(len(median)))
    counts = _counts(random, population, rows, earned)
    frame = POSTS.conform(_frame(random, population, rows, counts))
    truth = pl.DataFrame(
        {
            "creator_id": frame["creator_id"],
            "post_id": frame["post_id"],
            "topic": np.array([topic.name for topic in topics()], dtype=np.object_)[rows.topic],
            "is_viral": rows.is_viral | surprise,
            "is_giveaway": rows.is_giveaway,
            "engagements_expected_count": median * lift * np.exp(spread**2 / 2),
        },
        schema_overrides={"topic": pl.String},
    )
    return Feed(frame, truth, rows.owner, rows.topic, _ordinary(population, level))


def _rows(random: np.random.Generator, population: Population) -> _Rows:
    owner = np.repeat(np.arange(len(population)), population.posts)
    position = np.arange(len(owner)) - np.repeat(np.cumsum(population.posts) - population.posts, population.posts)
    age_days = _ages(random, population)[owner, position]
    event = _event_posts(population, owner, age_days)
    age_days = np.where(event, population.event_days_ago[owner] + 0.3, age_days)
    causes = population.causes[owner]
    chosen = population.topic_shares.cumsum(axis=1)[owner] < random.random(len(owner))[:, None]
    videos = random.beta(1.2, 2.0, len(population))
    moving = (random.random(len(owner)) < videos[owner]) | (population.platforms[owner] != "instagram")
    sponsoring = random.beta(0.7, 9.0, len(population))
    giveaway = event & (causes == "giveaway")
    return _Rows(
        owner=owner,
        position=position,
        age_days=age_days,
        topic=np.minimum(chosen.sum(axis=1), population.topic_shares.shape[1] - 1),
        is_video=moving,
        is_sponsored=(random.random(len(owner)) < sponsoring[owner]) & ~giveaway,
        is_viral=event & (causes == "viral_post"),
        is_giveaway=giveaway,
    )


def _ages(random: np.random.Generator, population: Population) -> Numbers:
    """Age in days, shape (creators, most posts), newest first, at the creator's favourite hour of the day."""
    shape = (len(population), int(population.posts.max()))
    gaps = random.gamma(2.0, 0.5, shape) * population.gap_days[:, None]
    gaps[:, 0] *= random.random(shape[0])
    ages = gaps.cumsum(axis=1)
    midnight = population.observed_at.astype("datetime64[D]").astype("datetime64[us]")
    clock = (population.observed_at - midnight).astype(np.int64) / _DAY
    hour = random.choice([8, 12, 17, 19, 20], shape[0]) / 24
    wished = clock[:, None] - (hour[:, None] + random.normal(0, 0.06, shape))
    on_time = np.floor(ages) + np.mod(wished, 1.0)
    return -np.sort(-np.maximum(on_time, 0.02))[:, ::-1]


def _event_posts(population: Population, owner: Indices, age_days: Numbers) -> NDArray[np.bool_]:
    """The post nearest to a viral or giveaway event: it becomes that event's post."""
    explained = np.isin(population.causes, ["viral_post", "giveaway"])
    distance = np.abs(age_days - population.event_days_ago[owner])
    starts = np.cumsum(population.posts) - population.posts
    nearest = np.minimum.reduceat(distance, starts)
    first = np.zeros(len(owner), dtype=bool)
    hits = np.flatnonzero(distance == nearest[owner])
    first[hits[np.unique(owner[hits], return_index=True)[1]]] = True
    return first & explained[owner]


def _levels(random: np.random.Generator, population: Population) -> Numbers:
    """The drift of log engagement, shape (creators, most posts), newest first: a stationary AR(1) walk."""
    shape = (len(population), int(population.posts.max()))
    shocks = random.standard_normal(shape) * _LEVEL_SPREAD * np.sqrt(1 - _LEVEL_MEMORY**2)
    levels = np.empty(shape)
    levels[:, -1] = random.standard_normal(shape[0]) * _LEVEL_SPREAD
    for post in range(shape[1] - 2, -1, -1):
        levels[:, post] = _LEVEL_MEMORY * levels[:, post + 1] + shocks[:, post]
    return levels


def _median(population: Population, rows: _Rows) -> Numbers:
    owner = rows.owner
    genuine = population.followers[owner] * (1 - population.fake_ratio[owner])
    then = genuine * np.exp(-population.growth_per_day[owner] * rows.age_days)
    effects = (
        np.where(rows.topic == population.main_topics[owner], 0.0, _OFF_TOPIC)
        + np.where(rows.is_sponsored, _SPONSORED, 0.0)
        + np.where(rows.is_video, _VIDEO, 0.0)
    )
    grown = 1 - np.exp(-rows.age_days / _MATURITY_DAYS)
    median: Numbers = then * population.rate[owner] * np.exp(effects) * grown
    return median


def _ordinary(population: Population, level: Numbers) -> Numbers:
    """Expected engagements of the next unpaid post (a photo on Instagram, else a video) once it is mature.

    Taken over the creator's topics and the post-to-post noise.
    """
    genuine = population.followers * (1 - population.fake_ratio)
    on_topic = population.topic_shares[np.arange(len(population)), population.main_topics]
    topic = on_topic + (1 - on_topic) * np.exp(_OFF_TOPIC)
    drift = np.exp(_LEVEL_MEMORY * level[:, 0] + np.where(population.platforms == "instagram", 0.0, _VIDEO))
    expected: Numbers = genuine * population.rate * topic * drift * np.exp(population.spread**2 / 2)
    return expected


def _counts(
    random: np.random.Generator, population: Population, rows: _Rows, earned: Numbers
) -> dict[str, NDArray[np.float64]]:
    """Counts of each post, NaN where the platform shows none."""
    platform, size, owner = population.platforms, len(population), rows.owner
    share = _by_platform(_COMMENT_SHARE, platform) * random.lognormal(0, 0.5, size)
    commented = np.clip(share[owner] * random.lognormal(0, 0.4, len(owner)), 0.001, 0.5)
    commented = np.where(rows.is_giveaway, 0.6, commented)
    shared = np.where(platform[owner] == "tiktok", 0.04, 0.0)
    likes, comments = (random.poisson(earned * part) for part in (1 - commented - shared, commented))
    shares = random.poisson(earned * shared)
    per_view = _by_platform(_ENGAGEMENT_PER_VIEW, platform) * random.lognormal(0, 0.4, size)
    views = (likes + comments + shares) / np.clip(per_view[owner] * random.lognormal(0, 0.25, len(owner)), 0.004, 0.9)
    reached = views * random.uniform(0.6, 0.95, size)[owner]
    shows_reach = random.random(size) < 0.25  # reach is private: one creator in four passes it on
    tiktok = platform[owner] == "tiktok"
    return {
        "likes_count": likes.astype(np.float64),
        "comments_count": comments.astype(np.float64),
        "shares_count": np.where(tiktok, shares, np.nan),
        "saves_count": np.where(tiktok, random.poisson(earned * 0.06), np.nan),
        "views_count": np.where(rows.is_video, np.ceil(views), np.nan),
        "reach_count": np.where(shows_reach[owner], np.ceil(reached), np.nan),
    }


def _by_platform(values: dict[str, float], platforms: Texts) -> Numbers:
    return np.select([platforms == name for name in PLATFORMS], [values[name] for name in PLATFORMS])


def _frame(
    random: np.random.Generator, population: Population, rows: _Rows, counts: dict[str, NDArray[np.float64]]
) -> pl.DataFrame:
    owner = rows.owner
    number = population.posts[owner] - rows.position
    observed = population.observed_at[owner]
    written = write_captions(
        random,
        population,
        CaptionPlan(owner, rows.topic, rows.is_sponsored, rows.is_giveaway),
    )
    still = np.where(random.random(len(owner)) < 0.3, "carousel", "photo")
    moving = np.select([population.platforms[owner] == "youtube"], ["video"], "short_video")
    return pl.DataFrame(
        {
            "creator_id": population.ids[owner],
            "post_id": [f"p{value:03d}" for value in number],
            "posted_at": observed - (rows.age_days * _DAY).astype("timedelta64[us]"),
            "observed_at": observed,
            "caption": written.captions,
            "format": np.where(rows.is_video, moving, still),
            "is_sponsored": np.where(written.is_disclosed, rows.is_sponsored, False),
            "has_location": random.random(len(owner)) < 0.25,
            "duration_seconds": np.where(rows.is_video, np.round(random.lognormal(3.6, 0.7, len(owner))), np.nan),
            "language": written.languages,
        },
        schema_overrides={"creator_id": pl.String, "caption": pl.String, "language": pl.String},
    ).with_columns(
        pl.col("posted_at", "observed_at").dt.replace_time_zone("UTC"),
        pl.col("duration_seconds").fill_nan(None),
        *(pl.Series(name, values).fill_nan(None).cast(pl.Int64) for name, values in counts.items()),
    )
