"""The texts the simulated market is made of: all written for this project, none taken from a real account."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

_FOLDER = Path(__file__).parent
Texts: TypeAlias = NDArray[np.object_]
Indices: TypeAlias = NDArray[np.int64]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TopicBrief(_Strict):
    """What an invented brand asks for; relevant are creators who post about the topic it belongs to."""

    brand: str
    text: str
    keywords: tuple[str, ...]


class Topic(_Strict):
    """One subject creators post about; `captions` and `comments` may hold `{thing}`."""

    name: str
    category: str
    related: tuple[str, ...]
    emoji: tuple[str, ...]
    hashtags: tuple[str, ...]
    things: tuple[str, ...]
    captions: tuple[str, ...]
    details: tuple[str, ...]
    comments: tuple[str, ...]
    briefs: tuple[TopicBrief, ...]
    other: Mapping[str, tuple[str, ...]]


class CommentWords(_Strict):
    """What people write below posts, by how much thought went into it."""

    openings: tuple[str, ...]
    endings: tuple[str, ...]
    genuine: tuple[str, ...]
    short: tuple[str, ...]
    emoji: tuple[str, ...]
    pod: tuple[str, ...]
    other: Mapping[str, tuple[str, ...]]


class NameWords(_Strict):
    """Parts of invented names and profile texts."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    words: tuple[str, ...]
    bios: tuple[str, ...]
    fake_bios: tuple[str, ...]


class Words(_Strict):
    """Texts that belong to no topic."""

    closers: tuple[str, ...]
    giveaways: tuple[str, ...]
    disclosures_at_start: tuple[str, ...]
    disclosures_buried: tuple[str, ...]
    partner_sentences: tuple[str, ...]
    partners: tuple[str, ...]
    comments: CommentWords
    names: NameWords


@cache
def words() -> Words:
    """The shared texts, read from words.toml."""
    return Words.model_validate(tomllib.loads((_FOLDER / "words.toml").read_text(encoding="utf-8")))


@cache
def topics() -> tuple[Topic, ...]:
    """All topics in name order, read from topics/*.toml."""
    return tuple(
        Topic.model_validate({"name": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))})
        for path in sorted((_FOLDER / "topics").glob("*.toml"))
    )


@dataclass(frozen=True)
class Phrases:
    """Several lists of phrases laid end to end, so that a phrase a row is drawn in one indexing step."""

    flat: Texts
    starts: Indices
    sizes: Indices

    @classmethod
    def of(cls, lists: Sequence[Sequence[str]]) -> Self:
        """From one list of phrases a group."""
        sizes = np.array([len(phrases) for phrases in lists], dtype=np.int64)
        flat = np.array([phrase for phrases in lists for phrase in phrases], dtype=np.object_)
        return cls(flat, np.cumsum(sizes) - sizes, sizes)

    def draw(self, groups: Indices, random: np.random.Generator, step: int = 0) -> Texts:
        """One phrase a row from the list its group names; `step` moves on in the list as often."""
        return self.at(groups, (random.random(len(groups)) * self.sizes[groups]).astype(np.int64) + step)

    def at(self, groups: Indices, positions: Indices) -> Texts:
        """The phrase at a position of each row's list, counted round and round."""
        return self.flat[self.starts[groups] + positions % self.sizes[groups]]


def draw_one(phrases: Sequence[str], rows: int, random: np.random.Generator) -> Texts:
    """One phrase a row from a single list."""
    return Phrases.of([phrases]).draw(np.zeros(rows, dtype=np.int64), random)
