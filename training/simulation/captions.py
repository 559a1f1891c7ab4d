"""Captions of simulated posts: a sentence about the topic, at times a second one, a question, emoji and hashtags."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from training.simulation.population import LANGUAGES, Population
from training.simulation.words import Indices, Phrases, Texts, draw_one, topics, words

_MOST_HASHTAGS = 6
_EMPTY_SHARE, _EMOJI_ONLY_SHARE = 0.02, 0.02
_OWN_LANGUAGE_SHARE = 0.9  # creators of other languages write the rest in English
_DISCLOSED_SHARE, _BURIED_SHARE = 0.85, 0.25  # of paid posts; of disclosures


@dataclass(frozen=True)
class CaptionPlan:
    """What a caption must say, one entry a post."""

    owner: Indices
    topic: Indices
    is_sponsored: NDArray[np.bool_]
    is_giveaway: NDArray[np.bool_]


@dataclass(frozen=True)
class Captions:
    """Written captions, their language and whether a paid post says that it is one."""

    captions: pl.Series
    languages: Texts
    is_disclosed: NDArray[np.bool_]


def write_captions(random: np.random.Generator, population: Population, plan: CaptionPlan) -> Captions:
    """One caption a post in the style of its creator (case, emoji, number of hashtags)."""
    rows, owner = len(plan.owner), plan.owner
    own = random.random(rows) < _OWN_LANGUAGE_SHARE
    languages = np.where(own, population.languages[owner], "en")
    body = np.where(languages == "en", _english(random, plan.topic), _foreign(random, plan.topic, languages))
    body = np.where(plan.is_giveaway, draw_one(words().giveaways, rows, random), body)
    emoji = Phrases.of([topic.emoji for topic in topics()]).draw(plan.topic, random)
    likes_emoji = random.beta(1.5, 1.5, len(population))[owner]
    decorated = np.where(random.random(rows) < likes_emoji, body + " " + emoji, body)
    odd = random.random(rows)
    kept = plan.is_giveaway | plan.is_sponsored
    text = decorated + _hashtags(random, population, plan)
    text = np.where(~kept & (odd < _EMOJI_ONLY_SHARE), emoji, text)
    text = np.where(~kept & (odd > 1 - _EMPTY_SHARE), "", text)
    disclosed = random.random(rows) < _DISCLOSED_SHARE
    text = np.where(plan.is_sponsored, _paid(random, text, disclosed), text)
    lower = (random.random(len(population)) < 0.15)[owner]
    captions = pl.Series("caption", text, dtype=pl.String)
    first = captions.str.slice(0, 1).str.to_uppercase() + captions.str.slice(1)
    return Captions(
        first.zip_with(pl.Series(~lower), captions.str.to_lowercase()),
        languages,
        disclosed,
    )


def fill_things(random: np.random.Generator, sentences: Texts, topic: Indices) -> Texts:
    """The sentences with `{thing}` replaced by something of the row's topic."""
    thing = Phrases.of([topic.things for topic in topics()]).draw(topic, random)
    parts = pl.Series("sentence", sentences, dtype=pl.String).str.split_exact("{thing}", 1).struct.unnest()
    before, after = (parts[name].to_numpy() for name in parts.columns)
    has_slot = parts[parts.columns[1]].is_not_null().to_numpy()
    return np.where(has_slot, before + np.where(has_slot, thing, "") + np.where(has_slot, after, ""), before)


def _english(random: np.random.Generator, topic: Indices) -> Texts:
    opening = Phrases.of([item.captions for item in topics()]).draw(topic, random)
    detail = Phrases.of([item.details for item in topics()]).draw(topic, random)
    closer = draw_one(words().closers, len(topic), random)
    text = fill_things(random, opening, topic)
    text = np.where(random.random(len(topic)) < 0.65, text + " " + detail, text)
    return np.where(random.random(len(topic)) < 0.35, text + " " + closer, text)


def _foreign(random: np.random.Generator, topic: Indices, languages: Texts) -> Texts:
    """One or two sentences in the row's language; English rows get Spanish ones that nobody reads."""
    foreign = LANGUAGES[1:]
    lists = Phrases.of([item.other[language] for item in topics() for language in foreign])
    position = np.select([languages == language for language in foreign], list(range(len(foreign))), 0)
    group = topic * len(foreign) + position
    start = random.integers(0, 1_000, len(topic))
    first = lists.at(group, start)
    second = lists.at(group, start + random.integers(1, 3, len(topic)))
    return np.where(random.random(len(topic)) < 0.6, first + " " + second, first)


def _hashtags(random: np.random.Generator, population: Population, plan: CaptionPlan) -> Texts:
    lists = Phrases.of([topic.hashtags for topic in topics()])
    wanted = random.poisson(random.gamma(2.0, 1.2, len(population))[plan.owner])
    start = random.integers(0, 1_000, len(plan.owner))
    tags = np.full(len(plan.owner), "", dtype=np.object_)
    for position in range(_MOST_HASHTAGS):
        tags = tags + np.where(wanted > position, " #" + lists.at(plan.topic, start + position), "")
    return tags


def _paid(random: np.random.Generator, text: Texts, disclosed: NDArray[np.bool_]) -> Texts:
    """The text with a partner's mention and, where disclosed, the disclosure first or buried at the end."""
    rows, shared = len(text), words()
    which = random.integers(0, len(shared.partners), rows)
    sentences = Phrases.of(
        [[sentence.format(brand=name) for sentence in shared.partner_sentences] for name in shared.partners]
    )
    starts = Phrases.of(
        [[start.format(brand=name) for start in shared.disclosures_at_start] for name in shared.partners]
    )
    named = text + " " + sentences.draw(which, random)
    buried = random.random(rows) < _BURIED_SHARE
    told = np.where(
        buried, named + draw_one(shared.disclosures_buried, rows, random), starts.draw(which, random) + named
    )
    paid: Texts = np.where(disclosed, told, named)
    return paid
