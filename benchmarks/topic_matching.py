"""What the two matching benchmarks share: vectors, the model under test, and its rows beside every rival's."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matchmaker.bundles import Metric, open_bundle
from matchmaker.resources import resource_folder
from matchmaker.scorers.topic_fit.pair_signals import Step
from matchmaker.scorers.topic_fit.scorer import TopicFit
from matchmaker.text.encoder import Encoder
from training.datasets import topic_feeds
from training.datasets.matching import Matching
from training.topic_fit.crossfit import Crossed
from training.topic_fit.examples import Material, Measure, Pairs, TopicExamples
from training.topic_fit.figures import ranking_rows
from training.topic_fit.heads import Learned, learn, learn_measure
from training.topic_fit.recipe import TopicFitRecipe
from training.topic_fit.rows import bank
from training.topic_fit.spaces import fast_encoder, precise_encoder, turn_of
from training.topic_fit.trainer import TRAINER
from training.topic_fit.written import EncodedPosts
from training.trainer import RECIPES, read_recipe

Scores = NDArray[np.float64]


def local_recipe() -> TopicFitRecipe:
    """The recipe of the local variant: learned from topic-feeds."""
    return read_recipe(RECIPES / "topic_fit.toml", TRAINER.name, TRAINER.recipe_type)[0]


def cached_encoder() -> Encoder:
    """The service's encoder behind the cache that training uses."""
    return precise_encoder()


def learned_from(data: Path, encoder: Encoder, recipe: TopicFitRecipe) -> Learned:
    """From all human topic labels in `data`."""
    material = Material.encoded(topic_feeds.read(data), encoder, turn_of(encoder))
    return learn([material], encoder.encode(bank()), recipe.form, EncodedPosts.of(encoder))


def measured(matching: Matching, encoder: Encoder, recipe: TopicFitRecipe) -> TopicExamples:
    """Labels and the centroid of every brief and creator; its signals are of texts as encoded."""
    material = Material.encoded(matching, encoder)
    return learn_measure([material], encoder.encode(bank()), replace(recipe.form, common_parts=False)).examples(
        material
    )


def shipped_model() -> Learned:
    """The model in models/topic_fit, which has seen no set with human labels."""
    return learned_of_model(TopicFit.open(open_bundle(resource_folder("models") / "topic_fit" / "bundle")))


def shipped_first_pass() -> tuple[Learned, Encoder] | None:
    """The same of the fast encoder, with that encoder; None where the model has no first pass."""
    model = TopicFit.open(open_bundle(resource_folder("models") / "topic_fit" / "bundle")).first_pass
    encoder = fast_encoder()
    return (learned_of_model(model), encoder) if model and encoder and encoder.space == model.space else None


def learned_of_model(model: TopicFit) -> Learned:
    """What the model of one space learned."""
    step = Step(model.parameters.on_topic_similarity, model.parameters.on_topic_width)
    return Learned(Measure(model.topic_space, step, model.subjects), model.parameters.fit, model.parameters.specialism)


def scored(learned: Learned, material: Material) -> Crossed:
    """What a model says of every pair and feed."""
    examples = learned.measure.examples(material)
    return Crossed(learned.fit_probability(examples), learned.specialism_probability(examples))


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
