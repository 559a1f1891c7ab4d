"""Planned posts as JSON objects, read strictly."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import polars as pl

from matchmaker.domain.planned import PLANNED_POSTS
from matchmaker.errors import ValidationFailedError
from matchmaker.intake.faults import RowFault, shown
from matchmaker.intake.records import JsonObject, frame_of_records
from matchmaker.intake.validation import validate

_NO_MOMENT = datetime(9999, 1, 1, tzinfo=UTC)  # what is planned may lie in the future


def planned_rows(documents: Sequence[JsonObject], creator_ids: Collection[str], pointer: str = "") -> pl.DataFrame:
    """One row (PLANNED_POSTS) a document in their order, each of one of these creators.

    Raises ValidationFailedError whose errors point at every fault, as `{pointer}/{index}/{column}`.
    """
    places = list(range(len(documents)))
    cells, misfits = frame_of_records(PLANNED_POSTS, documents, places)
    numbers = pl.Series(places, dtype=pl.Int64)
    judged = validate(PLANNED_POSTS, cells, numbers=numbers, now=_NO_MOMENT, known_faults=misfits)
    faults = judged.rejected or misplaced(judged.accepted, numbers, creator_ids)
    if faults:
        raise ValidationFailedError(
            f"expected planned posts that follow data/schemas/planned_posts.json, got {len(faults)} faults",
            errors=[fault.at(f"{pointer}/{fault.row}") for fault in faults],
        )
    return judged.accepted


def misplaced(planned: pl.DataFrame, numbers: pl.Series, creator_ids: Collection[str]) -> tuple[RowFault, ...]:
    """The faults of planned posts of other creators than these, and of ids that a creator has twice."""
    numbered = planned.select("creator_id", "planned_post_id", row=numbers)
    strangers = numbered.filter(~pl.col("creator_id").is_in(list(creator_ids)))
    again = numbered.filter(~pl.struct("creator_id", "planned_post_id").is_first_distinct())
    faults = [
        RowFault(row, "creator_id", "one of the creators of the same question", shown(name))
        for row, name in strangers.select("row", "creator_id").iter_rows()
    ]
    faults += [
        RowFault(row, "planned_post_id", "every planned_post_id of a creator once", shown(name))
        for row, name in again.select("row", "planned_post_id").iter_rows()
    ]
    return tuple(sorted(faults, key=lambda fault: fault.row))
