"""A made-up market with known truth: creators, posts, audiences, histories, campaigns and briefs from one seed."""

from dataclasses import dataclass, fields
from datetime import datetime

import numpy as np
import polars as pl

from matchmaker.domain.brief import Brief
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import CREATORS
from training.simulation.audience import sample_followers
from training.simulation.campaigns import collaborate, fees
from training.simulation.comments import discuss
from training.simulation.growth import follower_history, followers_shown
from training.simulation.population import Numbers, Population, populate
from training.simulation.posts import Feed, publish
from training.simulation.profiles import profiles
from training.simulation.words import topics

GRADES = ((0.6, 3), (0.35, 2), (0.18, 1))  # share of posts on the brief's topic from which a grade is given


@dataclass(frozen=True)
class Truth:
    """What the simulator knows and no model may see.

    creators: creator_id, kind, main_topic, fake_follower_ratio, engagements_expected_count (next ordinary
      post), growth_cause (none | viral_post | giveaway | bought_order), growth_event_at, uses_pods.
    topic_shares: creator_id, topic, share of the creator's posts (0 left out).
    posts: creator_id, post_id, topic, is_viral, is_giveaway, engagements_expected_count.
    comments: creator_id, post_id, comment_id, origin (genuine | short | emoji | pod).
    followers: creator_id, account_id, is_fake.
    collaborations: collaboration_id and the true rates of its outcome.
    relevance: brief_id, creator_id, share, grade 0-3 (every pair).
    """

    creators: pl.DataFrame
    topic_shares: pl.DataFrame
    posts: pl.DataFrame
    comments: pl.DataFrame
    followers: pl.DataFrame
    collaborations: pl.DataFrame
    relevance: pl.DataFrame


@dataclass(frozen=True)
class MarketBrief:
    """A brief with its id and the topic that makes a creator relevant."""

    brief_id: str
    topic: str
    brief: Brief


@dataclass(frozen=True)
class Market:
    """Canonical frames of every table, the truth behind them, and briefs to rank for."""

    creators: pl.DataFrame
    posts: pl.DataFrame
    comments: pl.DataFrame
    follower_counts: pl.DataFrame
    follower_profiles: pl.DataFrame
    collaborations: pl.DataFrame
    outcomes: pl.DataFrame
    truth: Truth
    briefs: tuple[MarketBrief, ...]

    @property
    def snapshot(self) -> Snapshot:
        """Everything scorers may see, as of each creator's `observed_at`."""
        return Snapshot.of(
            **{item.name: getattr(self, item.name) for item in fields(Snapshot) if hasattr(self, item.name)}
        )


def simulate_market(
    seed: int,
    creators: int,
    *,
    now: datetime,
    posts_per_creator: int = 30,
    history_days: int = 60,
    followers_sampled: int = 50,
    comments_per_post: float = 6.0,
) -> Market:
    """The market of this seed: the same arguments give the same rows, byte for byte.

    Every creator was observed within the five days before `now` (aware). Kinds come in fixed shares, so a
    market of 12 already holds specialists, lifestyle feeds, bought audiences, both growth spikes and small ones.
    """
    parts = np.random.default_rng(seed).spawn(7)
    population = populate(parts[0], creators, now, posts_per_creator)
    feed = publish(parts[1], population)
    discussion = discuss(parts[2], population, feed, comments_per_post)
    audience = sample_followers(parts[3], population, followers_sampled)
    asked = fees(parts[4], population)
    campaigns = collaborate(parts[4], population, feed, asked)
    shares = topic_shares(feed)
    return Market(
        creators=CREATORS.conform(profiles(parts[5], population, followers_shown(population), asked)),
        posts=feed.frame,
        comments=discussion.frame,
        follower_counts=follower_history(parts[6], population, history_days),
        follower_profiles=audience.frame,
        collaborations=campaigns.collaborations,
        outcomes=campaigns.outcomes,
        truth=Truth(
            creators=_creator_truth(population, feed.ordinary_expected),
            topic_shares=shares,
            posts=feed.truth,
            comments=discussion.truth,
            followers=audience.truth,
            collaborations=campaigns.truth,
            relevance=relevance(shares, population),
        ),
        briefs=market_briefs(),
    )


def market_briefs() -> tuple[MarketBrief, ...]:
    """Two briefs for every topic but everyday life; the same in every market."""
    return tuple(
        MarketBrief(
            f"{topic.name.replace('_', '-')}-{number}",
            topic.name,
            Brief(text=asked.text, brand=asked.brand, category=topic.category, keywords=asked.keywords),
        )
        for topic in topics()
        for number, asked in enumerate(topic.briefs, start=1)
    )


def topic_shares(feed: Feed) -> pl.DataFrame:
    """Share of each creator's posts by topic: creator_id, topic, share."""
    counted = feed.truth.group_by("creator_id", "topic", maintain_order=True).len("posts")
    return counted.select("creator_id", "topic", share=pl.col("posts") / pl.col("posts").sum().over("creator_id"))


def relevance(shares: pl.DataFrame, population: Population) -> pl.DataFrame:
    """The grade of every brief and creator: 3 from 60 % of posts on the topic, 2 from 35 %, 1 from 18 %, else 0."""
    asked = pl.DataFrame([(item.brief_id, item.topic) for item in market_briefs()], ["brief_id", "topic"], orient="row")
    pairs = asked.join(pl.DataFrame({"creator_id": pl.Series(population.ids, dtype=pl.String)}), how="cross")
    known = pairs.join(shares, on=["creator_id", "topic"], how="left", maintain_order="left")
    grade = pl.lit(0)
    for least, value in reversed(GRADES):
        grade = pl.when(pl.col("share") >= least).then(value).otherwise(grade)
    return known.with_columns(pl.col("share").fill_null(0.0)).select("brief_id", "creator_id", "share", grade=grade)


def _creator_truth(population: Population, ordinary: Numbers) -> pl.DataFrame:
    names = np.array([topic.name for topic in topics()], dtype=np.object_)
    event = population.observed_at - (population.event_days_ago * 86_400).astype("timedelta64[s]")
    return pl.DataFrame(
        {
            "creator_id": population.ids,
            "kind": population.kinds,
            "main_topic": names[population.main_topics],
            "fake_follower_ratio": population.fake_ratio,
            "engagements_expected_count": ordinary,
            "growth_cause": population.causes,
            "growth_event_at": event,
            "uses_pods": population.uses_pods,
        },
        schema_overrides=dict.fromkeys(("creator_id", "kind", "main_topic", "growth_cause"), pl.String),
    ).with_columns(
        growth_event_at=pl.when(pl.col("growth_cause") != "none").then(
            pl.col("growth_event_at").dt.replace_time_zone("UTC")
        )
    )
