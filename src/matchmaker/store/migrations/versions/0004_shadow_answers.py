"""How models in the shadow would have answered a ranking."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "shadow_answers",
        sa.Column("ranking_id", _ID, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ranking_id"],
            ["rankings.ranking_id"],
            name=op.f("fk_shadow_answers_ranking_id_rankings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("ranking_id", name=op.f("pk_shadow_answers")),
    )
    op.create_index("ix_shadow_answers_created_at", "shadow_answers", ["created_at"], unique=False)
