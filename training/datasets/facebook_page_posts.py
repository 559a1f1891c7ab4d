"""Posts of one cosmetics brand's Facebook page, 2014: reach, reactions, comments and shares, and which were promoted."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from training.datasets.feeds import Feeds, last_moment
from training.datasets.source import Source

SOURCE = Source("performance/facebook-page-posts", "none stated in the repository")
YEAR = 2014  # of all months, as the publication of the set says
PAGE = "cosmetics-page"
FORMATS = {"Photo": "photo", "Video": "video", "Link": "link", "Status": "text"}
_NAMED_BY = ("Month", "Page_T_Likes", "Weekday", "Hour", "Type")


def read(data: Path) -> Feeds:
    """The page and its posts; likes of the page at every post are its follower history.

    Days are not stated: see `_moments`. A post the brand paid Facebook to show counts as sponsored.
    """
    posts = SOURCE.frame(data, *_NAMED_BY, "Paid", "T_Reach", "like", "comment", "share")
    posts = posts.sort("Month", "Page_T_Likes", descending=True, maintain_order=True)
    stated = posts.select("Month", "Weekday", "Hour").iter_rows()
    posts = posts.with_columns(
        pl.Series("posted_at", list(_moments(stated)), pl.Datetime("us", "UTC")),
        number=pl.int_range(pl.len()).over(_NAMED_BY).cast(pl.String),
        creator_id=pl.lit(PAGE),
        followers_count="Page_T_Likes",
        format=pl.col("Type").replace_strict(FORMATS, default=None),
        is_sponsored=pl.col("Paid").cast(pl.Float64, strict=False) > 0,
        likes_count="like",
        comments_count="comment",
        shares_count="share",
        reach_count="T_Reach",
    )
    seen = last_moment(posts, "posted_at") + timedelta(days=OUTCOME_MATURITY_DAYS)
    posts = posts.with_columns(
        observed_at=pl.lit(seen), post_id=pl.concat_str(*_NAMED_BY, "number", separator="-", ignore_nulls=True)
    )
    counts = posts.with_columns(observed_at="posted_at").unique("observed_at", keep="first", maintain_order=True)
    page = posts.select("creator_id", "followers_count", "observed_at", platform=pl.lit("facebook")).head(1)
    return Feeds.of(page, posts, counts)


def _moments(stated: Iterable[tuple[int, int, int]]) -> Iterator[datetime]:
    """Month, weekday (1 = Sunday) and hour of posts, newest first, as moments: each the latest day that fits.

    The source lists its posts in order, several a week, so that the day follows from the weekday.
    """
    month, day = 0, 0
    for next_month, weekday, hour in stated:
        month, day = (month, day) if next_month == month else (next_month, monthrange(YEAR, next_month)[1])
        fits = [at for at in range(1, day + 1) if datetime(YEAR, month, at, tzinfo=UTC).isoweekday() % 7 + 1 == weekday]
        # Rows out of order may use a month up: the day reached then stands for what is left.
        day = fits[-1] if fits else day
        yield datetime(YEAR, month, day, min(hour, 23), tzinfo=UTC)
