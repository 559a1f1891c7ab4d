"""The recorded questions of an authenticity bundle: ordinary and edge cases, answered by the very model in it."""

import json
from pathlib import Path

from pydantic import JsonValue

from matchmaker.bundles import Bundle, Manifest
from matchmaker.scorers.authenticity import Authenticity
from training.trainer import Draft

ACCOUNTS: list[JsonValue] = [
    {"followers_count": 340, "following_count": 410, "posts_count": 88, "has_profile_picture": True, "bio_length": 60},
    {"followers_count": 12, "following_count": 4800, "posts_count": 0, "has_profile_picture": False, "bio": ""},
    {"followers_count": 0, "following_count": 0, "posts_count": 0, "username": "a8842019"},
    {"username": "anna.li", "display_name": "Anna Li"},
    {"followers_count": 5_000_000, "following_count": 3, "posts_count": 2100, "is_private": False, "bio": "hello"},
    {  # told enough for the heads of automated and coordinated accounts
        "followers_count": 1400,
        "following_count": 900,
        "posts_count": 5200,
        "account_age_days": 800,
        "likes_given_count": 40,
        "listed_count": 12,
        "repost_ratio": 0.7,
        "reply_ratio": 0.02,
        "links_per_post": 0.6,
        "mentions_per_post": 0.9,
        "reposts_per_post": 30,
        "weekday_entropy": 2.8,
        "calendar_hour_entropy": 9.1,
        "posts_from_automation_tool": True,
    },
]

CREATORS: list[JsonValue] = [
    {
        "creator_id": "quiet",
        "platform": "instagram",
        "followers_count": 50_000,
        "engagements_per_post_median": 12,
        "posts_observed_count": 30,
        "comment_repeat_ratio": 0.41,
        "comments_observed_count": 120,
    },
    {
        "creator_id": "ordinary",
        "platform": "instagram",
        "followers_count": 50_000,
        "engagements_per_post_median": 1800,
        "posts_observed_count": 30,
        "growth_days_observed": 60,
    },
    {
        "creator_id": "giveaway",
        "platform": "instagram",
        "followers_count": 50_000,
        "posts_observed_count": 0,
        "growth_days_observed": 60,
    },
    {
        "creator_id": "jump",
        "platform": "youtube",
        "followers_count": 50_000,
        "posts_observed_count": 0,
        "growth_days_observed": 60,
    },
    {"creator_id": "no_followers", "platform": "tiktok", "followers_count": 0, "posts_observed_count": 3},
    {"creator_id": "unknown", "platform": "other"},
]

FOLLOWER_PROFILES: list[JsonValue] = [
    {
        "creator_id": "quiet",
        "account_id": f"follower-{index}",
        "followers_count": 10 + index,
        "following_count": 3000 - 100 * index,
        "posts_count": index,
    }
    for index in range(20)
]

_FIRST_DAY = 20_400
HISTORIES: dict[str, list[int]] = {  # one count a day; a month at about 50,000 followers
    "ordinary": [50_000 + 40 * day for day in range(30)],
    "jump": [50_000 + 40 * day + (5_000 if day >= 20 else 0) for day in range(30)],
    "giveaway": [50_000 + 40 * day + (15_000 if day >= 20 else 0) for day in range(30)],
    "unknown": [50_000, 50_100],
}
FOLLOWER_COUNTS: list[JsonValue] = [
    {"creator_id": creator, "day": _FIRST_DAY + day, "followers_count": count, "following_count": following}
    for creator, counts in HISTORIES.items()
    for day, count in enumerate(counts)
    for following in [400 + (900 if creator == "ordinary" and day % 10 >= 5 else 0)]
]
POSTS: list[JsonValue] = [
    {"creator_id": creator, "post_id": f"p{day}", "day": _FIRST_DAY + day, "likes_count": 1_500, "caption": caption}
    for creator in ("ordinary", "giveaway")
    for day, caption in ((3, "a quiet day"), (11, None), (20, "Giveaway: follow and tag a friend"))
]


COMMENTS: list[JsonValue] = [
    "Check out my channel http://music.example.com",
    "сhесk оut my сhаnnеl",
    "I made $5,000 thanks to @trade_with_ana",
    "nice pic 🔥",
    "😍😍😍",
    "Me encanta esta canción",
    "",
    None,
]
CAPTIONS: list[JsonValue] = [
    "#ad My morning routine",
    "My morning routine #coffee #ad #slow",
    "Some links are affiliate links. Buy the lamp here: http://shop.example.com",
    "If you buy through my links I receive a small commission.",
    "This video is not sponsored",
    None,
]


def drafted_scorer(draft: Draft) -> Authenticity:
    """The scorer of a draft that was not saved yet."""
    manifest = Manifest(
        name=Authenticity.name,
        version="draft",
        created_at="",
        description=draft.description,
        features=draft.features,
        signals=draft.signals,
        parameters=dict(draft.parameters),
    )
    return Authenticity.open(Bundle(Path("draft"), manifest, draft.files))


def probe(draft: Draft) -> bytes:
    """probe.json: these inputs with the draft's own answers."""
    scorer = drafted_scorer(draft)
    inputs: JsonValue = {
        "accounts": ACCOUNTS,
        "creators": CREATORS,
        "follower_profiles": FOLLOWER_PROFILES,
        "follower_counts": FOLLOWER_COUNTS,
        "posts": POSTS,
        "comments": COMMENTS,
        "captions": CAPTIONS,
    }
    return (json.dumps({"inputs": inputs, "answers": scorer.answer_probe(inputs)}, indent=1) + "\n").encode()
