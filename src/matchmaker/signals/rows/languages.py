"""The language of each recent post: stated, else told from its caption, else the one its creator mostly writes in."""

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals.rows.posts import recent_posts
from matchmaker.text.language import languages_of

_STATED_CODE = r"^([A-Za-z]{2,3})\b"  # "pt" of "pt-BR"


def post_languages(snapshot: Snapshot) -> pl.Series:
    """ISO 639 codes aligned with the snapshot's posts; null where nobody knows, and for posts older than the window.

    A creator's posts alone decide about them: the same alone and among others.
    """
    recent = recent_posts(snapshot.posts.select("creator_id", "caption", "language")).with_columns(
        stated=pl.col("language").str.extract(_STATED_CODE).str.to_lowercase()
    )
    told = pl.Series("told", languages_of(recent["caption"].fill_null("").to_list()), pl.String)
    known = recent.with_columns(sure=pl.coalesce("stated", told))
    counted = known.drop_nulls("sure").group_by("feed", "sure").len()
    mostly = (
        counted.sort("feed", "len", "sure", descending=[False, True, False])
        .unique("feed", keep="first", maintain_order=True)
        .select("feed", mostly="sure")
    )
    complete = known.join(mostly, on="feed", how="left", maintain_order="left")
    languages = pl.Series("language", [None] * snapshot.posts.height, dtype=pl.String)
    return languages.scatter(complete["post_row"], complete.select(pl.coalesce("sure", "mostly")).to_series())
