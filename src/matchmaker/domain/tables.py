"""The canonical tables: what intake accepts, the store keeps and signals read."""

from dataclasses import replace

from matchmaker.domain.accounts import FOLLOWER_COLUMNS
from matchmaker.domain.choices import DELIVERABLES, FORMATS, PLATFORMS
from matchmaker.domain.columns import (
    LONGEST_ID,
    Column,
    Table,
    amount,
    choice,
    count,
    flag,
    identifier,
    instant,
    measure,
    numbers,
    ratio,
    text,
    texts,
)
from matchmaker.domain.outcomes import OUTCOMES, QUOTES

_CREATOR_ID = identifier("creator_id", "The creator, unique over all platforms in the catalogue")
_OBSERVED_AT = instant("observed_at", "When this row was seen on the platform", required=True)
_CURRENCY = "ISO 4217 code of the row's amounts"


def _currency(name: str) -> Column:
    return text(name, _CURRENCY, longest=3)


CREATORS = Table(
    "creators",
    "One profile snapshot a creator; the newest observed_at wins.",
    key=("creator_id",),
    newest_by="observed_at",
    columns=(
        _CREATOR_ID,
        choice("platform", "Where the creator posts", PLATFORMS, required=True),
        _OBSERVED_AT,
        text("username", "Handle without the @", longest=128),
        text("display_name", "Name shown on the profile", longest=500),
        text("bio", "Profile text"),
        text("category", "Category the creator or platform states", longest=200),
        text("country", "ISO 3166-1 alpha-2 code", longest=2),
        text("language", "ISO 639-1 code of the main language", longest=3),
        count("followers_count", "Followers"),
        count("following_count", "Accounts followed"),
        count("posts_count", "Posts ever made, as the platform shows it"),
        flag("has_profile_picture", "A picture other than the platform's default"),
        flag("has_link", "A link on the profile"),
        flag("is_private", "Posts hidden from strangers"),
        flag("is_verified", "Verified by the platform"),
        measure("account_age_days", "Age of the account when observed", "days"),
        ratio("engagement_rate_by_followers_ratio", "(likes + comments + shares) / followers, as stated"),
        ratio("engagement_rate_by_reach_ratio", "(likes + comments + shares) / reach, as stated"),
        amount("fee_amount", "Price the creator asks for one post"),
        _currency("fee_currency"),
    ),
)

POSTS = Table(
    "posts",
    "One post of a creator with its counts at observed_at; the newest observation wins.",
    key=("creator_id", "post_id"),
    newest_by="observed_at",
    columns=(
        _CREATOR_ID,
        identifier("post_id", "The post, unique within its creator"),
        instant("posted_at", "When it was published", required=True),
        _OBSERVED_AT,
        text("caption", "Text of the post"),
        texts("hashtags", "Hashtags without #; taken from the caption when absent"),
        texts("mentions", "Mentioned handles without @; taken from the caption when absent"),
        choice("format", "What kind of post it is", FORMATS),
        count("likes_count", "Likes"),
        count("comments_count", "Comments"),
        count("shares_count", "Shares"),
        count("saves_count", "Saves"),
        count("views_count", "Views or plays"),
        count("reach_count", "Accounts reached"),
        flag("is_sponsored", "Marked as a paid partnership by the platform"),
        flag("has_location", "Tagged with a place"),
        measure("duration_seconds", "Length of the video", "seconds"),
        text("language", "ISO 639-1 code of the caption", longest=3),
    ),
)

COMMENTS = Table(
    "comments",
    "One comment under a post.",
    key=("creator_id", "post_id", "comment_id"),
    newest_by="observed_at",
    columns=(
        _CREATOR_ID,
        identifier("post_id", "The post commented on"),
        identifier("comment_id", "The comment, unique within its post"),
        instant("commented_at", "When it was written"),
        _OBSERVED_AT,
        identifier("author_id", "Pseudonymous id of the commenter", required=False),
        text("text", "The comment"),
        count("likes_count", "Likes of the comment"),
    ),
)

FOLLOWER_COUNTS = Table(
    "follower_counts",
    "Follower history: one count a moment.",
    key=("creator_id", "observed_at"),
    columns=(
        _CREATOR_ID,
        _OBSERVED_AT,
        count("followers_count", "Followers at that moment", required=True),
        count("following_count", "Accounts followed at that moment"),
    ),
)

FOLLOWER_PROFILES = Table(
    "follower_profiles",
    "A sample of a creator's followers, raw texts or derived numbers.",
    key=("creator_id", "account_id"),
    newest_by="observed_at",
    columns=(
        _CREATOR_ID,
        identifier("account_id", "Pseudonymous id of the follower"),
        choice("platform", "Where the follower was seen", PLATFORMS),
        _OBSERVED_AT,
        *FOLLOWER_COLUMNS,
    ),
)

COLLABORATIONS = Table(
    "collaborations",
    "One paid or agreed deliverable of a creator for a brand.",
    key=("collaboration_id",),
    newest_by="observed_at",
    columns=(
        identifier("collaboration_id", "The collaboration"),
        _CREATOR_ID,
        _OBSERVED_AT,
        text("brand", "Brand name", longest=200),
        text("category", "Brand category", longest=200),
        identifier("post_id", "The post that came of it", required=False),
        choice("deliverable", "What was agreed", DELIVERABLES),
        instant("started_at", "When it went live"),
        amount("fee_amount", "What was paid"),
        _currency("fee_currency"),
    ),
)

VENDOR_ESTIMATES = Table(
    "vendor_estimates",
    "What another tool says of a creator's audience: evidence under its name, never mixed into our own estimate.",
    key=("creator_id", "vendor", "observed_at"),
    columns=(
        _CREATOR_ID,
        _OBSERVED_AT,
        replace(text("vendor", "Who estimated it, as HypeAuditor", longest=LONGEST_ID), required=True),
        replace(ratio("fake_follower_ratio", "Share of fake followers as the vendor states it"), required=True),
        count("sample_count", "Followers the vendor looked at"),
    ),
)

POST_VECTORS = Table(
    "post_vectors",
    "What an image encoder made of a post's picture; only vectors of one space can be compared.",
    key=("creator_id", "post_id", "space"),
    newest_by="observed_at",
    columns=(
        _CREATOR_ID,
        identifier("post_id", "The post the picture belongs to"),
        identifier("space", "Encoder and version that made the vector, as clip-vit-b32@2021"),
        _OBSERVED_AT,
        numbers("vector", "The picture's vector, of any length that its space has", required=True),
    ),
)

# What happens in a market; estimates of other tools and price quotes are only ever imported.
MARKET_TABLES: tuple[Table, ...] = (
    CREATORS,
    POSTS,
    COMMENTS,
    FOLLOWER_COUNTS,
    FOLLOWER_PROFILES,
    COLLABORATIONS,
    OUTCOMES,
)
TABLES: tuple[Table, ...] = (*MARKET_TABLES, VENDOR_ESTIMATES, QUOTES, POST_VECTORS)
TABLES_BY_NAME = {table.name: table for table in TABLES}
