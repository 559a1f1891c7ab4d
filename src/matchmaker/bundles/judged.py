"""Judged rows: what a version answered on each held-out row, and the truth, so that versions compare row by row."""

import io

import polars as pl

from matchmaker.errors import BundleDamagedError

JUDGED_FILE = "judged.parquet"
# One line a held-out row and target. `row` is stable: the same row of the same set has it in every version.
# `group` is what the split kept together (creator, source, month); a bootstrap draws groups. `truth` and `predicted`
# are on one scale: 0/1 and a probability, or log1p of a count and of its p50. `low` and `high` are p10 and p90 on that
# scale, null where the model gives none. `platform`, `tier`, `language` and `source` are slices, null where unknown.
JUDGED = pl.Schema(
    {
        "set": pl.String(),
        "target": pl.String(),
        "row": pl.String(),
        "group": pl.String(),
        "truth": pl.Float64(),
        "predicted": pl.Float64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
        "platform": pl.String(),
        "tier": pl.String(),
        "language": pl.String(),
        "source": pl.String(),
    }
)
COMPLETE = ("set", "target", "row", "group", "truth", "predicted")  # never null


def write_judged(rows: pl.DataFrame) -> bytes:
    """The rows as Parquet, in the order of JUDGED; BundleDamagedError when they are not judged rows."""
    buffer = io.BytesIO()
    _checked(rows, "judged rows").write_parquet(buffer)
    return buffer.getvalue()


def read_judged(content: bytes, place: str) -> pl.DataFrame:
    """The rows in a Parquet file that lies at `place`; BundleDamagedError when it holds no judged rows."""
    try:
        rows = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BundleDamagedError(f"{place}: expected judged rows as Parquet, got {error}; train it again") from None
    return _checked(rows, place)


def _checked(rows: pl.DataFrame, place: str) -> pl.DataFrame:
    if dict(rows.schema) != dict(JUDGED):
        different = sorted(set(rows.schema.items()) ^ set(JUDGED.items()), key=str)
        raise BundleDamagedError(
            f"{place}: expected the columns {', '.join(JUDGED)}, got a difference in "
            f"{', '.join(f'{name} {kind}' for name, kind in different)}; write them with JUDGED"
        )
    rows = rows.select(JUDGED.names())
    unknown = [name for name in COMPLETE if rows[name].null_count()]
    if unknown:
        raise BundleDamagedError(f"{place}: expected a value in every row, got null in {', '.join(unknown)}")
    twice = rows.height - rows.n_unique(["set", "target", "row"])
    if twice:
        raise BundleDamagedError(f"{place}: expected each row once a set and target, got {twice} more; number them")
    return rows
