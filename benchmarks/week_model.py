"""A small model of made-up accounts with everything a gate looks at: trees, slices, a probe, labels to shuffle."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

import lightgbm as lgb
import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field, JsonValue

from matchmaker.bundles import Bundle, Manifest
from matchmaker.bundles.judged import JUDGED
from matchmaker.bundles.probe import PROBE_FILE
from matchmaker.scorers.boosters import TextBooster
from training.datasets.source import Source
from training.evaluation import ece, metric_row, roc_auc
from training.gate.behaviour import Behaviour, not_above
from training.splits import by_group
from training.trainer import Draft, Evaluation, Recipe, Split

NAME, SET = "accounts", "week"
SOURCE = Source(SET, "CC0 1.0", shippable=True)
FEATURES = ("following_log", "posts_log", "age_log", "bio_length")
LEAK = "suspended_later"  # known only after the label: whoever learns from it learns the answer
TREES_FILE = "trees.txt"
PROBE_ROWS = 400  # so many that trees, not the reading of the question, take the time
PLATFORMS, TIERS, LANGUAGES = ("instagram", "tiktok", "youtube"), ("nano", "micro", "macro"), ("en", "es", "vi")
NOISE = 1.0  # standard deviation of what no feature tells, on the scale of the log odds


@dataclass(frozen=True)
class WeekScorer:
    """Probability that an account is fake."""

    name: ClassVar[str] = NAME
    bundle: Bundle
    trees: TextBooster

    @classmethod
    def open(cls, bundle: Bundle) -> Self:
        """The trees of a verified bundle."""
        return cls(bundle, TextBooster.open(bundle, TREES_FILE))

    def probability(self, rows: pl.DataFrame) -> NDArray[np.float64]:
        """Shape (rows,); a column that a row lacks is unknown."""
        missing = [pl.lit(None, pl.Float64).alias(name) for name in self.trees.features if name not in rows.columns]
        return self.trees.predict(rows.with_columns(missing))

    def answer_probe(self, inputs: JsonValue) -> JsonValue:
        """A probability a recorded account."""
        assert isinstance(inputs, list)
        answers: list[JsonValue] = list(self.probability(pl.DataFrame(inputs)).tolist())
        return answers


class WeekRecipe(Recipe):
    """How many trees, how fast they learn, and from which columns."""

    rounds: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    features: tuple[str, ...] = FEATURES


@dataclass(frozen=True)
class WeekTrainer:
    """The steps of the small model."""

    name: str = NAME
    recipe_type: type[WeekRecipe] = WeekRecipe

    @property
    def behaviours(self) -> Sequence[Behaviour]:
        """More accounts followed are more suspicious."""
        return (Behaviour("direction", "who follows more is likelier fake", _more_followed),)

    def load(self, data: Path, recipe: WeekRecipe) -> pl.DataFrame:
        """The accounts of all days so far."""
        return SOURCE.frame(data, "account", "fake", *recipe.features)

    def examples(self, tables: pl.DataFrame, recipe: WeekRecipe) -> pl.DataFrame:
        """An account is an example."""
        return tables

    def split(self, examples: pl.DataFrame, recipe: WeekRecipe) -> Split[pl.DataFrame]:
        """By creator: who was held out stays held out when more arrives."""
        masks = by_group(examples["creator"].to_numpy(), (0.6, 0.1, 0.3), recipe.seed)
        train, calibration, test = (examples.filter(pl.Series(mask)) for mask in masks)
        return Split(train, calibration, test)

    def fit(self, train: pl.DataFrame, recipe: WeekRecipe) -> str:
        """LightGBM text."""
        rows = train.select(pl.col(name).cast(pl.Float64) for name in recipe.features).to_numpy()
        parameters = {
            "objective": "binary",
            "num_leaves": 7,
            "learning_rate": recipe.learning_rate,
            "min_data_in_leaf": 20,
            "seed": recipe.seed,
            "deterministic": True,
            "num_threads": 1,
            "verbose": -1,
        }
        labels = lgb.Dataset(rows, train["fake"].cast(pl.Float64).to_numpy(), feature_name=list(recipe.features))
        text: str = lgb.train(parameters, labels, recipe.rounds).model_to_string()
        return text

    def calibrate(self, model: str, calibration: pl.DataFrame, recipe: WeekRecipe) -> str:
        """Log loss leaves nothing to calibrate here."""
        return model

    def evaluate(self, model: str, split: Split[pl.DataFrame], recipe: WeekRecipe) -> Evaluation:
        """Area and calibration beside the best single column."""
        truth = split.test["fake"].to_numpy()
        judged = self._judged(TextBooster(model, recipe.features), split.test)
        said, groups = judged["predicted"].to_numpy(), judged["group"].to_numpy()
        rival = roc_auc(truth, split.test["following_log"].to_numpy())
        area = metric_row(
            SET, NAME, "roc_auc", roc_auc, truth, said, rival="accounts followed", rival_value=rival, groups=groups
        )
        return Evaluation((area, metric_row(SET, NAME, "ece", ece, truth, said, groups=groups)), judged=judged)

    def judge(self, bundle: Bundle, split: Split[pl.DataFrame], recipe: WeekRecipe) -> pl.DataFrame:
        """What a bundle says of the test accounts."""
        return self._judged(WeekScorer.open(bundle).trees, split.test)

    def shuffled(self, split: Split[pl.DataFrame], recipe: WeekRecipe) -> Split[pl.DataFrame]:
        """Training accounts with the labels of others."""
        wrong = split.train.with_columns(pl.col("fake").shuffle(seed=recipe.seed))
        return Split(wrong, split.calibration, split.test)

    def draft(self, model: str, recipe: WeekRecipe) -> Draft:
        """The trees and a probe of accounts that are always the same."""
        inputs: JsonValue = accounts(PROBE_ROWS, 0, 0).select(*FEATURES, LEAK).to_dicts()  # type: ignore[assignment]
        files = {TREES_FILE: model.encode()}
        manifest = Manifest(name=NAME, version="", created_at="", description="", features=recipe.features)
        answers = WeekScorer.open(Bundle(Path(), manifest, files)).answer_probe(inputs)
        probe = json.dumps({"inputs": inputs, "answers": answers}).encode()
        return Draft("Fake accounts of a made-up week", {**files, PROBE_FILE: probe}, features=recipe.features)

    def _judged(self, trees: TextBooster, test: pl.DataFrame) -> pl.DataFrame:
        missing = [pl.lit(None, pl.Float64).alias(name) for name in trees.features if name not in test.columns]
        said = trees.predict(test.with_columns(missing))
        judged = test.select(
            pl.lit(SET).alias("set"),
            pl.lit(NAME).alias("target"),
            pl.col("account").alias("row"),
            pl.col("creator").alias("group"),
            pl.col("fake").cast(pl.Float64).alias("truth"),
            pl.Series("predicted", said),
            *(pl.lit(None, pl.Float64).alias(name) for name in ("low", "high")),
            *("platform", "tier", "language"),
            source=pl.lit(SET),
        )
        return judged.select(JUDGED.names()).cast(JUDGED)


def accounts(count: int, day: int, seed: int) -> pl.DataFrame:
    """`count` made-up accounts of one day, five a creator; their label follows the features and chance."""
    random = np.random.default_rng((seed, day))
    rows = pl.DataFrame(random.normal(size=(count, len(FEATURES))), schema=list(FEATURES))
    following, posts, age, bio = (rows[name].to_numpy() for name in FEATURES)
    odds = 1.4 * following - posts * (age < 0) - 0.8 * age + 0.5 * np.sin(2 * bio) + random.normal(0, NOISE, count)
    fake = odds > 0
    return rows.with_columns(
        pl.Series("account", [f"d{day}-{place}" for place in range(count)]),
        pl.Series("creator", [f"d{day}-c{place // 5}" for place in range(count)]),
        *(
            pl.Series(name, random.choice(values, count))
            for name, values in (("platform", PLATFORMS), ("tier", TIERS), ("language", LANGUAGES))
        ),
        pl.Series("fake", fake),
        pl.Series(LEAK, np.where(random.random(count) < 0.97, fake, ~fake).astype(np.float64)),
    )


def _more_followed(scorer: WeekScorer) -> str | None:
    rows = pl.DataFrame({name: [0.0, 0.0] for name in FEATURES} | {"following_log": [-1.5, 1.5], LEAK: [None, None]})
    few, many = scorer.probability(rows.cast(pl.Float64))
    return not_above("probability", float(many), float(few))
