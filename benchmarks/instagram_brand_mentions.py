"""Which creators mention which brand, posts that name it dropped: topic fit against word search, priors and chance."""

import argparse
from pathlib import Path

import numpy as np

from benchmarks.text_search import TextSearch
from benchmarks.topic_matching import (
    Scores,
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
from matchmaker.text.encoder import Encoder
from training.datasets import instagram_brand_mentions
from training.topic_fit.examples import Material, Pairs
from training.topic_fit.figures import CENTROID
from training.topic_fit.heads import Learned
from training.topic_fit.mentions import (
    Directory,
    Mentions,
    cross_fitted_mentions,
    fit_mentions,
    measure_mentions,
    mention_rate,
    read_directory,
)

SEED = 0
PRIOR_WEIGHT = 0.3  # in standard deviations; equal weights drown what a post is about


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    add_folders(parser)


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Fit learned from the human labels in --data, and shipped, neither of which saw a mention; and the head that did.

    That head is cross-validated over brands and creators, or learned from --data with --exam.
    """
    encoder, recipe = cached_encoder(), local_recipe()
    matching = instagram_brand_mentions.read(arguments.exam or arguments.data)
    material, pairs = Material.encoded(matching, encoder), measured(matching, encoder, recipe).pairs
    learned = learned_from(arguments.data, encoder, recipe)
    fit, prior, search = scored(learned, material).fit, mention_rate(matching), TextSearch(matching)
    ours = {
        "learned": fit,
        "shipped": scored(shipped_model(), material).fit,
        "learned + mention rate": _standard(_logit(fit)) + PRIOR_WEIGHT * _standard(prior),
        "learned from mentions": _from_mentions(arguments, learned, encoder),
    }
    rivals = {
        CENTROID: pairs.centroid,
        f"{CENTROID} + mention rate": _standard(pairs.centroid) + PRIOR_WEIGHT * _standard(prior),
        "TF-IDF": search.tf_idf(),
        "BM25": search.bm25(),
        "mention rate": prior,
        "random": _chance(pairs),
    }
    return rows_beside(pairs, ours, rivals)


def _from_mentions(arguments: argparse.Namespace, learned: Learned, encoder: Encoder) -> Scores:
    directory = read_directory(arguments.data, encoder)
    seen = _measured(arguments.data, directory, learned, encoder)
    if not arguments.exam:
        return cross_fitted_mentions(seen)
    everything = np.ones(len(directory.handles), np.bool_)
    asked = _measured(arguments.exam, directory, learned, encoder)
    return fit_mentions(seen.signals(everything), seen.mentioned).scores(asked.signals(everything)).ravel()


def _measured(data: Path, directory: Directory, learned: Learned, encoder: Encoder) -> Mentions:
    material = Material.encoded(instagram_brand_mentions.read(data), encoder)
    search = TextSearch(material.matching)
    matched = {
        "centroid": measured(material.matching, encoder, local_recipe()).pairs.centroid,
        "fit": _logit(scored(learned, material).fit),
        "tf_idf": search.tf_idf(),
        "bm25": search.bm25(),
    }
    return measure_mentions(data, material, directory, encoder, matched)


def _logit(probability: Scores) -> Scores:
    return np.asarray(np.log(probability) - np.log1p(-probability))


def _standard(scores: Scores) -> Scores:
    return np.asarray((scores - np.nanmean(scores)) / np.nanstd(scores))


def _chance(pairs: Pairs) -> Scores:
    return np.random.default_rng(SEED).random(len(pairs.brief))
