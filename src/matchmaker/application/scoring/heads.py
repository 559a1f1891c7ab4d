"""What can be scored row by row: which columns are read, which are added, and what the model is asked."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from matchmaker.domain.accounts import ACCOUNT_COLUMNS
from matchmaker.domain.columns import Column, text
from matchmaker.scorers.authenticity import Authenticity

TEXT = text("text", "The comment or caption; blank is not judged")


@dataclass(frozen=True)
class RowHead:
    """Rows of one kind: at least one of the `known` columns must be there; `score` gives the columns `added`."""

    kind: str
    known: tuple[Column, ...]
    added: tuple[str, ...]
    score: Callable[[Authenticity, pl.DataFrame], pl.DataFrame]


ACCOUNTS = RowHead(
    "accounts",
    ACCOUNT_COLUMNS,
    ("fake_probability", "automated_probability", "coordinated_probability"),
    lambda model, rows: model.score_accounts(rows),
)
COMMENTS = RowHead(
    "comments",
    (TEXT,),
    ("spam_probability", "generic_probability"),
    lambda model, rows: model.score_comments(rows[TEXT.name]),
)
CAPTIONS = RowHead(
    "captions",
    (TEXT,),
    ("disclosure_probability", "disclosure_type", "disclosure_up_front"),
    lambda model, rows: model.score_captions(rows[TEXT.name]),
)
