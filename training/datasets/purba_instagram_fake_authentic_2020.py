"""Instagram accounts bought from sellers against authentic ones (Purba et al., IJECE 2020)."""

from pathlib import Path

import polars as pl

from training.datasets.labelled_accounts import labelled_accounts, percent, yes
from training.datasets.source import Source

SOURCE = Source("authenticity/purba-instagram-fake-authentic-2020", "none stated")

_PROFILE = {
    "posts_count": pl.col("posts"),
    "followers_count": pl.col("followers"),
    "following_count": pl.col("following"),
    "bio_length": pl.col("bio_length"),
    "has_link": yes("has_link"),
    "fake": pl.col("fake"),
}
_BEHAVIOUR = {
    "engagement_likes_ratio": percent("engagement_rate_likes"),
    "engagement_comments_ratio": percent("engagement_rate_comments"),
    "hashtags_per_post": pl.col("avg_hashtag_count"),
    "post_interval_hours": pl.col("post_interval_hours"),
}
_CAPTIONS = {
    "caption_length_mean": pl.col("avg_caption_length").clip(0),  # -1 where the source had no caption
    "caption_empty_ratio": pl.col("caption_zero_ratio"),
    "non_image_ratio": pl.col("non_image_ratio"),
    "location_tag_ratio": pl.col("location_tag_ratio"),
    "promotional_keywords_per_post": pl.col("promotional_keywords"),
    "caption_self_similarity_ratio": pl.col("cosine_similarity"),
}


def read(data: Path) -> pl.DataFrame:
    """The full-width accounts (13,594 rows, half of them fake). See labelled_accounts."""
    rows = SOURCE.frame(data, "cosine_similarity", "avg_caption_length", "fake")
    columns = {**_PROFILE, "has_profile_picture": yes("has_profile_picture"), **_of_posts(_BEHAVIOUR | _CAPTIONS)}
    return labelled_accounts(rows, SOURCE, columns)


def read_reduced(data: Path) -> pl.DataFrame:
    """Further accounts with fewer columns (13,361 rows), of the source "<set>/reduced"; none where the file is absent."""
    rows = SOURCE.frame(data, "post_interval_hours", "avg_hashtag_count", "fake")
    further = rows.filter(pl.col("cosine_similarity").is_null()) if "cosine_similarity" in rows.columns else rows
    accounts = labelled_accounts(further, SOURCE, {**_PROFILE, **_of_posts(_BEHAVIOUR)})
    return accounts.with_columns(source=pl.lit(f"{SOURCE.name}/reduced"))


def _of_posts(columns: dict[str, pl.Expr]) -> dict[str, pl.Expr]:
    """What describes posts is unknown for an account without any; the source writes 0 (similarity 1) there."""
    return {name: pl.when(pl.col("posts") > 0).then(expression) for name, expression in columns.items()}
