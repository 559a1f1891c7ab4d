"""The database's tables: the canonical tables of the domain, and what the service itself remembers."""

from typing import TypeAlias

import sqlalchemy as sa

from matchmaker.domain.columns import LONGEST_ID, Column, Kind
from matchmaker.domain.columns import Table as DomainTable
from matchmaker.domain.tables import CREATORS, TABLES

ColumnType: TypeAlias = sa.String | sa.BigInteger | sa.Double[float] | sa.Boolean | sa.LargeBinary

# Ids sort by byte on both databases, so that cursors and ties mean the same on each.
_ID = sa.String(LONGEST_ID).with_variant(sa.String(LONGEST_ID, collation="C"), "postgresql")
_TYPES: dict[Kind, ColumnType] = {
    "id": _ID,
    "text": sa.Text(),
    "choice": sa.Text(),
    "integer": sa.BigInteger(),
    "number": sa.Double(),
    "boolean": sa.Boolean(),
    "instant": sa.BigInteger(),  # microseconds since 1970 UTC: exact, and read into Polars without parsing
    "texts": sa.Text(),  # a JSON array
    "numbers": sa.LargeBinary(),  # little-endian single precision: a fifth of the JSON text, read without parsing
}
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def staging_columns(table: DomainTable) -> list[sa.Column[object]]:
    """Fresh columns for rows on their way in: no key, whose index would cost more than the copy itself."""
    return [sa.Column(column.name, _TYPES[column.kind]) for column in table.columns]


def _stored(table: DomainTable, column: Column) -> sa.Column[object]:
    is_key = column.name in table.key
    nullable = not (column.required or is_key)
    return sa.Column(column.name, _TYPES[column.kind], primary_key=is_key, nullable=nullable)


def _canonical(table: DomainTable) -> sa.Table:
    stored = sa.Table(table.name, metadata, *(_stored(table, column) for column in table.columns))
    if table is not CREATORS:
        stored.append_constraint(sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], ondelete="CASCADE"))
    return stored


STORED = {table.name: _canonical(table) for table in TABLES}

# When anything of the creator last changed here, in microseconds since 1970 UTC; callers cache by it.
STORED["creators"].append_column(sa.Column("revised_at", sa.BigInteger(), nullable=False))

# The newest rows of one creator are one short walk of these.
sa.Index(
    "ix_posts_newest",
    STORED["posts"].c.creator_id,
    STORED["posts"].c.posted_at.desc(),
    STORED["posts"].c.post_id,
)
sa.Index("ix_comments_newest", STORED["comments"].c.creator_id, STORED["comments"].c.observed_at.desc())
sa.Index("ix_collaborations_creator", STORED["collaborations"].c.creator_id)
sa.Index("ix_outcomes_creator", STORED["outcomes"].c.creator_id)

DISPUTES = sa.Table(
    "disputes",
    metadata,
    sa.Column("dispute_id", _ID, primary_key=True),
    sa.Column("creator_id", _ID, nullable=False),
    sa.Column("flag_code", sa.Text(), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("contact", sa.Text()),
    sa.Column("opened_at", sa.BigInteger(), nullable=False),
    sa.Column("outcome", sa.Text()),  # null while the dispute is open
    sa.Column("note", sa.Text()),
    sa.Column("resolved_at", sa.BigInteger()),
    sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], ondelete="CASCADE"),
)
sa.Index("ix_disputes_creator", DISPUTES.c.creator_id, DISPUTES.c.opened_at, DISPUTES.c.dispute_id)

RANKINGS = sa.Table(
    "rankings",
    metadata,
    sa.Column("ranking_id", _ID, primary_key=True),
    sa.Column("document", sa.Text(), nullable=False),
    sa.Column("created_at", sa.BigInteger(), nullable=False),
)

# What became of the creators of a ranking; the ids alone, so that it can outlive a creator sent along inline.
FEEDBACK = sa.Table(
    "feedback",
    metadata,
    sa.Column("ranking_id", _ID, primary_key=True),
    sa.Column("creator_id", _ID, primary_key=True),
    sa.Column("event", sa.Text(), primary_key=True),
    sa.Column("occurred_at", sa.BigInteger(), primary_key=True, autoincrement=False),
    sa.Column("received_at", sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(["ranking_id"], ["rankings.ranking_id"], ondelete="CASCADE"),
)
sa.Index("ix_feedback_creator", FEEDBACK.c.creator_id)

# How models in the shadow would have answered a ranking.
SHADOW_ANSWERS = sa.Table(
    "shadow_answers",
    metadata,
    sa.Column("ranking_id", _ID, primary_key=True),
    sa.Column("document", sa.Text(), nullable=False),
    sa.Column("created_at", sa.BigInteger(), nullable=False, index=True),
    sa.ForeignKeyConstraint(["ranking_id"], ["rankings.ranking_id"], ondelete="CASCADE"),
)

IDEMPOTENCY_KEYS = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("key", sa.Text(), primary_key=True),
    sa.Column("body_digest", sa.Text(), nullable=False),
    sa.Column("document", sa.Text(), nullable=False),
    sa.Column("created_at", sa.BigInteger(), nullable=False, index=True),
)

IMPORTS = sa.Table(
    "imports",
    metadata,
    sa.Column("import_id", sa.Integer(), primary_key=True, autoincrement=True),
    sa.Column("source", sa.Text(), nullable=False),
    sa.Column("table_name", sa.Text(), nullable=False),
    sa.Column("finished_at", sa.BigInteger(), nullable=False),
    sa.Column("rows_read_count", sa.BigInteger(), nullable=False),
    sa.Column("rows_rejected_count", sa.BigInteger(), nullable=False),
    sa.Column("rows_inserted_count", sa.BigInteger(), nullable=False),
    sa.Column("rows_updated_count", sa.BigInteger(), nullable=False),
    sa.Column("rows_unchanged_count", sa.BigInteger(), nullable=False),
)
