"""What topic fit learns of briefs and posts carries over to briefs and creators it has not seen."""

from functools import cache, partial

import numpy as np

from benchmarks.topic_matching import cached_encoder, local_recipe
from tests.realdata import real_data
from training.datasets import topic_feeds
from training.evaluation import ndcg_at_k, per_query, roc_auc
from training.topic_fit.crossfit import Crossed, cross_fitted, learn_from_rows
from training.topic_fit.examples import Material, TopicExamples
from training.topic_fit.heads import learn_measure
from training.topic_fit.rows import bank


@cache
def crossed() -> tuple[TopicExamples, Crossed]:
    """Labels of topic-feeds, and what models say that saw neither the brief nor the creator."""
    encoder, recipe = cached_encoder(), local_recipe()
    material = Material.encoded(topic_feeds.read(real_data()), encoder)
    vectors = encoder.encode(bank())
    examples = learn_measure([material], vectors, recipe.form).examples(material)
    return examples, cross_fitted(material, learn_from_rows(vectors), [recipe.form])


def test_unseen_briefs_rank_unseen_creators_far_better_than_the_plain_centroid() -> None:
    examples, found = crossed()
    pairs = examples.pairs
    ndcg = partial(per_query, partial(ndcg_at_k, k=10), pairs.brief, pairs.grade)
    assert ndcg(found.fit).mean() > ndcg(pairs.centroid).mean() + 0.1


def test_special_feeds_are_told_from_general_ones_that_it_has_not_seen() -> None:
    examples, found = crossed()
    assert roc_auc(examples.feeds.specialist, found.specialism) > 0.95
    assert 0 <= np.min(found.specialism) < 0.5 < np.max(found.specialism) <= 1
