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
    shipped_first_pass,
    shipped_model,
)
from matchmaker.bundles import Metric
from training.datasets import topic_feeds
from training.datasets.matching import Matching
from training.topic_fit.crossfit import Crossed, cross_fitted, forms, learn_from_rows
from training.topic_fit.examples import Material
from training.topic_fit.figures import CENTROID, specialist_rows
from training.topic_fit.rows import bank
from training.topic_fit.spaces import turn_of
from training.topic_fit.written import EncodedPosts


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    add_folders(parser)


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Learned variant (cross-validated over briefs and creators, or learned from --data with --exam) and shipped."""
    encoder, recipe = cached_encoder(), local_recipe()
    matching = topic_feeds.read(arguments.exam or arguments.data)
    material = Material.encoded(matching, encoder, turn_of(encoder))
    examples = measured(matching, encoder, recipe)
    shipped = {"shipped": scored(shipped_model(), material)} | _first_pass(matching)
    if arguments.exam:
        variants = {"learned": scored(learned_from(arguments.data, encoder, recipe), material)} | shipped
    else:
        topics = encoder.encode(bank())
        learner, trial = learn_from_rows(topics, EncodedPosts.of(encoder)), learn_from_rows(topics)
        variants = {
            "cross-validated": cross_fitted(material, learner, [recipe.form]),
            "cross-validated, form too": cross_fitted(material, learner, forms(recipe.form), trial),
        } | shipped
    search = TextSearch(matching)
    rivals = {CENTROID: examples.pairs.centroid, "TF-IDF": search.tf_idf(), "BM25": search.bm25()}
    rows = rows_beside(examples.pairs, {name: each.fit for name, each in variants.items()}, rivals)
    for name, each in variants.items():
        rows += specialist_rows(f"specialism/{name}", examples.feeds, each.specialism)
    return rows


def _first_pass(matching: Matching) -> dict[str, Crossed]:
    found = shipped_first_pass()
    return {"shipped, first pass": scored(found[0], Material.encoded(matching, found[1]))} if found else {}
