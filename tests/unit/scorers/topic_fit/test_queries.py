"""A brief as vectors: what is compared beside the subject, and what has had its say."""

import numpy as np
import pytest

from matchmaker.domain.brief import Brief
from matchmaker.scorers.topic_fit.queries import PartWeights, brief_vectors
from matchmaker.text.encoder import Vectors
from tests.encoders import HashEncoder

WEIGHTS = PartWeights(product=0.25, audience=0.5)


def lengths(brief: Brief, weights: PartWeights = WEIGHTS) -> list[float]:
    vectors: Vectors = brief_vectors(brief, HashEncoder(), weights)
    return np.linalg.norm(vectors, axis=1).tolist()


def test_product_and_audience_count_by_their_weights_beside_the_subject() -> None:
    brief = Brief("We look for trail runners.", product="shoes", audience="young parents")
    assert lengths(brief) == pytest.approx([1.0, 0.25, 0.5])


def test_a_product_in_the_words_of_the_text_is_not_counted_twice() -> None:
    assert lengths(Brief("Trail Shoes for young parents.", product="trail shoes")) == pytest.approx([1.0])


def test_a_weight_of_nothing_leaves_a_part_out() -> None:
    assert lengths(Brief("Tents.", product="pegs", audience="scouts"), PartWeights(0, 0)) == pytest.approx([1.0])


def test_what_is_ruled_out_is_not_encoded() -> None:
    encoder = HashEncoder()
    brief_vectors(Brief("Tents. Avoid beer.", wanted="Tents.", avoid_topics=("beer",)), encoder, WEIGHTS)
    assert encoder.asked == ["Tents."]


def test_a_brief_that_wants_nothing_is_unreadable() -> None:
    assert not brief_vectors(Brief("Avoid beer.", wanted=""), HashEncoder(), WEIGHTS).any()
