"""Which creators mention which brand, posts that name it dropped: topic fit against word search, priors and chance."""

import argparse

import numpy as np

from benchmarks.text_search import TextSearch
from benchmarks.topic_matching import (
    Scores,
    add_folders,
    cached_encoder,
    local_recipe,
    measured,
    rows_beside,
    shipped_scores,
)
from matchmaker.bundles import Metric
from training.datasets import instagram_brand_mentions, topic_feeds
from training.datasets.matching import Matching
from training.topic_examples import Pairs, dropped_posts
from training.topic_figures import CENTROID
from training.topic_heads import fit_heads

SEED = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    add_folders(parser)


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Learned from the human topic labels in --data, shipped, and the learned fit with the prior; none saw a mention."""
    encoder, recipe = cached_encoder(), local_recipe()
    matching = instagram_brand_mentions.read(arguments.exam or arguments.data)
    pairs = measured(matching, encoder, recipe).pairs
    seen = measured(topic_feeds.read(arguments.data), encoder, recipe)
    learned = fit_heads(seen, recipe.prior_posts, recipe.penalty).fit.probability(pairs.signals, pairs.counts)
    prior, search = mention_rate(matching), TextSearch(matching)
    ours = {
        "learned": learned,
        "shipped": shipped_scores(pairs),
        "learned + mention rate": _standard(_logit(learned)) + _standard(prior),
    }
    rivals = {
        CENTROID: pairs.centroid,
        f"{CENTROID} + mention rate": _standard(pairs.centroid) + _standard(prior),
        "TF-IDF": search.tf_idf(),
        "BM25": search.bm25(),
        "mention rate": prior,
        "random": _chance(pairs),
    }
    return rows_beside(pairs, ours, rivals)


def mention_rate(matching: Matching) -> Scores:
    """ln(1 + @mentions a post) of each creator without the posts that give the brief away; the prior to report."""
    posts = matching.snapshot.posts
    order = {name: row for row, name in enumerate(matching.snapshot.creators["creator_id"])}
    owner = np.array([order[name] for name in posts["creator_id"]])
    mentions = posts["mentions"].list.len().fill_null(0).to_numpy().astype(np.float64)
    keeps = [np.ones(len(owner)) if out is None else 1.0 - out for out in dropped_posts(matching)]
    totals = [np.bincount(owner, keep * mentions, len(order)) for keep in keeps]
    counts = [np.bincount(owner, keep, len(order)) for keep in keeps]
    return np.concatenate([np.log1p(total / np.maximum(count, 1)) for total, count in zip(totals, counts, strict=True)])


def _logit(probability: Scores) -> Scores:
    return np.asarray(np.log(probability) - np.log1p(-probability))


def _standard(scores: Scores) -> Scores:
    return np.asarray((scores - np.nanmean(scores)) / np.nanstd(scores))


def _chance(pairs: Pairs) -> Scores:
    return np.random.default_rng(SEED).random(len(pairs.brief))
