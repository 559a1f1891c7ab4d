"""What the two matching benchmarks share: vectors, the model under test, and its rows beside every rival's."""

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matchmaker.bundles import Metric, open_bundle
from matchmaker.resources import resource_folder
from matchmaker.scorers.topic_fit import TopicFit
from matchmaker.text.encoder import Encoder
from matchmaker.text.onnx_encoder import OnnxEncoder
from matchmaker.text.vectors import VectorCache
from training.datasets.matching import Matching
from training.provenance import CHECKOUT
from training.topic_examples import Measure, Pairs, TopicExamples
from training.topic_figures import ranking_rows
from training.topic_fit import RECIPES, TRAINER, TopicFitRecipe, bank, measure
from training.trainer import read_recipe

Scores = NDArray[np.float64]


def local_recipe() -> TopicFitRecipe:
    """The recipe of the local variant: learned from topic-feeds."""
    return read_recipe(RECIPES / "topic_fit.toml", TRAINER.name, TRAINER.recipe_type)[0]


def cached_encoder() -> Encoder:
    """The service's encoder behind the cache that training uses."""
    return VectorCache(CHECKOUT / "var" / "vectors", OnnxEncoder.open(resource_folder("models") / "encoder" / "bundle"))


def measured(matching: Matching, encoder: Encoder, recipe: TopicFitRecipe) -> TopicExamples:
    """Signals of every brief and creator."""
    return local_measure(encoder, recipe).examples(matching, encoder)


def local_measure(encoder: Encoder, recipe: TopicFitRecipe) -> Measure:
    """How the recipe measures with this encoder."""
    return measure(recipe, encoder.encode(bank()))


def shipped_model() -> TopicFit:
    """The model in models/topic_fit."""
    return TopicFit.open(open_bundle(resource_folder("models") / "topic_fit" / "bundle"))


def shipped_scores(pairs: Pairs) -> Scores:
    """The shipped model's probability of every pair, which it has never seen."""
    return shipped_model().parameters.fit.probability(pairs.signals, pairs.counts)


def rows_beside(pairs: Pairs, ours: Mapping[str, Scores], rivals: Mapping[str, Scores]) -> list[Metric]:
    """A row a variant, metric and rival."""
    return [
        row
        for variant, scores in ours.items()
        for name, theirs in rivals.items()
        for row in ranking_rows(f"fit/{variant}", pairs, scores, name, theirs)
    ]


def add_folders(parser: argparse.ArgumentParser) -> None:
    """--data DIR, and --exam DIR to test on another folder of the same layout."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--exam", type=Path, metavar="DIR", help="learn from --data, test on this folder")
