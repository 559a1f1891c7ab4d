"""Which texts belong together: a brief and a post of its topic, two posts of one topic, and what only seems to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.scorers.topic_fit.sought import brief_texts
from matchmaker.text.encoder import Vectors
from training.datasets import instagram_influencers_2017
from training.datasets.written_feeds import written_briefs, written_posts

HARDEST = 20  # negatives are drawn among so many of the nearest texts of other topics
FEWEST_TAGS, FEWEST_LETTERS = 3, 40  # a real caption teaches when its hashtags name it and it says something besides
_TAG, _NAMED = re.compile(r"#(\w+)"), re.compile(r"@\S+")
Numbers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class Triples:
    """`rows` has shape (triples, 3) into `texts`: a text, one of its topic, and a near one of another topic."""

    texts: tuple[str, ...]
    rows: Numbers


@dataclass(frozen=True)
class Grouped:
    """Texts that ask and texts that answer, each with the number of its group; texts of one group belong together."""

    asking: tuple[str, ...]
    asking_group: Numbers
    answers: tuple[str, ...]
    answer_group: Numbers

    @property
    def texts(self) -> tuple[str, ...]:
        """Those that ask, then those that answer."""
        return self.asking + self.answers


def written_groups() -> Grouped:
    """Briefs (whole, and what they seek) against posts written for this project, by topic: may be given away."""
    posts, briefs = written_posts(), written_briefs()
    asking = {topic: [text for brief in briefs[topic] for text in brief_texts(brief)] for topic in posts}
    return _grouped(asking, posts)


def caption_groups(data: Path, most: int, seed: int = 0) -> Grouped:
    """Hashtags of a real caption against the caption without them, `most` drawn; never to be given away."""
    captions = instagram_influencers_2017.SOURCE.frame(data, "post_id", "creator_id", "caption")
    rows = [
        _tags_and_text(text) for text in captions.sort("post_id")["caption"].fill_null("").unique(maintain_order=True)
    ]
    told = pl.DataFrame([row for row in rows if row], schema=["tags", "text"], orient="row")
    told = told.sample(min(most, told.height), seed=seed, shuffle=True)
    group = np.arange(told.height)
    return Grouped(tuple(told["tags"]), group, tuple(told["text"]), group)


def triples(groups: Grouped, vectors: Vectors, count: int, seed: int = 0) -> Triples:
    """Half of them brief and post, half two posts where a group has two; `vectors` are those of `groups.texts`.

    The negative is drawn among the HARDEST texts of other groups, nearest to the anchor: posts that share its words
    or its tone and not its topic.
    """
    random = np.random.default_rng(seed)
    asks = len(groups.asking)
    group = np.concatenate([groups.asking_group, groups.answer_group])
    answers = np.arange(asks, len(group))
    rows: list[tuple[int, int, int]] = []
    while len(rows) < count:
        anchor = int(random.integers(asks)) if len(rows) % 2 == 0 else int(random.choice(answers))
        own = answers[(group[answers] == group[anchor]) & (answers != anchor)]
        if not len(own):
            anchor = int(random.integers(asks))
            own = answers[group[answers] == group[anchor]]
        other = answers[group[answers] != group[anchor]]
        nearest = other[np.argsort(-(vectors[other] @ vectors[anchor]), kind="stable")[:HARDEST]]
        rows.append((anchor, int(random.choice(own)), int(random.choice(nearest))))
    return Triples(groups.texts, np.array(rows))


def _grouped(asking: Mapping[str, Sequence[str]], answers: Mapping[str, Sequence[str]]) -> Grouped:
    number = {topic: row for row, topic in enumerate(answers)}
    asked = [(text, number[topic]) for topic, texts in asking.items() for text in texts]
    said = [(text, number[topic]) for topic, texts in answers.items() for text in texts]
    return Grouped(
        tuple(text for text, _ in asked),
        np.array([group for _, group in asked]),
        tuple(text for text, _ in said),
        np.array([group for _, group in said]),
    )


def _tags_and_text(caption: str) -> tuple[str, str] | None:
    tags, text = _TAG.findall(caption), " ".join(_NAMED.sub("", _TAG.sub("", caption)).split())
    return (" ".join(tags), text) if len(tags) >= FEWEST_TAGS and len(text) >= FEWEST_LETTERS else None
