"""Which posts speak for the fit? The most similar ones of each creator."""

from collections.abc import Mapping

import polars as pl

from matchmaker.domain.assessment import TopicFitAssessment
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.topic_document import Evidence

POSTS_SHOWN = 3
_CAPTION_SHOWN = 280  # characters: enough to recognise a post, short enough for five hundred answers


def evidence_posts(topic_fit: TopicFitAssessment, snapshot: Snapshot) -> Mapping[str, list[Evidence]]:
    """The POSTS_SHOWN posts of each creator nearest to the brief, the nearest first; newer first among equals."""
    nearest = (
        snapshot.posts.lazy()
        .select(
            "creator_id",
            "post_id",
            "posted_at",
            "caption",
            owner=pl.col("creator_id").rle_id(),  # posts of a creator are neighbours
            similarity=pl.Series(topic_fit.post_similarity, dtype=pl.Float64).round(4),
        )
        .filter(pl.col("similarity").is_finite() & (pl.col("caption") != ""))
        .sort("owner", "similarity", descending=[False, True], maintain_order=True)
        .filter(pl.int_range(pl.len()).over("owner") < POSTS_SHOWN)
        .select(
            "creator_id",
            "post_id",
            pl.col("posted_at").dt.to_string("%Y-%m-%dT%H:%M:%SZ"),
            "similarity",
            pl.col("caption").str.slice(0, _CAPTION_SHOWN),
        )
        .collect()
    )
    found: dict[str, list[Evidence]] = {}
    for creator_id, post_id, posted_at, similarity, caption in nearest.iter_rows():
        found.setdefault(creator_id, []).append(
            {"post_id": post_id, "posted_at": posted_at, "similarity": similarity, "caption": caption}
        )
    return found
