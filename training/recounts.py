"""Posts that were counted a second time, beside their examples: what young counts grow by is learned from them."""

import polars as pl

from matchmaker.scorers.performance.maturity import COUNTED
from training.datasets.feeds import Feeds

LATER_AGE = "later_age_days"
LATER = tuple(f"{metric}_later" for metric in COUNTED)
FIRST = tuple(f"{metric}_first" for metric in COUNTED)


def with_recounts(examples: pl.DataFrame, feeds: Feeds) -> pl.DataFrame:
    """The examples with LATER_AGE, FIRST and LATER: a post's age at its last count, and its first and last counts.

    All of them are null for posts counted once.
    """
    first = feeds.posts.select(
        "creator_id", "post_id", *(pl.col(metric).alias(f"{metric}_first") for metric in COUNTED)
    )
    last = feeds.recounts.select(
        "creator_id",
        "post_id",
        *(pl.col(metric).alias(f"{metric}_later") for metric in COUNTED),
        **{LATER_AGE: (pl.col("observed_at") - pl.col("posted_at")).dt.total_seconds() / 86_400},
    )
    both = first.join(last, on=["creator_id", "post_id"], how="inner").rename({"creator_id": "author_id"})
    return examples.join(both, on=["author_id", "post_id"], how="left", maintain_order="left")
