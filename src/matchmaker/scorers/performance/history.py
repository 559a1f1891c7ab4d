"""What do a creator's own past posts say of this one? Recent posts count for more, and those like it are set apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.assessment import Numbers
from matchmaker.domain.choices import FORMATS
from matchmaker.domain.definitions import RECENT_POSTS
from matchmaker.scorers.performance.columns import LIFT, LIKE_PLAN, METRICS, OWN, STEPS_TO_PAST, Past
from matchmaker.signals.rows.disclosures import discloses, may_disclose
from matchmaker.signals.rows.posts import SECONDS_PER_DAY, engagements

HALF_LIFE_POSTS = 6.0  # from 5 to 8 is best on every public set, 1 to 3 % below the error of the plain mean
LATEST_HALF_LIFE_POSTS = 3.0
FORTNIGHT_HALF_LIFE_DAYS, SEASON_HALF_LIFE_DAYS = 14.0, 60.0
FEWEST_FOR_SPREAD = 3  # below this a spread says nothing
ALIKE_POSTS = 1.0  # posts like the planned one that must be seen before half of their distance is believed
DURATION_WIDTH = 0.4  # log seconds; a video half as long again is still much alike
HOUR_WIDTH = 3.0  # hours of the day
LIFT_POSTS = 8.0  # paid posts, as many organic ones beside them, that count for as much as what all creators show

_CHANNELS = ("moment", "age", "format", "duration", "hour", "hashtags", "mentions", "caption", "paid")
_ALL_COLUMNS = (
    *STEPS_TO_PAST,
    *(Past(metric).signal(part) for metric in METRICS for part in (*OWN, *LIKE_PLAN, *LIFT)),
)
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Recent:
    """The newest posts of creators: every array has shape (creators, RECENT_POSTS), newest first, NaN = unknown.

    `counts` are log1p by metric. Channels: moment (days since 1970), age (log1p of days when counted), format (place
    in FORMATS), duration (log1p of seconds), hour (0-23 UTC), hashtags and mentions (counts), caption (log1p of
    characters), paid (1 marked or disclosed as paid, 0 not).
    """

    counts: Mapping[str, Numbers]
    channels: Mapping[str, Numbers]

    def of(self, places: Places) -> "Recent":
        """The posts of the creators at these places, one a row asked about."""
        return Recent(
            {name: values[places] for name, values in self.counts.items()},
            {name: values[places] for name, values in self.channels.items()},
        )


def described(posts: pl.DataFrame) -> pl.DataFrame:
    """Canonical posts (hashtags and mentions complete) with what `own_columns` reads of them, all Float64.

    hashtags_count, mentions_count and caption_length may be there already, for sources that counted texts alone.
    """
    given = {
        "hashtags_count": pl.col("hashtags").list.len(),
        "mentions_count": pl.col("mentions").list.len(),
        "caption_length": pl.col("caption").str.len_chars(),
    }
    counted = {name: pl.coalesce(count, name) if name in posts.columns else count for name, count in given.items()}
    posted = pl.col("posted_at")
    by_day_alone = posted == posted.dt.truncate("1d")
    return posts.select(
        "creator_id",
        *(pl.col(metric).log1p().alias(metric) for metric in METRICS if metric != "engagements_count"),
        engagements_count=engagements().log1p(),
        moment=posted.dt.timestamp("ms") / (1000 * SECONDS_PER_DAY),
        age=((pl.col("observed_at") - posted).dt.total_seconds() / SECONDS_PER_DAY).clip(0).log1p(),
        format=pl.col("format").replace_strict(list(FORMATS), list(range(len(FORMATS))), default=None),
        duration=pl.col("duration_seconds").log1p(),
        hour=pl.when(~by_day_alone).then(posted.dt.hour()),
        hashtags=counted["hashtags_count"],
        mentions=counted["mentions_count"],
        caption=counted["caption_length"].log1p(),
        paid=pl.col("is_sponsored"),
    ).with_columns(pl.exclude("creator_id").cast(pl.Float64))


def is_paid() -> pl.Expr:
    """Whether a post is marked or disclosed as paid; null without a mark and a caption."""
    disclosed = pl.when(pl.col("caption").is_not_null()).then(discloses(may_disclose(pl.col("caption"))))
    return pl.when(pl.col("is_sponsored")).then(pl.lit(True)).otherwise(pl.coalesce(disclosed, "is_sponsored"))


def own_columns(
    creators: pl.DataFrame, posts: pl.DataFrame, rows: pl.DataFrame, *, for_trees: bool = True
) -> pl.DataFrame:
    """`rows` with the columns OWN, LIKE_PLAN and LIFT of every metric and STEPS_TO_PAST.

    `creators` has creator_id and observed_at, the moment each is seen at; `posts` are `described` ones of theirs,
    newest first within a creator; `rows` has creator_id and PLANNED. Means and steps are on the log scale; null
    where no post says anything. Without `for_trees` all that trees alone would read is null: it takes most of the time.
    """
    asks_for_paid = rows["planned_is_sponsored"].is_not_null().any()
    recent = _padded(creators, posts, _CHANNELS if for_trees else ("paid",) if asks_for_paid else ())
    places = _places(creators, rows)
    asked = recent.of(places)
    moments = creators["observed_at"].dt.timestamp("ms").to_numpy() / (1000 * SECONDS_PER_DAY)
    planned = {name: _floats(rows, f"planned_{name}") for name in ("format_code", "hour", "is_sponsored")}
    planned["duration"] = np.log1p(_floats(rows, "planned_duration_seconds"))
    columns = dict(_steps_to_past(asked, rows)) if for_trees else {}
    for metric in METRICS:
        for part, values in _parts(asked, metric, moments[places], planned, for_trees=for_trees):
            columns[Past(metric).signal(part)] = values
    return rows.with_columns(
        pl.Series(name, columns[name], nan_to_null=True) if name in columns else pl.lit(None, pl.Float64).alias(name)
        for name in _ALL_COLUMNS
    )


def _parts(
    recent: Recent, metric: str, moments: Numbers, planned: Mapping[str, Numbers], *, for_trees: bool
) -> Iterator[tuple[str, Numbers]]:
    counts = recent.counts[metric]
    known = np.isfinite(counts)
    if not known.any():
        return
    newer = np.cumsum(known, axis=1) - 1.0
    weights = 0.5 ** (newer / HALF_LIFE_POSTS)
    mean, total = _mean(counts, weights)
    yield "own_mean", mean
    yield "own_count", total**2 / np.maximum(np.where(known, weights**2, 0.0).sum(axis=1), 1e-12)
    yield "own_std", _spread(counts)
    if "paid" in recent.channels and np.isfinite(planned["is_sponsored"]).any():
        yield from _lift(recent, counts, weights, planned["is_sponsored"])
    if for_trees:
        yield from _steps(recent, counts, newer, moments, mean)
        yield "own_age", _mean(np.where(known, recent.channels["age"], np.nan), weights)[0]
        yield from _like_planned(recent, counts, weights, mean, planned)


def _steps(
    recent: Recent, counts: Numbers, newer: Numbers, moments: Numbers, mean: Numbers
) -> Iterator[tuple[str, Numbers]]:
    """How far other ways to sum the past up lie from the mean."""
    days = moments[:, None] - recent.channels["moment"]
    yield "own_latest", _mean(counts, 0.5 ** (newer / LATEST_HALF_LIFE_POSTS))[0] - mean
    yield "own_last", _mean(counts, (newer == 0).astype(np.float64))[0] - mean
    yield "own_fortnight", _mean(counts, 0.5 ** (days / FORTNIGHT_HALF_LIFE_DAYS))[0] - mean
    yield "own_season", _mean(counts, 0.5 ** (days / SEASON_HALF_LIFE_DAYS))[0] - mean
    yield "own_plain", _mean(counts, np.ones_like(counts))[0] - mean
    yield "own_highest", _extreme(counts, 1.0) - mean
    yield "own_lowest", _extreme(counts, -1.0) - mean


def _like_planned(
    recent: Recent, counts: Numbers, weights: Numbers, mean: Numbers, planned: Mapping[str, Numbers]
) -> Iterator[tuple[str, Numbers]]:
    """How far posts like the planned one lie from the mean, believed more the more of them there are."""
    hours = np.abs(recent.channels["hour"] - planned["hour"][:, None])
    if not any(np.isfinite(values).any() for values in planned.values()):
        return
    alike = {
        "format": (recent.channels["format"] == planned["format_code"][:, None]).astype(np.float64),
        "duration": _near(recent.channels["duration"] - planned["duration"][:, None], DURATION_WIDTH),
        "hour": _near(np.minimum(hours, 24 - hours), HOUR_WIDTH),
    }
    for name, nearness in alike.items():
        there, total = _mean(counts, nearness)
        yield f"{name}_step", np.where(total > 0, (there - mean) * total / (total + ALIKE_POSTS), np.nan)
    yield "format_ratio", _mean(np.where(np.isfinite(counts), alike["format"], np.nan), weights)[0]


def _lift(recent: Recent, counts: Numbers, weights: Numbers, planned: Numbers) -> Iterator[tuple[str, Numbers]]:
    """Distance of the plan from the past's paid share times the creator's own lift, and what is left for the usual one.

    The creator's own lift is the difference of paid and organic means, shrunk by LIFT_POSTS to the usual lift.
    """
    paid = np.where(np.isfinite(counts), recent.channels["paid"], np.nan)
    share, _ = _mean(paid, weights)
    difference = _mean(counts, (paid == 1).astype(np.float64))[0] - _mean(counts, (paid == 0).astype(np.float64))[0]
    plain = _mean(paid, np.ones_like(counts))
    evidence = np.nan_to_num(plain[1] * plain[0] * (1 - plain[0]))
    beyond = planned - np.nan_to_num(share)
    yield "lift_own", beyond * evidence * np.nan_to_num(difference) / (evidence + LIFT_POSTS)
    yield "lift_usual", beyond * LIFT_POSTS / (evidence + LIFT_POSTS)


def _steps_to_past(recent: Recent, rows: pl.DataFrame) -> Iterator[tuple[str, Numbers]]:
    """How far the planned post's texts and length lie from those of the past ones."""
    planned = (
        _floats(rows, "planned_hashtags_count"),
        _floats(rows, "planned_mentions_count"),
        np.log1p(_floats(rows, "planned_caption_length")),
        np.log1p(_floats(rows, "planned_duration_seconds")),
    )
    for name, channel, values in zip(
        STEPS_TO_PAST, ("hashtags", "mentions", "caption", "duration"), planned, strict=True
    ):
        past = recent.channels[channel]
        yield name, values - _mean(past, np.ones_like(past))[0]


def _padded(creators: pl.DataFrame, posts: pl.DataFrame, channels: Sequence[str]) -> Recent:
    placed = posts.with_columns(position=pl.int_range(pl.len()).over("creator_id")).filter(
        pl.col("position") < RECENT_POSTS
    )
    rows, columns = _places(creators, placed), placed["position"].to_numpy()

    def spread_out(name: str) -> Numbers:
        values = np.full((creators.height, RECENT_POSTS), np.nan)
        values[rows, columns] = _floats(placed, name)
        return values

    return Recent(
        {metric: spread_out(metric) for metric in METRICS}, {channel: spread_out(channel) for channel in channels}
    )


def _places(creators: pl.DataFrame, rows: pl.DataFrame) -> Places:
    numbered = creators.select("creator_id").with_row_index("place")
    places: Places = (
        rows.select("creator_id")
        .join(numbered, on="creator_id", how="left", maintain_order="left")["place"]
        .cast(pl.Int64)
        .to_numpy()
    )
    return places


def _mean(values: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Weighted mean of each row over what is known, NaN where nothing is, and the sum of its weights."""
    known = np.isfinite(values) & np.isfinite(weights)
    used = np.where(known, weights, 0.0)
    total = used.sum(axis=1)
    summed = (used * np.where(known, values, 0.0)).sum(axis=1)
    return np.divide(summed, total, out=np.full(total.shape, np.nan), where=total > 0), total


def _spread(values: Numbers) -> Numbers:
    """Sample standard deviation of each row, NaN below FEWEST_FOR_SPREAD known values."""
    mean, count = _mean(values, np.ones_like(values))
    squares = np.where(np.isfinite(values), (values - mean[:, None]) ** 2, 0.0).sum(axis=1)
    enough = count >= FEWEST_FOR_SPREAD
    spread: Numbers = np.sqrt(np.divide(squares, count - 1, out=np.full(count.shape, np.nan), where=enough))
    return spread


def _extreme(values: Numbers, sign: float) -> Numbers:
    """The largest (sign 1) or smallest (sign -1) known value of each row, NaN where none is."""
    furthest = np.where(np.isfinite(values), sign * values, -np.inf).max(axis=1, initial=-np.inf)
    return np.where(np.isfinite(furthest), sign * furthest, np.nan)


def _near(distance: Numbers, width: float) -> Numbers:
    nearness: Numbers = np.exp(-0.5 * (distance / width) ** 2)
    return nearness


def _floats(frame: pl.DataFrame, name: str) -> Numbers:
    values: Numbers = frame[name].cast(pl.Float64).to_numpy()  # Polars writes null as NaN
    return values
