"""Posts, themes and neighbours written for this project, as text and as vectors: what may be given away with a model."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.text.encoder import Encoder, Vectors

_FOLDER = Path(__file__).parent
THEMES = _FOLDER / "themes.toml"
NEIGHBOURS = _FOLDER / "neighbours.toml"
POSTS = _FOLDER / "posts"


@dataclass(frozen=True)
class AskedTexts:
    """What is asked, the posts, and for each pair what a post is to what is asked; shape (asked, posts).

    For themes: 1 about it, 0 not. For neighbours: 2 inside the category, 1 near it, 0 far.
    """

    asked: tuple[str, ...]
    posts: tuple[str, ...]
    relation: NDArray[np.int64]


@dataclass(frozen=True)
class AskedVectors:
    """The same in one embedding space, as encoded."""

    asked: Vectors
    posts: Vectors
    relation: NDArray[np.int64]


@dataclass(frozen=True)
class OwnTexts:
    """What both heads of a brief are learned from, in one embedding space."""

    themes: AskedVectors
    neighbours: AskedVectors

    @classmethod
    def encoded(cls, encoder: Encoder) -> "OwnTexts":
        """With the vectors of an encoder."""
        return cls(*(_encoded(texts, encoder) for texts in (read_themes(), read_neighbours())))


def read_themes(path: Path = THEMES) -> AskedTexts:
    """Every theme against every post, everyday ones among them."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    groups: Mapping[str, Sequence[str]] = {**document["themes"], "": document["everyday"]["posts"]}
    themes = tuple(document["themes"])
    return AskedTexts(themes, _all(groups.values()), _relation([{theme: 1} for theme in themes], groups))


def read_neighbours(path: Path = NEIGHBOURS, folder: Path = POSTS) -> AskedTexts:
    """Every brief against the posts of all topics."""
    briefs: Mapping[str, Mapping[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    groups: dict[str, list[str]] = {}
    for file in sorted(folder.glob("*.toml")):
        for topic, posts in tomllib.loads(file.read_text(encoding="utf-8")).items():
            groups.setdefault(topic, []).extend(posts)
    asked = tuple(f"{topic}. {brief['brief']}" for topic, brief in briefs.items())
    places = [{topic: 2, **dict.fromkeys(brief["near"], 1)} for topic, brief in briefs.items()]
    return AskedTexts(asked, _all(groups.values()), _relation(places, groups))


def _relation(places: Sequence[Mapping[str, int]], groups: Mapping[str, Sequence[str]]) -> NDArray[np.int64]:
    names = [name for name, posts in groups.items() for _ in posts]
    return np.array([[place.get(name, 0) for name in names] for place in places], np.int64)


def _all(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(post for group in groups for post in group)


def _encoded(texts: AskedTexts, encoder: Encoder) -> AskedVectors:
    return AskedVectors(encoder.encode(texts.asked), encoder.encode(texts.posts), texts.relation)
