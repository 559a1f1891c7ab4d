"""Simulated feeds into which brands are planted in known ways, with look-alikes that are no mention: the truth is known.

All brands, sentences and accounts here are invented or ordinary words; each kind is drawn equally often.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import polars as pl

from matchmaker.domain.columns import INSTANT
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import COLLABORATIONS
from training.simulator import simulate_market

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CREATORS, POSTS = 300, 30
PLANTED_SHARE = 0.25  # of the posts; half of the planted sentences are decoys
BRANDS = (
    *("Nordhavn", "Veluria", "Kestrelle", "Oatsmith", "Brixwell", "Solvanta", "Tremolo", "Pinquist", "Mirabelle Rowe"),
    *("Hask & Thorn", "Dr. Ferron", "L'Ambrine", "Quill and Bay", "Torrento Coffee", "Casa Ondina", "Zephyr9"),
    *(
        "Target",
        "Gap",
        "Mango",
        "Coach",
        "Guess",
        "Apple",
        "Dove",
        "Boss",
        "Free People",
        "River Island",
        "Four Seasons",
    ),
)
CONFLICTING = ("paid", "tagged", "collaboration")  # what the policy sends to review
_BOLD = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "".join(chr(0x1D5D4 + letter) for letter in range(52)),
)
MENTIONS: Mapping[str, Sequence[str]] = {
    "paid": (
        "#ad so happy to work with @{handle}!",
        "Paid partnership with @{handle}. First impressions in the stories.",
        "Anzeige: mein Alltag mit @{handle}",
        "Loving it. @{handle} #sponsored",
        "use code SAVE10 at @{handle}_official",
    ),
    "tagged": (
        "wearing @{handle}",
        "shop the look @{handle}.official today",
        "new in from @{handle}_us ✨",
        "outfit of the day #{tag}",
        "thanks @{handle} for the invitation",
    ),
    "named": (
        "today I finally tried the one from {name} and I like it",
        "found it at {name} last week",
        "my {name} haul is here",
        "compared it with {name}: no contest",
        "this {bold} thing is everywhere",
    ),
}
DECOYS = (
    "thanks to @{handle}_fans and @{handle}lovers for the repost",
    "follow @the{handle}diaries for more",
    "that {lower}ish feeling again",
    "un{lower} and proud of it",
    "#not{tag}",
    "{ordinary}",
)
_TRUTH = pl.Schema(
    {
        "creator_id": pl.String(),
        "post_id": pl.String(),
        "brand": pl.String(),
        "kind": pl.String(),
        "at": INSTANT,
    }
)
_ORDINARY = {
    "Target": "my target for this week is ten kilometres",
    "Gap": "mind the gap between two posts",
    "Mango": "a smoothie with mango and lime",
    "Coach": "my coach says rest is training",
    "Guess": "I guess we will see",
    "Apple": "an apple a day, or a whole pie",
    "Dove": "a white dove on the roof",
    "Boss": "walk in like a boss",
    "Free People": "we are free people after all",
    "River Island": "a picnic on the river island",
    "Four Seasons": "all four seasons in one day",
}


@dataclass(frozen=True)
class Planted:
    """Feeds, and the truth: creator_id, post_id (null of a collaboration), brand, kind, at."""

    snapshot: Snapshot
    truth: pl.DataFrame


def planted_feeds(seed: int) -> Planted:
    """A market whose own paid posts are taken out of the texts, with brands planted into a quarter of the posts."""
    random = np.random.default_rng(seed)
    market = simulate_market(
        seed, CREATORS, now=NOW, posts_per_creator=POSTS, followers_sampled=0, comments_per_post=0.0
    ).snapshot
    posts = market.posts.with_columns(
        caption=pl.col("caption").str.replace_all(r"#ad|#sp\w*|#partner|Anzeige:|Paid partnership[^.]*\.|@\w+", " "),
        is_sponsored=pl.lit(False),
        hashtags=pl.lit(None, pl.List(pl.String)),
        mentions=pl.lit(None, pl.List(pl.String)),
    )
    chosen = np.flatnonzero(random.random(posts.height) < PLANTED_SHARE)
    captions, truth = posts["caption"].fill_null("").to_list(), []
    for row in chosen:
        brand, kind = str(random.choice(BRANDS)), str(random.choice([*MENTIONS, *(["decoy"] * len(MENTIONS))]))
        captions[row] = f"{captions[row]} {_sentence(brand, kind, random)}".strip()
        if kind != "decoy":
            truth.append(
                (*posts.select("creator_id", "post_id").row(int(row)), brand, kind, posts["posted_at"][int(row)])
            )
    deals = _deals(posts, random)
    truth += [(row["creator_id"], None, row["brand"], "collaboration", row["started_at"]) for row in deals.to_dicts()]
    snapshot = Snapshot.of(
        creators=market.creators, posts=posts.with_columns(caption=pl.Series(captions)), collaborations=deals
    )
    return Planted(snapshot, pl.DataFrame(truth, schema=_TRUTH, orient="row"))


def handle_of(brand: str) -> str:
    """The account of an invented brand."""
    return "".join(letter for letter in brand.lower() if letter.isalnum())


def _sentence(brand: str, kind: str, random: np.random.Generator) -> str:
    ordinary = _ORDINARY.get(brand, "nothing new today")
    template = str(random.choice(DECOYS if kind == "decoy" else list(MENTIONS[kind])))
    handle = handle_of(brand)
    tag = handle if brand not in _ORDINARY else f"{handle}official"
    return template.format(
        handle=handle, tag=tag, name=brand, bold=brand.translate(_BOLD), lower=handle, ordinary=ordinary
    )


def _deals(posts: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    creators = posts["creator_id"].unique(maintain_order=True)
    size = len(creators) // 3
    started = [datetime(2025, 7, 1, tzinfo=UTC).timestamp() + days * 86_400 for days in random.uniform(0, 170, size)]
    return COLLABORATIONS.conform(
        pl.DataFrame(
            {
                "collaboration_id": [f"k{number}" for number in range(size)],
                "creator_id": [str(name) for name in random.choice(creators.to_numpy(), size, replace=False)],
                "observed_at": [NOW] * size,
                "brand": [str(name) for name in random.choice(np.array(BRANDS), size)],
                "started_at": [datetime.fromtimestamp(moment, UTC) for moment in started],
            }
        )
    )
