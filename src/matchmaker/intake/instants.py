"""Reads moments from text, vectorised: RFC 3339 with an offset, or naive in a declared time zone."""

import polars as pl

from matchmaker.domain.columns import INSTANT

# Date, then optionally: time, seconds, fraction, offset.
_MOMENT = (
    r"^(?<date>\d{4}-\d{2}-\d{2})(?:[Tt ](?<clock>\d{2}:\d{2})(?<seconds>:\d{2})?(?<fraction>\.\d{1,9})?)?"
    r"(?<offset>\s?[Zz]|[+-](?:0\d|1[0-4]):?[0-5]\d)?$"
)


def read_instants(texts: pl.Series, timezone: str | None) -> pl.Series:
    """UTC moments of a text column; null where the text is no moment, or is naive and no `timezone` is given.

    Accepts `2026-03-01T08:00:00+02:00`, `2026-03-01 06:00Z`, and with `timezone` (an IANA name) also
    `2026-03-01T08:00:00` and `2026-03-01`. A naive moment that the clock change skips or repeats is null.
    """
    parts = pl.DataFrame([texts.alias("text")]).select(pl.col("text").str.extract_groups(_MOMENT)).unnest("text")
    stamp = pl.concat_str(
        "date",
        pl.lit("T"),
        pl.col("clock").fill_null("00:00"),
        pl.col("seconds").fill_null(":00"),
        pl.col("fraction").fill_null("").str.slice(0, 7),  # microseconds; finer digits are cut
    )
    local = stamp.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
    has_clock_offset = pl.col("offset").is_not_null() & pl.col("clock").is_not_null()
    return (
        parts.with_columns(local=local, minutes=_offset_minutes())
        .select(
            pl.when(has_clock_offset)
            .then((pl.col("local") - pl.duration(minutes="minutes", time_unit="us")).dt.replace_time_zone("UTC"))
            .when(pl.col("offset").is_null())
            .then(_in_zone(pl.col("local"), timezone))
            .cast(INSTANT)
        )
        .to_series()
        .alias(texts.name)
    )


def in_utc(moments: pl.Series, timezone: str | None) -> pl.Series:
    """A date or datetime column in UTC; naive ones are read in `timezone`, null without one."""
    column = pl.col(moments.name)
    aware = isinstance(moments.dtype, pl.Datetime) and moments.dtype.time_zone is not None
    utc = column.dt.convert_time_zone("UTC") if aware else _in_zone(column.cast(pl.Datetime("us")), timezone)
    return pl.DataFrame([moments]).select(utc.cast(INSTANT)).to_series()


def _in_zone(local: pl.Expr, timezone: str | None) -> pl.Expr:
    if timezone is None:
        return pl.lit(None, INSTANT)
    zoned = local.dt.replace_time_zone(timezone, ambiguous="null", non_existent="null")
    return zoned.dt.convert_time_zone("UTC")


def _offset_minutes() -> pl.Expr:
    digits = pl.col("offset").str.replace(":", "")
    hours, minutes = (
        digits.str.slice(1, 2).cast(pl.Int64, strict=False),
        digits.str.slice(3, 2).cast(pl.Int64, strict=False),
    )
    sign = pl.when(pl.col("offset").str.starts_with("-")).then(-1).otherwise(1)
    return (sign * (hours * 60 + minutes)).fill_null(0)
