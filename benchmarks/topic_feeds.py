"""Ranking feeds with human topic labels for hand-written briefs, against word search and the plain centroid."""

import argparse

from benchmarks.text_search import TextSearch
from benchmarks.topic_matching import (
    Scores,
    add_folders,
    cached_encoder,
    local_recipe,
    measured,
    rows_beside,
    shipped_model,
    shipped_scores,
)
from matchmaker.bundles import Metric
from matchmaker.text.encoder import Encoder
from training.datasets import topic_feeds
from training.datasets.matching import Matching
from training.topic_examples import TopicExamples
from training.topic_figures import CENTROID, specialist_rows
from training.topic_fit import TopicFitRecipe
from training.topic_heads import cross_fitted, fit_heads

BRIEF_FOLDS, CREATOR_FOLDS = 5, 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    add_folders(parser)


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Learned variant (cross-validated over briefs and creators, or learned from --data with --exam) and shipped."""
    encoder, recipe = cached_encoder(), local_recipe()
    matching = topic_feeds.read(arguments.exam or arguments.data)
    examples = measured(matching, encoder, recipe)
    if arguments.exam:
        ours = {"learned": _learned(topic_feeds.read(arguments.data), examples, encoder, recipe)}
    else:
        ours = {
            "cross-validated": cross_fitted(
                examples.pairs, recipe.prior_posts, recipe.penalty, BRIEF_FOLDS, CREATOR_FOLDS
            )
        }
    search = TextSearch(matching)
    rivals = {CENTROID: examples.pairs.centroid, "TF-IDF": search.tf_idf(), "BM25": search.bm25()}
    rows = rows_beside(examples.pairs, ours | {"shipped": shipped_scores(examples.pairs)}, rivals)
    specialism = shipped_model().parameters.specialism.probability(examples.feeds.signals, examples.feeds.counts)
    return rows + specialist_rows("specialism/shipped", examples.feeds, specialism)


def _learned(seen: Matching, examples: TopicExamples, encoder: Encoder, recipe: TopicFitRecipe) -> Scores:
    heads = fit_heads(measured(seen, encoder, recipe), recipe.prior_posts, recipe.penalty)
    return heads.fit.probability(examples.pairs.signals, examples.pairs.counts)
