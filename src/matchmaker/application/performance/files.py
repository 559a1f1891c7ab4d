"""Files of creators, posts and planned posts in, a file with a row a planned post and metric out."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from matchmaker.application.performance.table import Forecaster, forecast_of, forecast_table, with_ordinary_posts
from matchmaker.application.scoring.files import Progress, new_output
from matchmaker.domain.columns import Table
from matchmaker.domain.planned import PLANNED_POSTS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import CREATORS, POSTS
from matchmaker.errors import FieldError, ValidationFailedError
from matchmaker.intake.faults import RowFault
from matchmaker.intake.planned import misplaced
from matchmaker.intake.scorable import Doubts, ScorableFile

CREATORS_AT_ONCE = 500  # as many as a question may have: memory stays flat, and vectorised work stays full
_ROW = "_row"


@dataclass(frozen=True)
class ForecastInput:
    """Where the rows are, and the time zone (IANA) of moments without an offset."""

    creators: Path
    posts: Path
    planned: Path | None
    timezone: str = "UTC"


@dataclass
class Forecasted:
    """How much was forecast, and which cells counted as unknown or were left out, in words."""

    planned_count: int = 0
    rows_count: int = 0
    doubts: Doubts = field(default_factory=Doubts)
    notes: list[str] = field(default_factory=list)


def forecast_files(source: ForecastInput, target: Path, model: Forecaster, progress: Progress) -> Forecasted:
    """Write FORECASTS: every planned post in the order of its creator's row, metric by metric.

    Without `planned` every creator is asked about one ordinary post. Columns carry canonical names
    (data/schemas/creators.json, posts.json, planned_posts.json); others are ignored. A post without `observed_at` was
    seen when its creator was; posts of other creators, or newer than their creator's `observed_at`, are not used.
    Raises ValidationFailedError that names rows and columns, StorageFailedError when the disk refuses; nothing is
    written then.
    """
    out, told = new_output(source.creators, target), Forecasted()
    creators = _unique(_read(CREATORS, source.creators, source, told, progress), source.creators)
    posts = _seen(_read(_LOOSE_POSTS, source.posts, source, told, progress), creators, told)
    planned = _planned(source, creators, told, progress)
    try:
        for start in range(0, creators.height, CREATORS_AT_ONCE):
            part = creators.slice(start, CREATORS_AT_ONCE)
            mine = pl.col("creator_id").is_in(part["creator_id"].implode())
            snapshot = Snapshot.of(creators=part, posts=posts.filter(mine))
            asked = _in_order(planned.filter(mine), part)
            if not asked.is_empty():
                rows = forecast_table(forecast_of(model, snapshot, asked), asked)
                out.write(rows.select("creator_id", "planned_post_id"), rows.drop("creator_id", "planned_post_id"))
                told.planned_count += asked.height
                told.rows_count += rows.height
            progress(target, min(start + CREATORS_AT_ONCE, creators.height), creators.height)
        out.close()
    finally:
        out.discard()
    return told


def _loose(table: Table, optional: frozenset[str]) -> Table:
    return replace(
        table, columns=tuple(replace(c, required=c.required and c.name not in optional) for c in table.columns)
    )


_LOOSE_POSTS = _loose(POSTS, frozenset({"post_id", "observed_at"}))


def _read(table: Table, path: Path, source: ForecastInput, told: Forecasted, progress: Progress) -> pl.DataFrame:
    """The table's rows and their numbers (`_row`); a column it lacks is null."""
    rows = ScorableFile(path, source.timezone)
    rows.want(table.columns)
    parts: list[pl.DataFrame] = []
    done = 0
    for part in rows.parts():
        parts.append(table.conform(part.read).with_columns(part.numbers.alias(_ROW)))
        done += part.read.height
        progress(path, done, max(done, rows.rows_estimate))
    progress(path, done, done)
    told.doubts.add(rows.doubts.first)
    told.doubts.count += rows.doubts.count - len(rows.doubts.first)
    return pl.concat(parts)


def _unique(creators: pl.DataFrame, path: Path) -> pl.DataFrame:
    again = creators.filter(~pl.col("creator_id").is_first_distinct())
    _refuse(path, [RowFault(row, "creator_id", "every creator once", name) for name, row in _named(again)])
    return creators


def _named(rows: pl.DataFrame) -> list[tuple[str, int]]:
    return rows.select("creator_id", _ROW).rows()


def _seen(posts: pl.DataFrame, creators: pl.DataFrame, told: Forecasted) -> pl.DataFrame:
    """Posts of these creators, with an id and a moment where the file gave none."""
    moments = creators.select("creator_id", as_of="observed_at")
    known = posts.join(moments, on="creator_id", how="inner", maintain_order="left")
    later = known.filter(pl.col("posted_at") > pl.col("as_of")).height
    if strangers := posts.height - known.height:
        told.notes.append(f"{strangers:,} posts belong to no creator of the creators file and were not used")
    if later:
        told.notes.append(f"{later:,} posts are newer than their creator's observed_at and were not used")
    return known.with_columns(
        post_id=pl.coalesce("post_id", pl.format("row-{}", _ROW)), observed_at=pl.coalesce("observed_at", "as_of")
    ).drop("as_of", _ROW)


def _planned(source: ForecastInput, creators: pl.DataFrame, told: Forecasted, progress: Progress) -> pl.DataFrame:
    if source.planned is None:
        return with_ordinary_posts(PLANNED_POSTS.empty(), creators["creator_id"].to_list())
    planned = _read(PLANNED_POSTS, source.planned, source, told, progress)
    _refuse(source.planned, list(misplaced(planned, planned[_ROW], set(creators["creator_id"]))))
    moments = creators.select("creator_id", as_of="observed_at")
    early = planned.join(moments, on="creator_id").filter(pl.col("planned_at") < pl.col("as_of")).height
    if early:
        told.notes.append(
            f"{early:,} planned posts lie before their creator's observed_at: posts in between are used, which a "
            "forecast made in time could not have known; give creators as they were then"
        )
    return planned.drop(_ROW)


def _in_order(planned: pl.DataFrame, creators: pl.DataFrame) -> pl.DataFrame:
    return creators.select("creator_id").join(planned, on="creator_id", maintain_order="left_right")


def _refuse(path: Path, faults: list[RowFault]) -> None:
    if faults:
        first = faults[0]
        raise ValidationFailedError(
            f"{path.name}: {len(faults):,} rows do not fit, the first is row {first.row}: expected {first.expected} "
            f"as {first.column}, got {first.got}",
            errors=[
                FieldError(f"row {fault.row}, column {fault.column}", fault.expected, fault.got) for fault in faults
            ],
        )
