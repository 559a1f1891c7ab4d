"""Rivals in posts beyond the newest thirty: looked for in the catalogue where the brief's window reaches further back."""

from collections.abc import Sequence
from datetime import datetime, time

import polars as pl

from matchmaker.application.preparation import Prepared
from matchmaker.domain.brief import Brief
from matchmaker.domain.definitions import RECENT_POSTS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.brand.conflicts import Window
from matchmaker.ranking.brand.naming import Asked
from matchmaker.ranking.brand.payment import Judge
from matchmaker.ranking.brand.posts import BrandPosts, OlderPosts
from matchmaker.store.catalogue import Catalogue


def older_posts(
    brief: Brief, stored: Sequence[str], prepared: Prepared, catalogue: Catalogue, judge: Judge, as_of: datetime
) -> OlderPosts | None:
    """What the catalogue holds beyond the posts at hand of the `stored` creators, None where nothing can be missing.

    Kept for the next question with the same names on the same day.
    """
    asked, window = Asked.of(brief), Window.before(as_of, brief.competitor_window_days)
    since = datetime.combine(window.since.date(), time(), window.since.tzinfo)
    short = (
        [creator_id for creator_id in stored if _may_lack(prepared.brand, creator_id, since)] if asked.rivals else []
    )
    if not short:
        return None
    words = sorted({word for name in (*asked.rivals, *asked.own) for word in name.needles})
    return prepared.older.get(
        (asked.rivals, asked.own, since),
        lambda: OlderPosts(
            BrandPosts.of(_beyond(prepared.snapshot, catalogue.posts_with_words(short, since, words)), judge),
            catalogue.oldest_posts(short),
        ),
    )


def _may_lack(posts: BrandPosts, creator_id: str, since: datetime) -> bool:
    """Whether the posts at hand are as many as a snapshot holds, and end inside the window."""
    seen = posts.seen_of(creator_id)
    return seen is not None and seen.count >= RECENT_POSTS and seen.oldest > since


def _beyond(snapshot: Snapshot, posts: pl.DataFrame) -> Snapshot:
    new = posts.join(snapshot.posts.select("creator_id", "post_id"), on=["creator_id", "post_id"], how="anti")
    return Snapshot.of(creators=snapshot.creators, posts=new, collaborations=snapshot.collaborations)
