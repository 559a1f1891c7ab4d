"""What is written below the newest posts: questions, short praise, emoji and, at times, a pod that repeats itself."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.tables import COMMENTS
from training.simulation.captions import fill_things
from training.simulation.population import LANGUAGES, Population
from training.simulation.posts import Feed
from training.simulation.words import Indices, Phrases, Texts, draw_one, topics, words

_NEWEST_POSTS = 5  # comments are read below these
_OWN_LANGUAGE_SHARE = 0.7
_POD_MEMBERS = 7
_ORIGINS = ("genuine", "short", "emoji", "pod")
_SHARES = {"honest": (0.52, 0.26, 0.22, 0.0), "bought": (0.2, 0.38, 0.42, 0.0), "pod": (0.15, 0.2, 0.2, 0.45)}
_DAY = 86_400_000_000  # microseconds


@dataclass(frozen=True)
class Discussion:
    """Comments and where each comes from (creator_id, post_id, comment_id, origin)."""

    frame: pl.DataFrame
    truth: pl.DataFrame


def discuss(random: np.random.Generator, population: Population, feed: Feed, per_post: float) -> Discussion:
    """A sample of about `per_post` comments below each of the newest posts, never more than the post has."""
    post = _commented(random, feed, per_post)
    owner = feed.owner[post]
    origin = _origins(random, population, owner)
    posted = feed.frame["posted_at"].to_numpy()[post]
    observed = population.observed_at[owner]
    waited = np.minimum(random.exponential(0.6, len(post)) * _DAY, (observed - posted).astype(np.int64) * 0.99)
    strangers = random.integers(0, 1_000_000, len(post))
    members = 2_000_000 + owner * _POD_MEMBERS + random.integers(0, _POD_MEMBERS, len(post))
    author = np.where(origin == _ORIGINS.index("pod"), members, strangers)
    frame = pl.DataFrame(
        {
            "creator_id": population.ids[owner],
            "post_id": feed.frame["post_id"].to_numpy()[post],
            "comment_id": [f"c{number:07d}" for number in range(len(post))],
            "commented_at": posted + waited.astype("timedelta64[us]"),
            "observed_at": observed,
            "author_id": [f"a-{number:07d}" for number in author],
            "text": _texts(random, population, feed.topic[post], owner, origin),
            "likes_count": random.geometric(0.55, len(post)) - 1,
        },
        schema_overrides={"creator_id": pl.String, "post_id": pl.String, "text": pl.String},
    ).with_columns(pl.col("commented_at", "observed_at").dt.replace_time_zone("UTC"))
    names = np.array(_ORIGINS, dtype=np.object_)[origin]
    truth = frame.select("creator_id", "post_id", "comment_id").with_columns(origin=pl.Series(names, dtype=pl.String))
    return Discussion(COMMENTS.conform(frame), truth)


def _commented(random: np.random.Generator, feed: Feed, per_post: float) -> Indices:
    """Index of the post of each comment."""
    starts = np.flatnonzero(np.diff(feed.owner, prepend=-1))
    position = np.arange(len(feed.owner)) - starts[feed.owner]
    shown = random.poisson(per_post, len(feed.owner)) * (position < _NEWEST_POSTS)
    return np.repeat(np.arange(len(feed.owner)), np.minimum(shown, feed.frame["comments_count"].to_numpy()))


def _origins(random: np.random.Generator, population: Population, owner: Indices) -> Indices:
    """Position in _ORIGINS of each comment."""
    group = np.select([population.uses_pods, population.kinds == "bought_audience"], [2, 1], 0)[owner]
    edges = np.array([_SHARES["honest"], _SHARES["bought"], _SHARES["pod"]]).cumsum(axis=1)
    passed: Indices = (edges[group] < random.random(len(owner))[:, None]).sum(axis=1)
    return np.minimum(passed, len(_ORIGINS) - 1)


def _texts(
    random: np.random.Generator, population: Population, topic: Indices, owner: Indices, origin: Indices
) -> Texts:
    rows, said = len(topic), words().comments
    own = fill_things(random, Phrases.of([item.comments for item in topics()]).draw(topic, random), topic)
    genuine = np.where(random.random(rows) < 0.45, own, draw_one(said.genuine, rows, random))
    genuine = draw_one(said.openings, rows, random) + genuine + draw_one(said.endings, rows, random)
    foreign = LANGUAGES[1:]
    languages = population.languages[owner]
    group = np.select([languages == language for language in foreign], list(range(len(foreign))), 0)
    local = Phrases.of([said.other[language] for language in foreign]).draw(group, random)
    is_local: NDArray[np.bool_] = (languages != "en") & (random.random(rows) < _OWN_LANGUAGE_SHARE)
    genuine = np.where(is_local, local + draw_one(said.endings, rows, random), genuine)
    short, emoji = draw_one(said.short, rows, random), draw_one(said.emoji, rows, random)
    favourite = np.arange(len(population))[owner] % len(said.pod)  # a pod agrees on two phrases
    pod = Phrases.of([said.pod]).at(np.zeros(rows, dtype=np.int64), favourite + random.integers(0, 2, rows))
    return np.select([origin == 0, origin == 1, origin == 2], [genuine, short, emoji], pod)
