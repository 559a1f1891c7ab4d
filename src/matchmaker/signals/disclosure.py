"""Disclosure: whether paid posts say so, and where; the rule and its source are in `rows.disclosures`."""

import polars as pl

from matchmaker.signals.declaration import Declare
from matchmaker.signals.rows.disclosures import VISIBLE_CHARACTERS

_posts = Declare("disclosure", "posts")
_UP_FRONT = pl.col("discloses_up_front")  # null where the caption discloses nothing
_IS_PLATFORM_MARKED = pl.col("is_sponsored").fill_null(False)

SIGNALS = (
    _posts.share(
        "sponsored_posts_ratio",
        "Share of posts that the platform marks or the caption discloses as paid",
        pl.col("is_paid").mean(),
    ),
    _posts.share(
        "disclosure_at_start_ratio",
        f"Share of disclosures a reader sees at once: in the first {VISIBLE_CHARACTERS} characters, not among hashtags",
        _UP_FRONT.mean(),
    ),
    _posts.share(
        "disclosure_buried_ratio",
        f"Share of disclosures behind the first {VISIBLE_CHARACTERS} characters or among hashtags",
        (~_UP_FRONT).mean(),
    ),
    _posts.share(
        "disclosure_missing_ratio",
        "Share of posts marked as paid by the platform whose caption does not say so",
        (~pl.col("caption_discloses")).filter(_IS_PLATFORM_MARKED).mean(),
    ),
    _posts.share("code_posts_ratio", "Share of posts that offer a discount code", pl.col("offers_code").mean()),
    _posts.share(
        "code_undisclosed_ratio",
        "Share of posts with a discount code that are neither marked nor disclosed as paid",
        (~pl.col("is_paid")).filter(pl.col("offers_code")).mean(),
    ),
)
