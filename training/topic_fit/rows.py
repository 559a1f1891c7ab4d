"""Rows that topic fit is made from: matching sets and texts of our own as vectors, parted by creator and brief."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from matchmaker.scorers.topic_fit.scorer import FIRST_PASS, MULTILINGUAL
from matchmaker.text.encoder import Encoder, Vectors
from training.datasets import instagram_brand_mentions, simulated_matching, topic_feeds, written_feeds
from training.datasets.image_pairs import ImagePairs
from training.datasets.matching import Matching
from training.splits import by_group
from training.topic_fit.examples import Material
from training.topic_fit.languages import language_materials
from training.topic_fit.own_texts import OwnTexts
from training.topic_fit.recipe import TopicFitRecipe
from training.topic_fit.spaces import Encoders, turn_of
from training.topic_fit.written import EncodedPosts

TOPICS = Path(__file__).parent / "topics.toml"
READERS: Mapping[str, Callable[[Path], Matching]] = {
    "topic-feeds": topic_feeds.read,
    "instagram-brand-mentions": instagram_brand_mentions.read,
    "simulated-market": simulated_matching.read,
    written_feeds.SOURCE.name: written_feeds.read,
}


@dataclass(frozen=True)
class TopicTables:
    """Matching sets by name, the bank of topics, the encoders whose spaces are learned in, and pairs with pictures."""

    sets: tuple[Matching, ...]
    topics: tuple[str, ...]
    encoders: Encoders
    images: tuple[tuple[str, ImagePairs], ...] = ()


@dataclass(frozen=True)
class TopicRows:
    """Sets that are learned from, those that only give figures, and the bank of topics; `whole` is what was split.

    `own_texts`, `written` and `languages` are what this project wrote: themes and neighbours, posts by topic, and feeds in
    several languages. `others` are the same rows in the spaces of the other encoders, by the prefix of their files.
    """

    learned: tuple[Material, ...]
    tested: tuple[Material, ...]
    whole: tuple[Material, ...]
    topics: tuple[str, ...]
    vectors: Vectors
    space: str
    own_texts: OwnTexts
    written: EncodedPosts
    others: Mapping[str, "TopicRows"] = field(default_factory=dict)
    images: tuple[tuple[str, ImagePairs], ...] = ()
    languages: tuple[Material, ...] = ()


def bank() -> tuple[str, ...]:
    """The topics that a brief and a feed are held against."""
    return tuple(tomllib.loads(TOPICS.read_text())["topics"])


def encoded(tables: TopicTables, encoder: Encoder, recipe: TopicFitRecipe) -> TopicRows:
    """Every set and every text of our own as vectors of one encoder."""
    turn = turn_of(encoder)
    found = [Material.encoded(matching, encoder, turn) for matching in tables.sets]
    learned = tuple(material for material in found if material.matching.name in recipe.sources)
    tested = tuple(material for material in found if material.matching.name not in recipe.sources)
    return TopicRows(
        learned=learned,
        tested=tested,
        whole=learned,
        topics=tables.topics,
        vectors=encoder.encode(tables.topics),
        space=encoder.space,
        own_texts=OwnTexts.encoded(encoder),
        written=EncodedPosts.of(encoder),
        languages=language_materials(encoder),
    )


def encoded_all(tables: TopicTables, recipe: TopicFitRecipe) -> TopicRows:
    """The same in the space of every encoder there is; that of other languages learns alone, and is judged on them."""
    encoders, others = tables.encoders, {}
    if encoders.fast:
        others[FIRST_PASS] = encoded(tables, encoders.fast, recipe)
    if encoders.multilingual:
        learned = tuple(matching for matching in tables.sets if matching.name in recipe.sources)
        others[MULTILINGUAL] = encoded(replace(tables, sets=learned), encoders.multilingual, recipe)
    return replace(encoded(tables, encoders.precise, recipe), others=others, images=tables.images)


def parted(material: Material, recipe: TopicFitRecipe) -> tuple[Material, Material, Material]:
    """Train, calibration and test part, by creator; the test part has briefs of its own."""
    creators = by_group(material.creator_ids, recipe.creator_shares, recipe.seed)
    shown, asked = by_group(material.brief_ids, recipe.brief_shares, recipe.seed)
    train, calibration, test = (
        material.where(briefs, own) for briefs, own in zip((shown, shown, asked), creators, strict=True)
    )
    return train, calibration, test
