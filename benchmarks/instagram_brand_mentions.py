"""Which creators mention which brand, posts that name it dropped: topic fit against word search, priors and chance."""

import argparse

import numpy as np
import polars as pl

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
from training.datasets import instagram_brand_mentions
from training.datasets.matching import Matching
from training.topic_examples import Material, Pairs
from training.topic_figures import CENTROID

SEED = 0
PRIOR_WEIGHT = 0.3  # in standard deviations; equal weights drown what a post is about


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    add_folders(parser)


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Learned from the human topic labels in --data, shipped, and the learned fit with the prior; none saw a mention."""
    encoder, recipe = cached_encoder(), local_recipe()
    matching = instagram_brand_mentions.read(arguments.exam or arguments.data)
    material, pairs = Material.encoded(matching, encoder), measured(matching, encoder, recipe).pairs
    learned = scored(learned_from(arguments.data, encoder, recipe), material).fit
    prior, search = mention_rate(matching), TextSearch(matching)
    ours = {
        "learned": learned,
        "shipped": scored(shipped_model(), material).fit,
        "learned + mention rate": _standard(_logit(learned)) + PRIOR_WEIGHT * _standard(prior),
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


def mention_rate(matching: Matching) -> Scores:
    """ln(1 + @mentions a post) of each creator, the same for every brief: the prior that must be reported."""
    rates = matching.snapshot.posts.group_by("creator_id").agg(rate=pl.col("mentions").list.len().fill_null(0).mean())
    rows = matching.snapshot.creators.join(rates, on="creator_id", how="left", maintain_order="left")
    return np.tile(np.log1p(rows["rate"].fill_null(0).to_numpy()), matching.briefs.height)


def _logit(probability: Scores) -> Scores:
    return np.asarray(np.log(probability) - np.log1p(-probability))


def _standard(scores: Scores) -> Scores:
    return np.asarray((scores - np.nanmean(scores)) / np.nanstd(scores))


def _chance(pairs: Pairs) -> Scores:
    return np.random.default_rng(SEED).random(len(pairs.brief))
