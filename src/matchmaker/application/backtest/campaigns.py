"""Reads a file of campaigns: outcomes with the canonical names of data/schemas/outcomes.json."""

from pathlib import Path

import polars as pl

from matchmaker.application.scoring.files import Progress
from matchmaker.domain.outcomes import OUTCOMES
from matchmaker.errors import FieldError, ValidationFailedError
from matchmaker.intake.scorable import ScorableFile
from matchmaker.store.catalogue import Catalogue


def read_campaigns(path: Path, timezone: str, catalogue: Catalogue, progress: Progress) -> pl.DataFrame:
    """OUTCOMES of a file in its order; other columns are ignored. Nothing is stored.

    Raises ValidationFailedError that names the rows of creators who are not in the catalogue, and every cell that
    cannot be read.
    """
    rows = ScorableFile(path, timezone)
    rows.want(OUTCOMES.columns)
    parts: list[pl.DataFrame] = []
    done = 0
    for part in rows.parts():
        parts.append(OUTCOMES.conform(part.read).with_columns(part.numbers.alias("_row")))
        done += part.read.height
        progress(path, done, max(done, rows.rows_estimate))
    read = pl.concat(parts)
    unknown = set(catalogue.unknown_creators(read["creator_id"]))
    strangers = read.filter(pl.col("creator_id").is_in(list(unknown)))
    if unknown:
        raise ValidationFailedError(
            f"{path.name}: {strangers.height:,} rows are of {len(unknown):,} creators who are not in the catalogue; "
            "'matchmaker import' their creators and posts first",
            errors=[
                FieldError(f"row {row}, column creator_id", "a creator of the catalogue", name)
                for name, row in strangers.select("creator_id", "_row").iter_rows()
            ],
        )
    return read.drop("_row")
