"""Do kinds of posts that earned more go on to? Effects of the first two thirds of each feed against its last third.

Priors are learned from other creators. Rivals: no effect at all, and the plain mean of the creator's own posts.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

import training
from matchmaker.bundles import Metric
from matchmaker.domain.assessment import Numbers
from matchmaker.scorers.performance.effects import Z90, mean_variance, posterior
from training.evaluation import coverage, metric_row
from training.examples import as_of_examples
from training.performance.effects import fit_effects, learned_means
from training.performance.exam import read_feeds
from training.performance.recipe import PerformanceRecipe
from training.splits import by_group
from training.trainer import read_recipe

RECIPE = Path(training.__file__).parent / "recipes" / "performance.toml"
FOLDS = 3
EARLIER = 2 / 3  # of a creator's posts
LEVEL = ["creator_id", "dimension", "level"]
SMALLEST_VARIANCE = 0.02  # of a later mean: long feeds must not count for everything


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the sets lie."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Error and coverage of later log differences, by dimension and over all."""
    recipe, _ = read_recipe(RECIPE, "performance", PerformanceRecipe)
    feeds = read_feeds(arguments.data, recipe)
    examples = pl.concat(as_of_examples(each).with_columns(set=pl.lit(name)) for name, each in feeds.items())
    judged = pl.concat(_judged(examples, recipe.seed))
    parts = [(str(name), rows) for (name,), rows in judged.sort("dimension").group_by("dimension", maintain_order=True)]
    return [row for name, rows in [*parts, ("all", judged)] for row in _figures(name, rows, recipe.seed)]


def _judged(examples: pl.DataFrame, seed: int) -> Iterator[pl.DataFrame]:
    """One row a creator, dimension and level seen early and late: what was said, and what the later posts showed."""
    named = examples.with_columns(author_id=pl.format("{}/{}", "set", "author_id"))
    place = pl.col("moment").rank("ordinal").over("author_id") / pl.len().over("author_id")
    for held_out in by_group(named["author_id"].to_numpy(), (1,) * FOLDS, seed):
        known = fit_effects(named.filter(pl.Series(~held_out)))
        asked = named.filter(pl.Series(held_out))
        early = learned_means(asked.filter(place <= EARLIER)).rename({"author_id": "creator_id"})
        late = learned_means(asked.filter(place > EARLIER)).rename({"author_id": "creator_id"})
        later = late.select(*LEVEL, later="mean", doubt=known.clumping * mean_variance(known.within))
        yield posterior(early, known).join(later, on=LEVEL)


def _figures(name: str, rows: pl.DataFrame, seed: int) -> Iterator[Metric]:
    said, low, high = (rows[f"times_usual_{level}"].log().to_numpy() for level in ("p50", "p10", "p90"))
    later, doubt = rows["later"].to_numpy(), rows["doubt"].to_numpy()
    weight = 1 / (SMALLEST_VARIANCE + doubt)
    creators = rows["creator_id"].to_numpy()

    def error(truth: Numbers, answer: Numbers, weights: Numbers) -> float:
        return float((np.abs(truth - answer) * weights).sum() / weights.sum())

    own = metric_row(name, "times usual/later", "mae", error, later, said, weight, groups=creators, seed=seed)
    for rival, answer in (
        ("no effect", np.zeros(len(later))),
        ("plain mean", rows["observed_times_usual"].log().to_numpy()),
    ):
        yield own.model_copy(update={"rival": rival, "rival_value": error(later, answer, weight)})
    reach = Z90 * np.sqrt(((high - low) / 2 / Z90) ** 2 + doubt)  # the later mean is itself known by few posts
    yield metric_row(
        name, "times usual/later", "coverage", coverage, later, said - reach, said + reach, groups=creators, seed=seed
    )
