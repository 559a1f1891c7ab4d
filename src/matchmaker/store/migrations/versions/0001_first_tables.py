"""The first tables: the catalogue, rankings, idempotency keys and imports."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "creators",
        sa.Column(
            "creator_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        sa.Column("username", sa.Text(), nullable=True),
        sa.Column("display_name", sa.Text(), nullable=True),
        sa.Column("bio", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("followers_count", sa.BigInteger(), nullable=True),
        sa.Column("following_count", sa.BigInteger(), nullable=True),
        sa.Column("posts_count", sa.BigInteger(), nullable=True),
        sa.Column("has_profile_picture", sa.Boolean(), nullable=True),
        sa.Column("has_link", sa.Boolean(), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=True),
        sa.Column("is_verified", sa.Boolean(), nullable=True),
        sa.Column("account_age_days", sa.Double(), nullable=True),
        sa.Column("engagement_rate_by_followers_ratio", sa.Double(), nullable=True),
        sa.Column("engagement_rate_by_reach_ratio", sa.Double(), nullable=True),
        sa.Column("fee_amount", sa.Double(), nullable=True),
        sa.Column("fee_currency", sa.Text(), nullable=True),
        sa.Column("revised_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("creator_id", name=op.f("pk_creators")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_digest", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "imports",
        sa.Column("import_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=False),
        sa.Column("rows_read_count", sa.BigInteger(), nullable=False),
        sa.Column("rows_rejected_count", sa.BigInteger(), nullable=False),
        sa.Column("rows_inserted_count", sa.BigInteger(), nullable=False),
        sa.Column("rows_updated_count", sa.BigInteger(), nullable=False),
        sa.Column("rows_unchanged_count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_imports")),
    )
    op.create_table(
        "rankings",
        sa.Column(
            "ranking_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ranking_id", name=op.f("pk_rankings")),
    )
    op.create_table(
        "collaborations",
        sa.Column(
            "collaboration_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "creator_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column(
            "post_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("deliverable", sa.Text(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("fee_amount", sa.Double(), nullable=True),
        sa.Column("fee_currency", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["creator_id"],
            ["creators.creator_id"],
            name=op.f("fk_collaborations_creator_id_creators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("collaboration_id", name=op.f("pk_collaborations")),
    )
    op.create_index("ix_collaborations_creator", "collaborations", ["creator_id"], unique=False)
    op.create_table(
        "comments",
        sa.Column(
            "creator_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "post_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "comment_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("commented_at", sa.BigInteger(), nullable=True),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "author_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("likes_count", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["creators.creator_id"], name=op.f("fk_comments_creator_id_creators"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("creator_id", "post_id", "comment_id", name=op.f("pk_comments")),
    )
    op.create_index(
        "ix_comments_newest", "comments", ["creator_id", sa.literal_column("observed_at DESC")], unique=False
    )
    op.create_table(
        "follower_counts",
        sa.Column(
            "creator_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        sa.Column("followers_count", sa.BigInteger(), nullable=False),
        sa.Column("following_count", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["creator_id"],
            ["creators.creator_id"],
            name=op.f("fk_follower_counts_creator_id_creators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("creator_id", "observed_at", name=op.f("pk_follower_counts")),
    )
    op.create_table(
        "follower_profiles",
        sa.Column(
            "creator_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "account_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("platform", sa.Text(), nullable=True),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        sa.Column("username", sa.Text(), nullable=True),
        sa.Column("username_length", sa.BigInteger(), nullable=True),
        sa.Column("username_digits", sa.BigInteger(), nullable=True),
        sa.Column("username_trailing_digits", sa.BigInteger(), nullable=True),
        sa.Column("username_letters", sa.BigInteger(), nullable=True),
        sa.Column("username_separators", sa.BigInteger(), nullable=True),
        sa.Column("username_entropy", sa.Double(), nullable=True),
        sa.Column("username_max_consonant_run", sa.BigInteger(), nullable=True),
        sa.Column("username_vowel_ratio", sa.Double(), nullable=True),
        sa.Column("username_digits_ratio", sa.Double(), nullable=True),
        sa.Column("display_name", sa.Text(), nullable=True),
        sa.Column("display_name_length", sa.BigInteger(), nullable=True),
        sa.Column("display_name_words", sa.BigInteger(), nullable=True),
        sa.Column("display_name_digits_ratio", sa.Double(), nullable=True),
        sa.Column("name_equals_username", sa.Boolean(), nullable=True),
        sa.Column("bio", sa.Text(), nullable=True),
        sa.Column("bio_length", sa.BigInteger(), nullable=True),
        sa.Column("bio_words", sa.BigInteger(), nullable=True),
        sa.Column("bio_urls", sa.BigInteger(), nullable=True),
        sa.Column("bio_hashtags", sa.BigInteger(), nullable=True),
        sa.Column("bio_mentions", sa.BigInteger(), nullable=True),
        sa.Column("followers_count", sa.BigInteger(), nullable=True),
        sa.Column("following_count", sa.BigInteger(), nullable=True),
        sa.Column("posts_count", sa.BigInteger(), nullable=True),
        sa.Column("likes_given_count", sa.BigInteger(), nullable=True),
        sa.Column("listed_count", sa.BigInteger(), nullable=True),
        sa.Column("has_profile_picture", sa.Boolean(), nullable=True),
        sa.Column("has_banner", sa.Boolean(), nullable=True),
        sa.Column("has_link", sa.Boolean(), nullable=True),
        sa.Column("has_location", sa.Boolean(), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=True),
        sa.Column("is_verified", sa.Boolean(), nullable=True),
        sa.Column("is_default_profile", sa.Boolean(), nullable=True),
        sa.Column("account_age_days", sa.Double(), nullable=True),
        sa.Column("likes_per_post", sa.Double(), nullable=True),
        sa.Column("comments_per_post", sa.Double(), nullable=True),
        sa.Column("engagement_likes_ratio", sa.Double(), nullable=True),
        sa.Column("engagement_comments_ratio", sa.Double(), nullable=True),
        sa.Column("caption_length_mean", sa.Double(), nullable=True),
        sa.Column("caption_empty_ratio", sa.Double(), nullable=True),
        sa.Column("non_image_ratio", sa.Double(), nullable=True),
        sa.Column("location_tag_ratio", sa.Double(), nullable=True),
        sa.Column("hashtags_per_post", sa.Double(), nullable=True),
        sa.Column("promotional_keywords_per_post", sa.Double(), nullable=True),
        sa.Column("caption_self_similarity_ratio", sa.Double(), nullable=True),
        sa.Column("post_interval_hours", sa.Double(), nullable=True),
        sa.Column("posts_per_day", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["creator_id"],
            ["creators.creator_id"],
            name=op.f("fk_follower_profiles_creator_id_creators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("creator_id", "account_id", name=op.f("pk_follower_profiles")),
    )
    op.create_table(
        "posts",
        sa.Column(
            "creator_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "post_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("posted_at", sa.BigInteger(), nullable=False),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("hashtags", sa.Text(), nullable=True),
        sa.Column("mentions", sa.Text(), nullable=True),
        sa.Column("format", sa.Text(), nullable=True),
        sa.Column("likes_count", sa.BigInteger(), nullable=True),
        sa.Column("comments_count", sa.BigInteger(), nullable=True),
        sa.Column("shares_count", sa.BigInteger(), nullable=True),
        sa.Column("saves_count", sa.BigInteger(), nullable=True),
        sa.Column("views_count", sa.BigInteger(), nullable=True),
        sa.Column("reach_count", sa.BigInteger(), nullable=True),
        sa.Column("is_sponsored", sa.Boolean(), nullable=True),
        sa.Column("has_location", sa.Boolean(), nullable=True),
        sa.Column("duration_seconds", sa.Double(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["creators.creator_id"], name=op.f("fk_posts_creator_id_creators"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("creator_id", "post_id", name=op.f("pk_posts")),
    )
    op.create_index(
        "ix_posts_newest", "posts", ["creator_id", sa.literal_column("posted_at DESC"), "post_id"], unique=False
    )
    op.create_table(
        "outcomes",
        sa.Column(
            "collaboration_id",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("impressions_count", sa.BigInteger(), nullable=True),
        sa.Column("reach_count", sa.BigInteger(), nullable=True),
        sa.Column("engagements_count", sa.BigInteger(), nullable=True),
        sa.Column("clicks_count", sa.BigInteger(), nullable=True),
        sa.Column("conversions_count", sa.BigInteger(), nullable=True),
        sa.Column("revenue_amount", sa.Double(), nullable=True),
        sa.Column("revenue_currency", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaborations.collaboration_id"],
            name=op.f("fk_outcomes_collaboration_id_collaborations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("collaboration_id", "observed_at", name=op.f("pk_outcomes")),
    )
