"""The probe of a performance bundle: made-up creators, edge cases included, asked again whenever it is opened."""

from datetime import UTC, datetime, timedelta

from pydantic import JsonValue

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def probe_inputs() -> JsonValue:
    """Creators and posts as rows of the canonical tables."""
    creators = [
        _creator("no-posts", "instagram", 25_000),
        _creator("no-posts-no-followers", "instagram", None),
        _creator("one-post", "tiktok", 12_000),
        _creator("steady", "instagram", 48_000, following_count=600, posts_count=900, has_link=True),
        _creator("zero-likes", "instagram", 9_000),
        _creator("huge", "youtube", 80_000_000),
        _creator("hidden-likes", "instagram", 150_000),
        _creator("unseen-platform", "twitch", 30_000),
    ]
    posts = [
        _post("one-post", 1, likes_count=900, views_count=20_000, comments_count=11),
        *(_post("steady", day, likes_count=1_500 + 37 * day, comments_count=20 + day) for day in range(1, 13)),
        *(_post("zero-likes", day, likes_count=0, comments_count=0) for day in range(1, 6)),
        *(_post("huge", day, likes_count=3_000_000_000, views_count=9_000_000_000) for day in range(1, 4)),
        *(_post("hidden-likes", day, caption="new recipe #food") for day in range(1, 8)),
        *(_post("unseen-platform", day, likes_count=100 * day) for day in range(1, 7)),
    ]
    return {"creators": creators, "posts": posts}


def _creator(name: str, platform: str, followers: int | None, **known: JsonValue) -> JsonValue:
    return {
        "creator_id": name,
        "platform": platform,
        "observed_at": NOW.isoformat(),
        "followers_count": followers,
        **known,
    }


def _post(creator: str, days_ago: int, **known: JsonValue) -> JsonValue:
    posted = NOW - timedelta(days=days_ago)
    return {
        "creator_id": creator,
        "post_id": f"p{days_ago}",
        "posted_at": posted.isoformat(),
        "observed_at": NOW.isoformat(),
        **known,
    }
