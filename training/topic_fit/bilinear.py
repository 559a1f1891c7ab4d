"""Which traits of a creator go with which traits of a brand? Ridge regression on products of their vectors."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.decomposition import TruncatedSVD

from training.datasets.brand_micro_influencer import Collaborations, Numbers
from training.topic_fit.views import View

RIDGE = 300.0  # on squared coefficients; 100 and 1,000 rank within a hundredth of it
WORDS_WEIGHT, CATEGORY_WEIGHT, ONE = 0.5, 0.7, 0.3  # beside unit vectors of hashtags and of topics
WORD_DIRECTIONS = 60  # of TF-IDF; known for under half of the creators
Words: TypeAlias = tuple[csr_array, csr_array]  # of brands and of creators


def bilinear_scores(
    views: tuple[View, ...], seen: Collaborations, asked: Collaborations, seen_words: Words, asked_words: Words
) -> Numbers:
    """Shape (brands, creators) of `asked`; `views` have unit vectors of both, words are TF-IDF of both.

    Least squares on all pairs of `seen`, with the products of a brand's and a creator's traits as regressors. The
    eigenvectors of both sides solve it without writing the products out (Pahikkala 2013, section 3).
    """
    directions = TruncatedSVD(min(WORD_DIRECTIONS, seen_words[1].shape[1]), random_state=0).fit(seen_words[1])
    said = [directions.transform(words) for words in (*seen_words, *asked_words)]
    categories = np.unique(seen.category)
    known_brands = _traits([v.seen_brands for v in views], said[0], seen.category[:, None] == categories)
    known_creators = _traits([v.seen_creators for v in views], said[1])
    brands = _traits([v.brands for v in views], said[2], asked.category[:, None] == categories)
    creators = _traits([v.creators for v in views], said[3])
    of_brands, turn_brands = np.linalg.eigh(known_brands.T @ known_brands)
    of_creators, turn_creators = np.linalg.eigh(known_creators.T @ known_creators)
    worked = seen.worked - seen.worked.mean()
    found = (known_brands @ turn_brands).T @ worked @ (known_creators @ turn_creators)
    found /= np.outer(of_brands.clip(0), of_creators.clip(0)) + RIDGE
    return np.asarray(brands @ turn_brands @ found @ (creators @ turn_creators).T)


def _traits(vectors: list[Numbers], words: Numbers, category: NDArray[np.bool_] | None = None) -> Numbers:
    sides = [*vectors, WORDS_WEIGHT * words, np.full((len(words), 1), ONE)]
    return np.hstack(sides if category is None else [*sides, CATEGORY_WEIGHT * category])
