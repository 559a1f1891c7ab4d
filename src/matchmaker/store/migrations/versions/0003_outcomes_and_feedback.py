"""Outcomes stand by themselves with the creator they belong to; price quotes; what became of a ranking's creators."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql")

# Outcomes were rows below a collaboration, which knew the creator, the moment and the fee.
_MOVED = """
CREATE TABLE moved_outcomes AS
SELECT o.collaboration_id AS outcome_id, c.creator_id, k.platform, c.post_id, c.category, c.started_at AS posted_at,
       o.observed_at, o.reach_count, o.impressions_count, o.engagements_count, o.clicks_count, o.conversions_count,
       o.revenue_amount, o.revenue_currency, c.fee_amount, c.fee_currency,
       CASE o.attribution WHEN 'utm_link' THEN 'utm' ELSE o.attribution END AS attribution_source
FROM outcomes AS o
JOIN collaborations AS c ON c.collaboration_id = o.collaboration_id
JOIN creators AS k ON k.creator_id = c.creator_id
"""
_KEPT = (
    "outcome_id, creator_id, platform, post_id, category, posted_at, observed_at, reach_count, impressions_count, "
    "engagements_count, clicks_count, conversions_count, revenue_amount, revenue_currency, fee_amount, fee_currency, "
    "attribution_source"
)
_COUNTS = ("reach", "impressions", "views", "likes", "comments", "shares", "engagements", "clicks", "conversions")


def upgrade() -> None:
    op.execute(_MOVED)
    op.drop_table("outcomes")
    op.create_table(
        "outcomes",
        sa.Column("outcome_id", _ID, nullable=False),
        sa.Column("ranking_id", _ID, nullable=True),
        sa.Column("campaign_id", _ID, nullable=True),
        sa.Column("creator_id", _ID, nullable=False),
        sa.Column("platform", sa.Text(), nullable=True),
        sa.Column("post_id", _ID, nullable=True),
        sa.Column("format", sa.Text(), nullable=True),
        sa.Column("objective", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("posted_at", sa.BigInteger(), nullable=True),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        *(sa.Column(f"{name}_count", sa.BigInteger(), nullable=True) for name in _COUNTS),
        sa.Column("revenue_amount", sa.Double(), nullable=True),
        sa.Column("revenue_currency", sa.Text(), nullable=True),
        sa.Column("fee_amount", sa.Double(), nullable=True),
        sa.Column("fee_currency", sa.Text(), nullable=True),
        sa.Column("attribution_source", sa.Text(), nullable=False),
        _creator("outcomes"),
        sa.PrimaryKeyConstraint("outcome_id", "observed_at", name=op.f("pk_outcomes")),
    )
    op.create_index("ix_outcomes_creator", "outcomes", ["creator_id"], unique=False)
    op.execute(f"INSERT INTO outcomes ({_KEPT}) SELECT {_KEPT} FROM moved_outcomes")
    op.drop_table("moved_outcomes")
    op.create_table(
        "quotes",
        sa.Column("creator_id", _ID, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("quoted_at", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.Double(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        _creator("quotes"),
        sa.PrimaryKeyConstraint("creator_id", "platform", "format", "quoted_at", name=op.f("pk_quotes")),
    )
    op.create_table(
        "feedback",
        sa.Column("ranking_id", _ID, nullable=False),
        sa.Column("creator_id", _ID, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ranking_id"], ["rankings.ranking_id"], name=op.f("fk_feedback_ranking_id_rankings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ranking_id", "creator_id", "event", "occurred_at", name=op.f("pk_feedback")),
    )
    op.create_index("ix_feedback_creator", "feedback", ["creator_id"], unique=False)


def _creator(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_creator_id_creators")
    return sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=name, ondelete="CASCADE")
