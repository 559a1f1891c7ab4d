"""Which creators @mention which brand on Instagram in 2017: behaviour, not a judgement of suitability."""

from pathlib import Path

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from training.datasets import instagram_influencers_2017
from training.datasets.feeds import words
from training.datasets.matching import Matching
from training.datasets.source import Source

SOURCE = Source("matching/instagram-brand-mentions", "none stated")
FEWEST_POSTS = 5  # of a candidate; the set's own protocol
FEWEST_MENTIONERS = 2  # of a brief


def read(data: Path) -> Matching:
    """Brief = category + text; relevant = the creator @mentions the brand; every post that names it is given away."""
    feeds = instagram_influencers_2017.read(data)
    enough = feeds.posts.group_by("creator_id").len().filter(pl.col("len") >= FEWEST_POSTS)
    snapshot = Snapshot.of(
        creators=feeds.creators.join(enough, on="creator_id", how="semi"),
        posts=feeds.posts.join(enough, on="creator_id", how="semi"),
    )
    pairs = (
        SOURCE.frame(data, "brand_id", "creator_id")
        .unique(["brand_id", "creator_id"])
        .join(enough, on="creator_id", how="semi")
    )
    mentioned = pairs.group_by("brand_id").len().filter(pl.col("len") >= FEWEST_MENTIONERS)
    brands = SOURCE.frame(data, "brand_id", "brand", "handles", "category", "brief").join(
        mentioned, on="brand_id", how="semi", maintain_order="left"
    )
    relevance = pairs.join(mentioned, on="brand_id", how="semi").select(
        "creator_id", brief_id="brand_id", grade=pl.lit(1, pl.Int64)
    )
    return Matching(
        SOURCE.name,
        brands.select(brief_id="brand_id", query=pl.format("{}. {}", "category", "brief")),
        snapshot,
        relevance,
        relevant_grade=1,
        given_away=_given_away(data, brands, snapshot.posts),
    )


def _given_away(data: Path, brands: pl.DataFrame, posts: pl.DataFrame) -> pl.DataFrame:
    """Posts that @mention one of the brand's handles or contain its name or a handle anywhere, hashtags included."""
    crawled = instagram_influencers_2017.SOURCE.frame(data, "post_id", "creator_id", "caption", "mentions_public")
    texts = posts.select("creator_id", "post_id").join(
        crawled.select(
            "creator_id",
            "post_id",
            text=pl.col("caption").fill_null("").str.to_lowercase(),
            mentioned=words("mentions_public"),
        ),
        on=["creator_id", "post_id"],
    )
    found = []
    for brand_id, name, handles in brands.select("brand_id", "brand", "handles").iter_rows():
        marks = [handle.lower() for handle in handles.split("|")]
        names = pl.any_horizontal(pl.col("text").str.contains(mark, literal=True) for mark in [name.lower(), *marks])
        mentions = pl.col("mentioned").list.set_intersection(marks).list.len() > 0
        found.append(texts.filter(names | mentions).select(pl.lit(brand_id).alias("brief_id"), "creator_id", "post_id"))
    return pl.concat(found)
