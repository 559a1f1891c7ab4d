"""Classical text search over creators: TF-IDF and BM25 on their captions, the rivals that know only words."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from sklearn.feature_extraction.text import CountVectorizer

from training.datasets.matching import Matching
from training.topic_fit.examples import dropped_posts

Scores = NDArray[np.float64]
BM25_SATURATION, BM25_LENGTH = 1.5, 0.75  # k1 and b as most engines set them (Robertson 2009, section 3.5)


@dataclass(frozen=True)
class TextSearch:
    """All captions of a creator are one document; posts that give a brief away are left out for it.

    Scores have shape (briefs x creators,) in the order of the set's frames.
    """

    matching: Matching

    def tf_idf(self) -> Scores:
        """Cosine of TF-IDF vectors, idf = ln((1 + n) / (1 + df)) + 1."""
        return np.concatenate([self._cosine(words, query) for words, query in self._searches()])

    def bm25(self) -> Scores:
        """Okapi BM25."""
        return np.concatenate([self._okapi(words, query) for words, query in self._searches()])

    def _searches(self) -> list[tuple[csr_array, NDArray[np.int64]]]:
        """For each brief: words of each creator (creators, words) and of the brief (words,)."""
        asked = self._vectorizer.transform(self.matching.briefs["query"]).toarray()
        keeps = [np.ones(self._posts.shape[0]) if out is None else 1.0 - out for out in dropped_posts(self.matching)]
        return [
            (self._owners @ diags_array(keep) @ self._posts, query) for keep, query in zip(keeps, asked, strict=True)
        ]

    def _cosine(self, words: csr_array, query: NDArray[np.int64]) -> Scores:
        frequency = np.bincount(words.indices, minlength=words.shape[1])
        rarity = np.log((1 + words.shape[0]) / (1 + frequency)) + 1
        weighted = words @ diags_array(rarity)
        lengths = np.sqrt(weighted.power(2).sum(axis=1))
        return np.asarray(weighted @ (query * rarity) / np.maximum(lengths, 1))

    def _okapi(self, words: csr_array, query: NDArray[np.int64]) -> Scores:
        asked = np.flatnonzero(query)
        found = words[:, asked].toarray()
        with_word = (found > 0).sum(axis=0)
        rarity = np.log(1 + (len(found) - with_word + 0.5) / (with_word + 0.5))
        lengths = words.sum(axis=1)
        norm = BM25_SATURATION * (1 - BM25_LENGTH + BM25_LENGTH * lengths / lengths.mean())
        return np.asarray((rarity * found * (BM25_SATURATION + 1) / (found + norm[:, None])).sum(axis=1))

    @cached_property
    def _vectorizer(self) -> CountVectorizer:
        return CountVectorizer(stop_words="english").fit(self._captions)

    @cached_property
    def _captions(self) -> list[str]:
        return self.matching.snapshot.posts["caption"].fill_null("").to_list()

    @cached_property
    def _posts(self) -> csr_array:
        return csr_array(self._vectorizer.transform(self._captions), dtype=np.float64)

    @cached_property
    def _owners(self) -> csr_array:
        order = {name: row for row, name in enumerate(self.matching.snapshot.creators["creator_id"])}
        owner = np.array([order[name] for name in self.matching.snapshot.posts["creator_id"]])
        return csr_array((np.ones(len(owner)), (owner, np.arange(len(owner)))), shape=(len(order), len(owner)))
