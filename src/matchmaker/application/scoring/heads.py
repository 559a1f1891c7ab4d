"""What can be scored row by row: which columns are read, which are added, and what the model is asked."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from matchmaker.domain.accounts import ACCOUNT_COLUMNS
from matchmaker.domain.columns import LONGEST_TEXT, Column
from matchmaker.scorers.authenticity import Authenticity

TEXT = Column("text", "text", "The comment or caption", required=False, longest=LONGEST_TEXT)
ACCOUNT_SCORES = ("fake_probability", "automated_probability", "coordinated_probability")


@dataclass(frozen=True)
class RowHead:
    """Rows of one kind: at least one of the `known` columns must be there; `score` adds the columns `added`."""

    kind: str
    known: tuple[Column, ...]
    added: tuple[str, ...]
    score: Callable[[Authenticity, pl.DataFrame], pl.DataFrame]


ACCOUNTS = RowHead("accounts", ACCOUNT_COLUMNS, ACCOUNT_SCORES, lambda model, accounts: model.score_accounts(accounts))
