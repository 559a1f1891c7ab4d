"""Signals between brief and posts that were tried beside those of the model, and are kept to be measured again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from matchmaker.scorers.topic_fit.pair_signals import Cosines, Numbers, Query, RecentPosts
from matchmaker.text.encoder import Encoder, Vectors
from training.topic_fit.examples import Material, Measure, dropped_posts

MORE_SIGNALS = (
    "best_half_similarity",
    "best_three_similarity",
    "hashtag_similarity",
    "category_words",
    "concentration",
)
_TAG, _HUMP, _WORD = re.compile(r"#(\w+)"), re.compile(r"(?<=[a-z])(?=[A-Z])"), re.compile(r"[a-z]{3,}")
# Words in which brands ask: in every brief, and in the posts of people who talk about creating.
_ASKING = frozenset(
    [
        "brand",
        "brands",
        "creator",
        "creators",
        "influencer",
        "people",
        "account",
        "want",
        "wants",
        "wanted",
        "look",
        "looks",
        "looking",
        "seek",
        "seeks",
        "need",
        "needs",
        "post",
        "posts",
        "posting",
        "share",
        "shares",
        "talk",
        "talks",
        "partner",
        "partners",
        "campaign",
        "audience",
        "love",
    ]
)


@dataclass(frozen=True)
class MoreSignals:
    """What a set's texts say beside their vectors; `tags` are vectors of each post's hashtags, zeros without any."""

    material: Material
    tags: Vectors

    @classmethod
    def of(cls, material: Material, encoder: Encoder) -> "MoreSignals":
        """Hashtags as words: #slowFashion is "slow Fashion"."""
        captions = material.matching.snapshot.posts["caption"].fill_null("").to_list()
        return cls(material, encoder.encode([_HUMP.sub(" ", " ".join(_TAG.findall(text))) for text in captions]))

    def signals(self, measure: Measure) -> Numbers:
        """Shape (briefs x creators, len(MORE_SIGNALS)), rows as in `Measure.examples`; NaN without posts."""
        material = self.material
        posts = RecentPosts.of(material.matching.snapshot, material.posts, measure.space)
        asked = zip(material.queries, dropped_posts(material.matching), strict=True)
        rows = [
            self._of_brief(
                posts if dropped is None else posts.without(dropped),
                Query.of(query[None], measure.space),
                measure,
                brief,
            )
            for brief, (query, dropped) in enumerate(asked)
        ]
        return np.concatenate(rows)

    def _of_brief(self, posts: RecentPosts, query: Query, measure: Measure, brief: int) -> Numbers:
        cosines = Cosines.of(posts, query)
        rank = _rank_of_best(cosines.sharp, posts)
        half = np.ceil(posts.counts / 2)[posts.owner]
        tags = self.tags[posts.rows]
        tagged = np.asarray(tags.any(axis=1), np.float64)
        alike = (measure.space.backgrounds.of_posts(tags) @ query.plain) * tagged
        on_topic = measure.step.on_topic(cosines)
        with np.errstate(invalid="ignore"):
            return np.column_stack(
                [
                    posts.mean(cosines.sharp, (rank < half).astype(np.float64)),
                    posts.mean(cosines.sharp, (rank < 3).astype(np.float64)),
                    posts.sums(np.asarray(alike, np.float64)) / np.maximum(posts.sums(tagged), 1),
                    posts.mean(self._words_shared[brief][posts.rows]),
                    posts.mean(on_topic) * posts.plain_lengths,
                ]
            )

    @cached_property
    def _words_shared(self) -> NDArray[np.float64]:
        """Whether a post has a word of the brief that is not one of asking; shape (briefs, posts)."""
        matching = self.material.matching
        said = [set(_words(text or "")) for text in matching.snapshot.posts["caption"]]
        return np.array(
            [
                [not wanted.isdisjoint(words) for words in said]
                for wanted in (set(_words(t)) for t in matching.briefs["query"])
            ],
            np.float64,
        )


def _rank_of_best(values: NDArray[np.floating], posts: RecentPosts) -> NDArray[np.int64]:
    """Of each post among its creator's, 0 for the most similar."""
    order = np.lexsort((-values, posts.owner))
    starts = np.cumsum(posts.counts) - posts.counts
    rank = np.empty(len(values), np.int64)
    rank[order] = np.arange(len(values)) - np.repeat(starts, posts.counts)
    return rank


def _words(text: str) -> Iterator[str]:
    """Words less their plural or verb ending, without those that say nothing."""
    for word in _WORD.findall(text.lower()):
        if word not in ENGLISH_STOP_WORDS and word not in _ASKING:
            yield re.sub(r"(?<=...)(?:ing|ies|es|ed|s)$", "", word)
