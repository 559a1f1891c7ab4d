"""Does the audience quality score tell made audiences from grown ones, and does its interval keep what more data shows?"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from matchmaker.bundles import Metric, open_bundle
from matchmaker.domain.snapshot import Snapshot
from matchmaker.resources import resource_folder
from matchmaker.scorers.authenticity import SIGNALS_USED, Authenticity
from matchmaker.scorers.authenticity.quality_score import COMPONENTS, SCORE_COLUMNS
from matchmaker.signals import measure
from training.evaluation import coverage, mae, metric_row, roc_auc
from training.simulator import simulate_market

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SEED, CREATORS, FOLLOWERS = 11, 600, 200
GENERATED = "generated market"
RATE = "engagement rate alone"


@dataclass(frozen=True)
class Part:
    """How much of a creator's data is looked at: newest posts, followers of the sample, days of history, commented posts."""

    name: str
    posts: int
    followers: int
    days: int
    commented_posts: int


PARTS = (
    Part("one post", 1, 0, 0, 0),
    Part("3 posts, 10 followers, a week", 3, 10, 7, 1),
    Part("5 posts, 25 followers, two weeks", 5, 25, 14, 2),
    Part("10 posts, 50 followers, a month", 10, 50, 30, 3),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: the market is generated, and the model is the shipped one."""


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Area under the curve by the score and without each component, and coverage of the score by parts of the data."""
    market = simulate_market(SEED, CREATORS, now=NOW, followers_sampled=FOLLOWERS)
    scorer = Authenticity.open(open_bundle(resource_folder("models") / "authenticity" / "bundle"))
    truth = market.creators.select("creator_id").join(market.truth.creators, on="creator_id", maintain_order="left")
    made = truth.select(
        (pl.col("kind") == "bought_audience") | (pl.col("growth_cause") == "bought_order") | pl.col("uses_pods")
    )
    return [*_told_apart(scorer, market.snapshot, made.to_series().to_numpy()), *_kept(scorer, market.snapshot)]


def _told_apart(scorer: Authenticity, snapshot: Snapshot, made: np.ndarray) -> Iterator[Metric]:
    """Made audiences (bought, or with a bought order or a pod) against all others; the generator is our own."""
    signals = measure(snapshot, (*SIGNALS_USED, "engagement_rate_by_followers_ratio"))
    rate = signals["engagement_rate_by_followers_ratio"].fill_null(0.0).to_numpy()
    assessment = scorer.assess(snapshot, signals, read_comments=False)
    score = assessment.columns[SCORE_COLUMNS[1]].to_numpy()
    yield metric_row(
        GENERATED,
        "quality/made audience",
        "roc_auc",
        roc_auc,
        made,
        -score,
        rival=RATE,
        rival_value=roc_auc(made, -rate),
    )
    for name in COMPONENTS:
        without = score - assessment.contributions[name].to_numpy()
        yield metric_row(GENERATED, f"quality/made audience without {name}", "roc_auc", roc_auc, made, -without)


def _kept(scorer: Authenticity, snapshot: Snapshot) -> Iterator[Metric]:
    """How often the score of all data lies in the 80 % interval of a part, and how far the part's score is from it."""
    whole = _scores(scorer, snapshot)[:, 1]
    for part in PARTS:
        low, middle, high = _scores(scorer, of_part(snapshot, part)).T
        said = ~np.isnan(middle)
        target = f"quality/{part.name}"
        yield metric_row(GENERATED, target, "coverage", coverage, whole[said], low[said], high[said])
        yield metric_row(GENERATED, target, "mae", mae, whole[said], middle[said])
        yield metric_row(GENERATED, target, "interval_points", np.median, (high - low)[said])


def of_part(snapshot: Snapshot, part: Part) -> Snapshot:
    """The snapshot with that part of each creator's rows."""
    newest = pl.int_range(pl.len()).over("creator_id")
    posts = snapshot.posts.filter(newest < part.posts)
    commented = snapshot.posts.filter(newest < part.commented_posts).select("creator_id", "post_id")
    begins = pl.col("observed_at").max().over("creator_id") - timedelta(days=part.days)
    return replace(
        snapshot,
        posts=posts,
        follower_profiles=snapshot.follower_profiles.filter(newest < part.followers),
        follower_counts=snapshot.follower_counts.filter(pl.col("observed_at") > begins),
        comments=snapshot.comments.join(commented, on=["creator_id", "post_id"], how="semi"),
    )


def _scores(scorer: Authenticity, snapshot: Snapshot) -> np.ndarray:
    columns = scorer.assess(snapshot, measure(snapshot, SIGNALS_USED), read_comments=False).columns
    return columns.select(pl.col(SCORE_COLUMNS).fill_null(np.nan)).to_numpy()
