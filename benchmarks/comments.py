"""What does each part of the comment head bring, how does it transfer, and how fast is it? Beside TF-IDF and logistic regression."""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from matchmaker.bundles import Metric
from training.authenticity import TRAINER, AuthenticityRecipe
from training.authenticity.comments import HEAD, CommentsRecipe
from training.authenticity.comments_figures import held_out_probability, real_sources, unseen_cases
from training.authenticity.comments_fitting import CommentFitting, CommentModel, Comments, calibrate, fit
from training.authenticity.comments_generated import SOURCE_NAME
from training.authenticity.figures import DECIDED
from training.authenticity.text_figures import TFIDF, TextCase, tfidf_classifier
from training.evaluation import f1, metric_row, roc_auc
from training.trainer import read_recipe

RECIPE = Path(__file__).parents[1] / "training" / "recipes" / "authenticity.toml"
WHOLE = "the whole head"
SPEED_RUNS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--data and --recipe."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--recipe", type=Path, default=RECIPE, metavar="FILE", help="default: the local recipe")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Ablation on pages that took no part and on platforms that took none, and comments scored a second."""
    whole, _ = read_recipe(arguments.recipe, TRAINER.name, AuthenticityRecipe)
    recipe = whole.parts[HEAD.name]
    assert isinstance(recipe, CommentsRecipe), "the comment head's recipe is of its own type"
    comments = HEAD.examples(HEAD.load(arguments.data, recipe), recipe)
    rows: list[Metric] = []
    reached: dict[tuple[str, str, str], float] = {}
    for name, learned, fitting in variants(comments, recipe.fitting):
        for case in _cases(learned, fitting, recipe.seed):
            rows += [_row(name, metric, case, reached, recipe.seed) for metric in ("f1", "roc_auc")]
    model = calibrate(fit(comments, recipe.fitting, recipe.seed), recipe.fitting, recipe.seed)
    return [*rows, *_speed_rows(model)]


def variants(comments: Comments, fitting: CommentFitting) -> Iterator[tuple[str, Comments, CommentFitting]]:
    """The head, and the head without one part at a time."""
    trees = fitting.trees
    real = comments.where(comments.source != SOURCE_NAME)
    yield WHOLE, comments, fitting
    yield "without generated comments", real, fitting
    yield (
        "without trees",
        comments,
        fitting.model_copy(update={"trees": trees.model_copy(update={"weight_ratio": 0.0})}),
    )
    yield "trees alone", comments, fitting.model_copy(update={"trees": trees.model_copy(update={"weight_ratio": 1.0})})
    blind = replace(comments, features=comments.features.select(pl.all() * 0.0))
    words = fitting.model_copy(update={"trees": trees.model_copy(update={"weight_ratio": 0.0})})
    yield "words alone", blind, words


def _cases(learned: Comments, fitting: CommentFitting, seed: int) -> Iterator[TextCase]:
    """Known pages without the rival, then unseen platforms with it."""
    model = calibrate(fit(learned, fitting, seed), fitting, seed)
    probability = held_out_probability(model, fitting)
    for name in real_sources(learned):
        own = learned.source == name
        nothing = np.full(int(own.sum()), np.nan)
        yield TextCase(name, "spam/known", learned.spam[own], probability[own], nothing, WHOLE, learned.group[own])
    yield from unseen_cases(learned, learned, fitting, seed)


def _row(variant: str, metric: str, case: TextCase, reached: dict[tuple[str, str, str], float], seed: int) -> Metric:
    """The figure of one variant beside that of the whole head, which comes first."""
    statistic = f1 if metric == "f1" else roc_auc
    said = case.probability >= DECIDED if metric == "f1" else case.probability
    key = (case.set, case.target, metric)
    reached.setdefault(key, statistic(case.positive, said))
    return metric_row(
        case.set,
        f"{case.target}: {variant}",
        metric,
        statistic,
        case.positive,
        said,
        rival=None if variant == WHOLE else WHOLE,
        rival_value=None if variant == WHOLE else reached[key],
        groups=case.group,
        seed=seed,
    )


def _speed_rows(model: CommentModel) -> list[Metric]:
    """Real comments scored a second of processor time, from text to probability."""
    learned = model.learned.where(model.learned.source != SOURCE_NAME)
    classifier = tfidf_classifier().fit(learned.text, learned.spam)
    texts = pl.Series(learned.text, dtype=pl.String)
    ours = _seconds(lambda: model.head.score(texts))
    theirs = float(np.median(_seconds(lambda: classifier.predict_proba(learned.text))))
    count, target = len(texts), f"{len(texts):,} comments"
    return [
        metric_row(
            "speed",
            target,
            "comments_per_second",
            lambda seconds: count / np.median(seconds),
            ours,
            rival=TFIDF,
            rival_value=count / theirs,
        ),
        metric_row(
            "speed",
            target,
            "times_as_fast",
            lambda seconds: theirs / np.median(seconds),
            ours,
            rival=TFIDF,
            rival_value=1,
        ),
    ]


def _seconds(act: Callable[[], object]) -> list[float]:
    """Process CPU seconds of each run, because they are what a busy machine does not change."""
    act()
    taken = []
    for _ in range(SPEED_RUNS):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return taken
