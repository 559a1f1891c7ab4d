"""Posts about brands: name what the test is about, the rest is ordinary."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import polars as pl

from matchmaker.domain.brief import Brief
from matchmaker.ranking.brand.document import BrandPart
from matchmaker.ranking.brand.findings import BrandFindings
from matchmaker.ranking.brand.kept import Kept
from matchmaker.ranking.brand.posts import BrandPosts
from matchmaker.ranking.policy import Policy, default_policy
from tests.builders import NOW, Row, a_post, a_snapshot


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def captioned(*captions: str, days: float = 1, **known: object) -> list[Row]:
    """Posts p0, p1, ... of ana with these captions, the first `days` ago and each further one a day older."""
    return [
        a_post(post_id=f"p{place}", posted_at=days_ago(days + place), caption=caption, **known)
        for place, caption in enumerate(captions)
    ]


def a_deal(brand: str, days: float, number: str = "k1", **known: object) -> Row:
    """A collaboration of ana that went live so many days ago."""
    return {
        "collaboration_id": number,
        "creator_id": "ana",
        "observed_at": NOW,
        "brand": brand,
        "started_at": days_ago(days),
        **known,
    }


def brand_posts(posts: Sequence[Row], deals: Sequence[Row] = ()) -> BrandPosts:
    return BrandPosts.of(a_snapshot(posts=posts, collaborations=deals), nobody_discloses)


def seen_by(
    brief: Brief,
    posts: Sequence[Row],
    deals: Sequence[Row] = (),
    as_of: datetime = NOW,
    policy: Policy | None = None,
) -> BrandPart:
    """What the brief's brand sees of ana."""
    rules = (policy or default_policy()).brand
    return BrandFindings.of(brief, brand_posts(posts, deals), as_of, rules, Kept(1)).part("ana")


def a_brief(**wishes: object) -> Brief:
    return Brief(**{"text": "Running shoes for beginners", **wishes})  # type: ignore[arg-type]


def nobody_discloses(captions: pl.Series) -> pl.DataFrame:
    """A head of disclosures that finds none."""
    return pl.DataFrame(
        {"disclosure_probability": [0.0] * len(captions)}, schema={"disclosure_probability": pl.Float64}
    )
