"""Ranking feeds with human topic labels for hand-written briefs, against word search and the plain centroid."""

import argparse

from benchmarks.text_search import TextSearch
from benchmarks.topic_matching import (
    add_folders,
    cached_encoder,
    learned_from,
    local_recipe,
    measured,
    rows_beside,
    scored,
    shipped_model,
)
from matchmaker.bundles import Metric
from training.datasets import topic_feeds
from training.topic_fit.crossfit import cross_fitted, forms, learn_from_rows
from training.topic_fit.examples import Material
from training.topic_fit.figures import CENTROID, specialist_rows
from training.topic_fit.rows import bank


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    add_folders(parser)


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Learned variant (cross-validated over briefs and creators, or learned from --data with --exam) and shipped."""
    encoder, recipe = cached_encoder(), local_recipe()
    matching = topic_feeds.read(arguments.exam or arguments.data)
    material, examples = Material.encoded(matching, encoder), measured(matching, encoder, recipe)
    shipped = scored(shipped_model(), material)
    if arguments.exam:
        variants = {"learned": scored(learned_from(arguments.data, encoder, recipe), material), "shipped": shipped}
    else:
        learner = learn_from_rows(encoder.encode(bank()))
        crossed = {
            "cross-validated": cross_fitted(material, learner, [recipe.form]),
            "cross-validated, form too": cross_fitted(material, learner, forms(recipe.form)),
        }
        variants = crossed | {"shipped": shipped}
    search = TextSearch(matching)
    rivals = {CENTROID: examples.pairs.centroid, "TF-IDF": search.tf_idf(), "BM25": search.bm25()}
    rows = rows_beside(examples.pairs, {name: each.fit for name, each in variants.items()}, rivals)
    for name, each in variants.items():
        rows += specialist_rows(f"specialism/{name}", examples.feeds, each.specialism)
    return rows
