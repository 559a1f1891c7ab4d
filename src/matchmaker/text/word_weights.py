"""A linear function of the words of a text, as TF-IDF and a linear model make it, without either library."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import fsum, log, sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Term: TypeAlias = tuple[float, tuple[float, ...]]  # inverse document frequency, a weight for each output


def terms(text: str) -> Iterator[str]:
    """The words of a text (whatever spaces part) and its pairs of neighbouring words."""
    words = text.split()
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))


@dataclass(frozen=True)
class WordWeights:
    """For each output the sum of weight x share of each known term in the text.

    A term counts (1 + log count) x inverse document frequency, and a text's counts are brought to length 1
    (Manning, Raghavan and Schütze 2008, section 6.4): long texts say no more than short ones. `weights` has one
    row a term; a text without a known term is 0.
    """

    terms: Sequence[str]
    frequencies: Sequence[float]
    weights: Sequence[Sequence[float]]

    @cached_property
    def _known(self) -> dict[str, Term]:
        rows = zip(self.terms, self.frequencies, self.weights, strict=True)
        return {term: (frequency, tuple(weights)) for term, frequency, weights in rows}

    @property
    def outputs(self) -> int:
        """Number of outputs."""
        return len(self.weights[0]) if self.weights else 0

    def scores(self, texts: Iterable[str]) -> NDArray[np.float64]:
        """Shape (texts, outputs); each text for itself."""
        return np.array([self._score(text) for text in texts], np.float64).reshape(-1, self.outputs)

    def _score(self, text: str) -> list[float]:
        known = self._known
        counted = [
            ((1 + log(count)) * known[term][0], known[term][1])
            for term, count in Counter(terms(text)).items()
            if term in known
        ]
        length = sqrt(fsum(share * share for share, _ in counted)) or 1.0
        return [fsum(share * weights[output] for share, weights in counted) / length for output in range(self.outputs)]
