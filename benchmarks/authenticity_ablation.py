"""What does each part of the fake-account head bring on a set it has never seen? One part changed at a time."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import polars as pl
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import SplineTransformer

from benchmarks.fake_recipe import add_arguments as add_arguments
from benchmarks.fake_recipe import fake_recipe, learned_accounts
from matchmaker.bundles import Metric
from matchmaker.scorers.authenticity.account_features import FEATURE_NAMES
from training.authenticity.fake import FakeRecipe
from training.authenticity.fake_accounts import Accounts, Numbers, equal_weights
from training.authenticity.fake_experts import ExpertFitting, fit_expert, teaching_weights
from training.authenticity.fake_figures import fit_calibrated
from training.evaluation import accuracy, metric_row, pr_auc, roc_auc

PURBA = "purba-instagram-fake-authentic-2020"
OWN_TEST_RATIO = 0.3
PUBLISHED_FOREST = 0.901  # accuracy of the random forest on two classes, as quoted with the data
UNTUNED_AUC = 0.963  # untuned LightGBM, 5-fold on a larger sample, published with the data
OURS = "as in the recipe"
LINEAR = ("followers_log", "following_log", "posts_log", "has_profile_picture")  # known in every set

Answer: TypeAlias = Callable[[Accounts, Accounts, int], Numbers]  # learned, asked, seed -> a score of each asked


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Each variant on each set left out, beside the recipe's own figure; then the split of one set by itself."""
    recipe = fake_recipe(arguments)
    accounts = learned_accounts(arguments, recipe).in_order()
    ours = dict(_left_out(accounts, _expert(recipe.fitting.profile), recipe.seed))
    rows = [row for name, scores in ours.items() for row in _rows(accounts, name, OURS, scores, ours, recipe.seed)]
    for variant, answer in _variants(recipe.fitting.profile).items():
        for name, scores in _left_out(accounts, answer, recipe.seed):
            rows += _rows(accounts, name, variant, scores, ours, recipe.seed)
    return [*rows, *(own_split_rows(accounts, recipe) if PURBA in accounts.source else [])]


def own_split_rows(accounts: Accounts, recipe: FakeRecipe) -> list[Metric]:
    """Random rows of one set by a model of its other rows and all other sets; again without accounts without a post.

    Every account of that set without a post is fake, which no platform promises.
    """
    drawn = np.random.default_rng(recipe.seed).random(len(accounts)) < OWN_TEST_RATIO
    held_out = (accounts.source == PURBA) & drawn
    asked = accounts.where(held_out)
    probability = fit_calibrated(accounts.where(~held_out), recipe.fitting, recipe.seed).probability(asked)
    posting = asked.features.select(pl.col("posts_log") > 0).to_series().to_numpy()
    return [
        metric_row(
            PURBA,
            f"fake/own 30 % split, {kept}",
            name,
            statistic,
            asked.fake[rows],
            said[rows],
            rival=rival,
            rival_value=value,
            seed=recipe.seed,
        )
        for kept, rows in (("all", posting | True), ("accounts with posts", posting))
        for name, statistic, said, rival, value in (
            ("roc_auc", roc_auc, probability, "untuned LightGBM", UNTUNED_AUC),
            ("accuracy", accuracy, probability >= 0.5, "random forest", PUBLISHED_FOREST),
        )
    ]


def _variants(fitting: ExpertFitting) -> Mapping[str, Answer]:
    """What else was tried, by what is different; those that need a whole batch to answer could not be served."""
    size, ratios = (choose(fitting.boosters, key=len) for choose in (max, min))
    profile = tuple(name for name in size if name in FEATURE_NAMES[: FEATURE_NAMES.index("engagement_likes_ratio")])

    def other(**update: object) -> Answer:
        return _expert(fitting.model_copy(update=update))

    return {
        "size booster alone": other(boosters=(size,)),
        "ratio booster alone": other(boosters=(ratios,)),
        "one booster of every column": other(boosters=(FEATURE_NAMES,)),
        "without columns about posts": other(boosters=(profile, tuple(name for name in ratios if name in profile))),
        "any sign": other(is_signed=False),
        "every row weighs the same": other(is_balanced=False),
        "every set weighs the same": other(regret_scale=0.0),
        "best teacher nearly alone": other(regret_scale=0.01),
        "all rows of the largest set": other(largest_class_count=0),
        "no copies with columns missing": other(augmentation=fitting.augmentation.model_copy(update={"weight": 0.0})),
        "15 leaves, most columns a tree": other(
            trees=fitting.trees.model_copy(update={"leaves": 15, "columns_per_tree_ratio": 0.8})
        ),
        "mean of one expert a set": lambda learned, asked, seed: _expert_a_set(learned, asked, fitting, seed),
        "ranks within each set (needs the whole batch)": lambda learned, asked, seed: other()(
            _ranked(learned), _ranked(asked), seed
        ),
        "splines of counts, logistic": _splines,
    }


def _expert(fitting: ExpertFitting) -> Answer:
    def answer(learned: Accounts, asked: Accounts, seed: int) -> Numbers:
        return fit_expert(learned, fitting, teaching_weights(learned, fitting, seed), seed).raw(asked)

    return answer


def _expert_a_set(learned: Accounts, asked: Accounts, fitting: ExpertFitting, seed: int) -> Numbers:
    sets = np.unique(learned.source)
    scores = [fit_expert(learned.where(learned.source == name), fitting, {}, seed).raw(asked) for name in sets]
    mean: Numbers = np.mean(scores, axis=0)
    return mean


def _ranked(accounts: Accounts) -> Accounts:
    """Every column as its rank within its set, from 0 to 1."""
    ranked = accounts.features.with_columns(pl.Series("source", accounts.source)).select(
        (pl.col(name).rank() / pl.col(name).count()).over("source") for name in accounts.features.columns
    )
    return replace(accounts, features=ranked)


def _splines(learned: Accounts, asked: Accounts, seed: int) -> Numbers:
    """An additive model on the columns that every set knows."""
    model = make_pipeline(SplineTransformer(4, degree=2, extrapolation="linear"), LogisticRegression(max_iter=2_000))
    model.fit(learned.matrix(LINEAR), learned.fake, logisticregression__sample_weight=equal_weights(learned))
    scores: Numbers = model.decision_function(asked.matrix(LINEAR))
    return scores


def _left_out(accounts: Accounts, answer: Answer, seed: int) -> Iterator[tuple[str, Numbers]]:
    """Scores of each set's accounts by what learned the other sets."""
    whole = accounts.whole()
    for name in map(str, np.unique(whole.source)):
        yield name, answer(whole.where(whole.source != name), whole.where(whole.source == name), seed)


def _rows(
    accounts: Accounts, name: str, variant: str, scores: Numbers, ours: Mapping[str, Numbers], seed: int
) -> list[Metric]:
    """Both areas of a variant, the recipe's own beside them."""
    fake = accounts.fake[accounts.source == name]
    return [
        metric_row(
            name,
            f"fake/unseen, {variant}",
            metric,
            statistic,
            fake,
            scores,
            rival=None if variant == OURS else OURS,
            rival_value=None if variant == OURS else statistic(fake, ours[name]),
            seed=seed,
        )
        for metric, statistic in (("roc_auc", roc_auc), ("pr_auc", pr_auc))
    ]
