"""A file of rows in, the same rows with the model's columns out; audiences and histories give a row a creator."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import polars as pl

from matchmaker.application.scoring.heads import RowHead
from matchmaker.domain.accounts import ACCOUNT_COLUMNS
from matchmaker.domain.columns import Column
from matchmaker.errors import FieldError, ValidationFailedError
from matchmaker.intake.scorable import Doubts, ScorableFile
from matchmaker.intake.scored import RowsOut, rows_out
from matchmaker.scorers.authenticity import Authenticity

Progress: TypeAlias = Callable[[Path, int, int], None]

CREATOR_ID = "creator_id"
ROWS_AT_ONCE = 50_000  # of whole creators: enough to fill vectorised work, some 100 MB of profiles


@dataclass(frozen=True)
class Scored:
    """How many rows were written, and which cells of the input counted as unknown because they were out of range."""

    rows_count: int
    doubts: Doubts


def score_rows(head: RowHead, source: Path, target: Path, model: Authenticity, progress: Progress) -> Scored:
    """Write the file's rows in their order with all their columns, and beside them those of the head.

    Known columns of a CSV get their types in JSON Lines and Parquet; every other cell is written as it came.
    Raises ValidationFailedError for cells that cannot be read, StorageFailedError when the disk refuses; nothing
    is written then.
    """
    out = new_output(source, target)
    rows = ScorableFile(source)
    rows.want(head.known)
    _refuse_no_column(rows, head.kind, head.known)
    _refuse_taken(rows, head.added)
    done = 0
    try:
        for part in rows.parts():
            scores = head.score(model, part.read).select(head.added)
            out.write(part.typed if out.holds_types else part.kept, scores, part.records)
            done += part.read.height
            progress(source, done, max(done, rows.rows_estimate))
        progress(source, done, done)
        out.close()
    finally:
        out.discard()
    return Scored(done, rows.doubts)


def score_audience(by: str, source: Path, target: Path, model: Authenticity, progress: Progress) -> Scored:
    """Write one row a creator: the column `by`, the sample and the share of fake followers as p10, p50 and p90.

    A file without a column creator_id is the sample of one creator, unnamed, unless `by` names another column.
    Rows of a creator need not be neighbours; creators come in order of first appearance.
    """
    out = new_output(source, target)
    rows = ScorableFile(source)
    columns = [column for column in ACCOUNT_COLUMNS if column.name != by]
    rows.want([key_column(by, rows), *columns])
    _refuse_no_column(rows, "follower profiles", columns)
    samples = keyed_rows(rows, by, progress)
    try:
        written = 0
        for creators in whole_creators(samples, by):
            shares = model.score_audience(creators.rename({by: CREATOR_ID})).rename({CREATOR_ID: by})
            out.write(named(shares.select(by), rows), shares.drop(by))
            written += shares.height
        out.close()
    finally:
        out.discard()
    return Scored(written, rows.doubts)


def whole_creators(rows: pl.DataFrame, by: str, rows_at_once: int = ROWS_AT_ONCE) -> Iterator[pl.DataFrame]:
    """The rows in parts of whole creators, in order of first appearance, `rows_at_once` or a few more in each."""
    first = pl.int_range(pl.len()).min().over(by).alias("_first")
    ordered = rows.with_columns(first).sort("_first", maintain_order=True)
    ends = ordered.select(pl.len().over("_first").alias("size"), "_first").unique("_first", maintain_order=True)
    start = height = 0
    for size in ends["size"]:
        height += size
        if height >= rows_at_once:
            yield ordered.slice(start, height).drop("_first")
            start, height = start + height, 0
    if height:
        yield ordered.slice(start, height).drop("_first")


def keyed_rows(rows: ScorableFile, by: str, progress: Progress) -> pl.DataFrame:
    """The known columns of all rows, with a key even where the file is about one creator."""
    parts: list[pl.DataFrame] = []
    done = 0
    for part in rows.parts():
        parts.append(part.read if by in part.read.columns else part.read.with_columns(pl.lit("").alias(by)))
        done += part.read.height
        progress(rows.path, done, max(done, rows.rows_estimate))
    progress(rows.path, done, done)
    return pl.concat(parts)


def named(creators: pl.DataFrame, rows: ScorableFile) -> pl.DataFrame:
    """The key column, null where the file named no creator."""
    (by,) = creators.columns
    return creators if by in rows.columns else creators.with_columns(pl.lit(None, pl.String).alias(by))


def key_column(by: str, rows: ScorableFile) -> Column:
    """The column that says whose row it is; a file without creator_id is about one creator."""
    return Column(by, "text", "Whose row it is", required=by != CREATOR_ID or by in rows.columns)


def new_output(source: Path, target: Path) -> RowsOut:
    """The writer of the target; ValidationFailedError for one that is the input, or of an unknown ending."""
    if source.exists() and target.exists() and source.samefile(target):
        raise ValidationFailedError(f"expected an output beside the input, got {target} for both; name another --out")
    return rows_out(target)


def _refuse_no_column(rows: ScorableFile, kind: str, columns: Sequence[Column]) -> None:
    names = [column.name for column in columns]
    if not any(column.name in names for column in rows.known):
        raise ValidationFailedError(
            f"expected a column of {kind} in {rows.path.name}, got {', '.join(rows.columns)[:300]}; "
            f"name them as {', '.join(names)}"
        )


def _refuse_taken(rows: ScorableFile, added: Sequence[str]) -> None:
    taken = [name for name in added if name in rows.columns]
    if taken:
        raise ValidationFailedError(
            f"expected no column {', '.join(taken)} in {rows.path.name}, which the output adds; rename it",
            errors=[FieldError(f"/{name}", "another name", name) for name in taken],
        )
