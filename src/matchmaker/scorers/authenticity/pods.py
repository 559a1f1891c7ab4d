"""Do commenters act in concert? A probability from who comes back, who comes first, and in which order."""

from dataclasses import dataclass
from typing import Self

import polars as pl

from matchmaker.bundles import Bundle
from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.authenticity.numbers import Parameters, Positive, Ratio
from matchmaker.scorers.authenticity.odds import logistic

PODS_FILE = "pods.json"
POD_SIGNALS = (
    "comment_authors_posts_count",
    "comments_observed_count",
    "comment_returning_ratio",
    "comment_first_again_ratio",
    "comment_order_correlation",
    "comment_repeat_ratio",
    "comment_near_repeat_ratio",
)
POD_COLUMNS = ("coordination_probability", "peer_returning_ratio")


class CommentLimits(Parameters):
    """From which shares on, and from how many comments, something is worth a look; what is typical of each."""

    fewest_count: int
    repeat_review_ratio: Ratio
    repeat_typical_ratio: Ratio
    generic_observed_ratio: Ratio
    generic_typical_ratio: Ratio
    spam_observed_ratio: Ratio
    spam_typical_ratio: Ratio
    mutual_observed_ratio: Ratio


class PodWeights(Parameters):
    """A logistic model of commenters' behaviour; content of pods.json.

    log odds = intercept + sum of weight x trust x (signal - centre), where trust = posts / (posts + `prior_posts`)
    draws a creator with few posts towards the centre. Weights are not negative: more concert is never less risk.
    An unknown signal counts as its centre. `returning_typical_ratio` is the median of ordinary creators.
    """

    signals: tuple[str, ...]
    centres: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    prior_posts: Positive
    fewest_posts: int
    fewest_comments: int
    returning_typical_ratio: Ratio


@dataclass(frozen=True)
class PodHead:
    """Learned from generated comment sections alone: no public set tells which accounts agreed to comment."""

    weights: PodWeights

    @classmethod
    def open(cls, bundle: Bundle) -> Self | None:
        """The head, None where the bundle has none; BundleDamagedError when it does not fit this code."""
        if PODS_FILE not in bundle.contents:
            return None
        try:
            return cls(PodWeights.model_validate_json(bundle.read_bytes(PODS_FILE)))
        except ValueError as error:
            raise BundleDamagedError(
                f"{bundle.folder}: {PODS_FILE} does not fit this code ({error}); train it again"
            ) from None

    def columns(self) -> list[pl.Expr]:
        """POD_COLUMNS over POD_SIGNALS; the probability is null with fewer posts or comments than the weights ask for."""
        weights = self.weights
        posts = pl.col("comment_authors_posts_count")
        trust = posts / (posts + weights.prior_posts)
        log_odds = pl.lit(weights.intercept)
        for name, centre, weight in zip(weights.signals, weights.centres, weights.weights, strict=True):
            log_odds = log_odds + weight * trust * (pl.col(name).fill_null(centre) - centre)
        enough = (posts >= weights.fewest_posts) & (pl.col("comments_observed_count") >= weights.fewest_comments)
        known = enough & pl.col("comment_returning_ratio").is_not_null()
        return [
            pl.when(known).then(logistic(log_odds)).alias("coordination_probability"),
            pl.lit(weights.returning_typical_ratio).alias("peer_returning_ratio"),
        ]


def mutual_commenters(snapshot: Snapshot) -> pl.DataFrame:
    """Comments by creators of the same snapshot below whose posts this creator comments in turn.

    One row a creator with such comments: creator_id, mutual_comments_count, authored_comments_count and
    mutual_authors (up to five ids, in order). It needs commenters named by the ids of the creators, and depends on
    who else was asked about: an observation for a person, never a part of a state or a score.
    """
    creators = snapshot.creators["creator_id"].implode()
    comments = snapshot.comments.lazy().filter(pl.col("author_id").is_not_null())
    visits = comments.filter(pl.col("author_id").is_in(creators) & (pl.col("author_id") != pl.col("creator_id")))
    pairs = visits.group_by("creator_id", "author_id").len("visits_count")
    returned = pairs.select(creator_id="author_id", author_id="creator_id")
    mutual = (
        pairs.join(returned, on=["creator_id", "author_id"])
        .group_by("creator_id")
        .agg(
            mutual_comments_count=pl.col("visits_count").sum().cast(pl.Float64),
            mutual_authors=pl.col("author_id").sort().head(5),
        )
    )
    written = comments.group_by("creator_id").agg(authored_comments_count=pl.len().cast(pl.Float64))
    return mutual.join(written, on="creator_id").collect()
