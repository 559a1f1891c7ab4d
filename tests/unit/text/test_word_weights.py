"""The words' linear function by hand and beside the library it replaces."""

from math import log, sqrt

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from matchmaker.text.word_weights import WordWeights, terms

WEIGHTS = WordWeights(("a", "b", "a b"), (1.0, 2.0, 1.0), ((1.0,), (-1.0,), (0.5,)))


def test_terms_are_words_and_neighbouring_pairs() -> None:
    assert list(terms(" check  my page ")) == ["check", "my", "page", "check my", "my page"]


def test_a_text_scores_the_weighted_shares_of_its_terms() -> None:
    length = sqrt((1 + log(2)) ** 2 + 2**2 + 1**2)  # a twice, b once, "a b" once, "b a" unknown
    expected = ((1 + log(2)) * 1.0 + 2 * -1.0 + 0.5) / length
    assert WEIGHTS.scores(["a b a"])[0, 0] == pytest.approx(expected)


def test_a_text_without_a_known_term_is_nought() -> None:
    assert WEIGHTS.scores(["c d", ""]).tolist() == [[0.0], [0.0]]


def test_the_same_numbers_as_the_library() -> None:
    texts = ["check my page", "my page my page", "love this song so so much", "page"]
    library = TfidfVectorizer(analyzer=lambda text: list(terms(text)), sublinear_tf=True)
    matrix = library.fit_transform(texts)
    weights = np.random.default_rng(3).normal(size=(matrix.shape[1], 2))
    ours = WordWeights(tuple(library.get_feature_names_out()), tuple(library.idf_), tuple(map(tuple, weights)))
    np.testing.assert_allclose(ours.scores(texts), matrix @ weights, rtol=1e-12)
