"""Accounts as JSON objects: any subset of the canonical account columns, read strictly."""

from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl

from matchmaker.domain.accounts import ACCOUNT_COLUMNS
from matchmaker.domain.columns import Table, identifier
from matchmaker.errors import ValidationFailedError
from matchmaker.intake.records import JsonObject, frame_of_records
from matchmaker.intake.validation import validate

ACCOUNTS = Table(
    "accounts",
    "An account by any subset of its columns, raw texts or numbers derived from them.",
    key=("account_id",),
    columns=(identifier("account_id", "Pseudonymous id of the account", required=False), *ACCOUNT_COLUMNS),
)
_NO_MOMENT = datetime(9999, 1, 1, tzinfo=UTC)  # accounts have no moment that could lie in the future


def account_rows(documents: Sequence[JsonObject], pointer: str = "") -> pl.DataFrame:
    """One row a document in their order, every column of ACCOUNTS, null where it says nothing.

    Raises ValidationFailedError whose errors point at every fault, as `{pointer}/{index}/{column}`.
    """
    places = list(range(len(documents)))
    cells, misfits = frame_of_records(ACCOUNTS, documents, places)
    numbers = pl.Series(places, dtype=pl.Int64)
    judged = validate(ACCOUNTS, cells, numbers=numbers, now=_NO_MOMENT, known_faults=misfits)
    if judged.rejected:
        raise ValidationFailedError(
            f"expected accounts that follow the account columns, got {len(judged.rejected)} faults",
            errors=[fault.at(f"{pointer}/{fault.row}") for fault in judged.rejected],
        )
    return judged.accepted
