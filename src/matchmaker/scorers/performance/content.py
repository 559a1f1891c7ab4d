"""What kind of post was it? Format, hour, weekday, length, caption and number of hashtags as levels of a few words."""

from collections.abc import Sequence

import polars as pl

_HOURS = ("0-5 h", "6-11 h", "12-17 h", "18-23 h")  # UTC
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DURATIONS = ((15.0, "under 15 s"), (60.0, "15-59 s"), (600.0, "1-9 min"))
_CAPTIONS = ((1.0, "none"), (100.0, "1-99 characters"), (500.0, "100-499 characters"))
_TAGS = ((1.0, "none"), (6.0, "1-5"), (16.0, "6-15"))
LEVELS = ("format", "hour", "weekday", "duration", "caption_length", "hashtags_count")


def content_levels(posts: pl.DataFrame) -> pl.DataFrame:
    """LEVELS as words, null where unknown, and `hashtags` in small letters, of canonical posts, beside their columns."""
    tags = pl.col("hashtags").list.eval(pl.element().str.to_lowercase()).list.unique(maintain_order=True)
    counted = posts.with_columns(
        hashtags=tags, caption_length=pl.col("caption").str.len_chars(), hashtags_count=tags.list.len()
    )
    return as_levels(counted)


def as_levels(posts: pl.DataFrame) -> pl.DataFrame:
    """The posts with numbers turned to LEVELS: posted_at, duration_seconds, caption_length and hashtags_count.

    A post at the first instant of a day is known by its day alone: its hour is unknown.
    """
    hour, day = pl.col("posted_at").dt.hour(), pl.col("posted_at").dt.truncate("1d")
    return posts.with_columns(
        hour=pl.when(pl.col("posted_at") != day).then(_word(hour // 6, _HOURS)),
        weekday=_word(pl.col("posted_at").dt.weekday() - 1, _WEEKDAYS),
        duration=_class(pl.col("duration_seconds"), _DURATIONS, "10 min or more"),
        caption_length=_class(pl.col("caption_length"), _CAPTIONS, "500 characters or more"),
        hashtags_count=_class(pl.col("hashtags_count"), _TAGS, "16 or more"),
    )


def _word(place: pl.Expr, words: Sequence[str]) -> pl.Expr:
    return place.replace_strict(list(range(len(words))), list(words), default=None, return_dtype=pl.String)


def _class(number: pl.Expr, ends: Sequence[tuple[float, str]], beyond: str) -> pl.Expr:
    """The name of the first class whose end the number is below."""
    name = pl.lit(beyond)
    for end, word in reversed(ends):
        name = pl.when(number < end).then(pl.lit(word)).otherwise(name)
    return pl.when(number.is_not_null()).then(name)
