"""Which posts of a creator earned more than their usual ones? Formats, times, lengths and tags, with uncertainty.

What is said is what went together in the posts seen, not what would happen if the creator posted otherwise.
"""

from typing import Self

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.performance.content import LEVELS, content_levels
from matchmaker.signals.rows.posts import engagements

EFFECTS_FILE = "effects.json"
FEWEST_POSTS = 8  # of a creator; below this "usual" is not known
FEWEST_LEVEL_POSTS = 3  # of a level, and of the posts it is compared with
SPREAD_PRIOR_POSTS = 4.0  # posts the usual spread counts for against a creator's own
Z90 = 1.2816  # standard normal quantile: p10 and p90 lie this many deviations from the middle
HASHTAG = "hashtag"  # the dimension of a creator's own words: what their posts are about
TAGS_MOST = 5  # hashtags compared a creator, the most used

EFFECTS = pl.Schema(
    {
        "creator_id": pl.String(),
        "dimension": pl.String(),
        "level": pl.String(),
        "posts_count": pl.Int64(),
        "compared_posts_count": pl.Int64(),
        "observed_times_usual": pl.Float64(),
        "platform_times_usual": pl.Float64(),
        "times_usual_p10": pl.Float64(),
        "times_usual_p50": pl.Float64(),
        "times_usual_p90": pl.Float64(),
    }
)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlatformEffect(_Frozen):
    """Mean log difference between posts of one level and their creators' usual post, on one platform."""

    platform: str
    dimension: str
    level: str
    log_mean: float
    creators_count: int


class DimensionSpread(_Frozen):
    """Variance of creators' own log differences around their platform's, of one dimension."""

    dimension: str
    between: float


class ContentEffects(_Frozen):
    """What is known before a creator's own posts are seen: platforms' effects, and how far creators differ.

    `within` is the usual variance of log counts around a creator's trend, `clumping` how many times more a mean of
    posts varies than it would if posts did not resemble their neighbours in time. Nothing learned means: no difference
    between kinds of posts on a platform, and creators who differ from it by an assumed tenth or so.
    """

    platforms: tuple[PlatformEffect, ...] = ()
    spreads: tuple[DimensionSpread, ...] = ()
    within: float = 0.4  # variance; two posts in three within a factor of 1.9
    clumping: float = 1.5
    between: float = 0.01  # variance of a dimension without a spread of its own; a tenth up or down

    @classmethod
    def open(cls, content: bytes) -> Self:
        """From EFFECTS_FILE of a bundle; BundleDamagedError when it is not of this code's shape."""
        try:
            return cls.model_validate_json(content)
        except ValidationError as error:
            raise BundleDamagedError(
                f"expected content effects in {EFFECTS_FILE}, got {error.error_count()} faults; train the bundle again"
            ) from None

    def prior(self) -> pl.DataFrame:
        """platform, dimension, level, prior_mean: one row a platform's effect."""
        return pl.DataFrame(
            [(row.platform, row.dimension, row.level, row.log_mean) for row in self.platforms],
            schema={"platform": pl.String, "dimension": pl.String, "level": pl.String, "prior_mean": pl.Float64},
            orient="row",
        )

    def between_of(self, dimension: pl.Expr) -> pl.Expr:
        """The variance between creators of each row's dimension."""
        known = {row.dimension: row.between for row in self.spreads}
        return dimension.replace_strict(known, default=self.between, return_dtype=pl.Float64)


def content_effects(snapshot: Snapshot, known: ContentEffects | None = None) -> pl.DataFrame:
    """EFFECTS of every creator with posts enough: one row a creator, dimension and level.

    `times_usual` is how many times a creator's usual post (the geometric mean around their trend) posts of the level
    earned in engagements: p10, p50, p90 of a normal posterior on the log scale, whose prior is the platform's effect
    (Efron and Morris 1975; a creator's mean counts for n / (n + within / between)). `observed` is the plain mean,
    `compared_posts_count` the creator's other posts. Hours are UTC. Nothing here is a cause.
    """
    posts = snapshot.posts.join(snapshot.creators.select("creator_id", "platform"), on="creator_id")
    counted = posts.with_columns(log_count=engagements().log1p()).drop_nulls("log_count")
    usual = around_trend(content_levels(counted), ("creator_id",))
    return posterior(level_means(usual, ("creator_id",)), known or ContentEffects())


def around_trend(posts: pl.DataFrame, creator: tuple[str, ...]) -> pl.DataFrame:
    """Posts of creators with FEWEST_POSTS, with `left`: log_count around the creator's straight line over time."""
    time = pl.col("posted_at").rank().over(creator)
    centred = posts.with_columns(time=time - time.mean().over(creator)).with_columns(
        slope=(pl.col("time") * pl.col("log_count")).sum().over(creator) / (pl.col("time") ** 2).sum().over(creator)
    )
    usual = pl.col("log_count").mean().over(creator) + pl.col("slope").fill_nan(0.0) * pl.col("time")
    return centred.filter(pl.len().over(creator) >= FEWEST_POSTS).with_columns(left=pl.col("log_count") - usual)


def level_means(posts: pl.DataFrame, creator: tuple[str, ...]) -> pl.DataFrame:
    """One row a creator, dimension and level: platform, posts_count, of, mean and creator_variance.

    `of` are the creator's posts of which the dimension is known. Levels and their others have FEWEST_LEVEL_POSTS
    each; of hashtags the TAGS_MOST most used are kept.
    """
    kept = [*creator, "platform", "left", "creator_variance"]
    varied = posts.with_columns(creator_variance=pl.col("left").var(ddof=2).over(creator))
    words = varied.unpivot(on=list(LEVELS), index=kept, variable_name="dimension", value_name="level")
    known = words.drop_nulls("level").with_columns(of=pl.len().over(*creator, "dimension"))
    tags = varied.select(*kept, dimension=pl.lit(HASHTAG), level="hashtags", of=pl.len().over(creator))
    each = pl.concat([known, tags.explode("level").drop_nulls("level")])
    groups = each.group_by(*creator, "platform", "dimension", "level", "of", "creator_variance")
    means = groups.agg(posts_count=pl.len(), mean=pl.col("left").mean())
    others = pl.col("of").cast(pl.Int64) - pl.col("posts_count").cast(pl.Int64)
    enough = means.filter(pl.min_horizontal("posts_count", others) >= FEWEST_LEVEL_POSTS)
    ordered = enough.sort(*creator, "dimension", -pl.col("posts_count").cast(pl.Int64), "level")
    place = pl.int_range(pl.len()).over(*creator, "dimension")
    return ordered.filter((pl.col("dimension") != HASHTAG) | (place < TAGS_MOST))


def mean_variance(within: float) -> pl.Expr:
    """Variance of a level's mean around what it would be over many posts, of `level_means`.

    That is if posts do not clump. Means are taken around the mean of all posts, of which the level's are a part: (1 / n - 1 / of) posts' worth.
    """
    degrees = pl.col("of") - 2
    own = SPREAD_PRIOR_POSTS * within + degrees * pl.col("creator_variance")
    return own / (SPREAD_PRIOR_POSTS + degrees) * (1 / pl.col("posts_count") - 1 / pl.col("of"))


def posterior(means: pl.DataFrame, known: ContentEffects) -> pl.DataFrame:
    """EFFECTS from level means."""
    joined = means.join(known.prior(), on=["platform", "dimension", "level"], how="left", maintain_order="left")
    told = joined.with_columns(
        prior_mean=pl.col("prior_mean").fill_null(0.0),
        doubt=known.clumping * mean_variance(known.within),
        between=known.between_of(pl.col("dimension")),
    )
    weight = pl.col("between") / (pl.col("between") + pl.col("doubt"))
    middle = pl.col("prior_mean") + weight * (pl.col("mean") - pl.col("prior_mean"))
    deviation = (weight * pl.col("doubt")).sqrt()
    return told.select(
        "creator_id",
        "dimension",
        "level",
        "posts_count",
        compared_posts_count=pl.col("of").cast(pl.Int64) - pl.col("posts_count").cast(pl.Int64),
        observed_times_usual=pl.col("mean").exp(),
        platform_times_usual=pl.col("prior_mean").exp(),
        times_usual_p10=(middle - Z90 * deviation).exp(),
        times_usual_p50=middle.exp(),
        times_usual_p90=(middle + Z90 * deviation).exp(),
    ).cast(EFFECTS)
