"""A model small enough to check by hand: y = slope * x, with its trainer, its source and its bundle."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import polars as pl
from matplotlib.figure import Figure
from pydantic import JsonValue

from matchmaker.bundles import Bundle, Manifest, save_bundle
from matchmaker.bundles.judged import JUDGED
from matchmaker.errors import ModelUnavailableError
from training.datasets.source import Source
from training.evaluation import mae, metric_row
from training.pipeline import Job
from training.splits import by_group
from training.trainer import Draft, Evaluation, Recipe, Split

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SOURCE = Source("tiny/market", "CC0 1.0", shippable=True)
RECIPE = 'model = "tiny"\nseed = 7\nsources = ["market"]\n'


@dataclass(frozen=True)
class Tiny:
    """Answers slope * x."""

    name: ClassVar[str] = "tiny"
    bundle: Bundle
    slope: float

    @classmethod
    def open(cls, bundle: Bundle) -> Self:
        document = bundle.read_json("model.json")
        if not isinstance(document, dict) or not isinstance(document.get("slope"), float):
            raise ModelUnavailableError(f"{bundle.folder}: expected a slope; train it again")
        return cls(bundle, document["slope"])

    def answer_probe(self, inputs: JsonValue) -> JsonValue:
        assert isinstance(inputs, list)
        return [self.slope * float(str(x)) for x in inputs]


class Other(Tiny):
    """The same under another name, for sets of two."""

    name = "other"


class TinyRecipe(Recipe):
    """A factor that sabotages the model when it is not 1."""

    sabotage: float = 1.0


@dataclass(frozen=True)
class TinyTrainer:
    """Learns the slope from one CSV of creator, x, y."""

    name: str = "tiny"
    recipe_type: type[TinyRecipe] = TinyRecipe

    def load(self, data: Path, recipe: TinyRecipe) -> pl.DataFrame:
        return SOURCE.frame(data, "creator", "x", "y")

    def examples(self, tables: pl.DataFrame, recipe: TinyRecipe) -> pl.DataFrame:
        return tables

    def split(self, examples: pl.DataFrame, recipe: TinyRecipe) -> Split[pl.DataFrame]:
        train, calibration, test = by_group(examples["creator"], seed=recipe.seed)
        return Split(examples.filter(train), examples.filter(calibration), examples.filter(test))

    def fit(self, train: pl.DataFrame, recipe: TinyRecipe) -> float:
        x, y = train["x"].to_numpy(), train["y"].to_numpy()
        return float(x @ y / (x @ x)) * recipe.sabotage

    def calibrate(self, model: float, calibration: pl.DataFrame, recipe: TinyRecipe) -> float:
        return model

    def evaluate(self, model: float, split: Split[pl.DataFrame], recipe: TinyRecipe) -> Evaluation:
        x, y = split.test["x"].to_numpy(), split.test["y"].to_numpy()
        rival_value = mae(y, np.full(len(y), split.train["y"].to_numpy().mean()))
        row = metric_row("market", "y", "mae", mae, y, model * x, rival="mean of y", rival_value=rival_value)
        figure = Figure()
        figure.subplots().scatter(x, y)
        return Evaluation((row,), {"fit": figure}, tiny_judged(split.test, model))

    def draft(self, model: float, recipe: TinyRecipe) -> Draft:
        return Draft("y = slope * x", tiny_files(model), features=("x",), units={"y": "count"})


def tiny_judged(test: pl.DataFrame, slope: float) -> pl.DataFrame:
    """What the model with this slope answers on held-out rows; a row is known by its x."""
    rows = test.select(
        *(pl.lit(word).alias(name) for name, word in {"set": "market", "target": "y"}.items()),
        row=pl.col("x").cast(pl.String),
        group="creator",
        truth="y",
        predicted=slope * pl.col("x"),
    )
    unknown = [pl.lit(None, kind).alias(name) for name, kind in JUDGED.items() if name not in rows.columns]
    return rows.with_columns(unknown).select(JUDGED.names())


def tiny_files(slope: float) -> dict[str, bytes]:
    """The files of a bundle with this slope."""
    probe = {"inputs": [1.0, 2.0], "answers": [slope, 2 * slope]}
    return {"model.json": json.dumps({"slope": slope}).encode(), "probe.json": json.dumps(probe).encode()}


def tiny_bundle(folder: Path, slope: float, name: str = "tiny", **files: bytes) -> Bundle:
    """A bundle on disk; `files` (with _ for .) replace its own, to damage it in ways its hashes allow."""
    changed = {key.replace("_", "."): content for key, content in files.items()}
    manifest = Manifest(name=name, version=f"slope-{slope}", created_at=NOW.isoformat(), description="y = slope * x")
    return save_bundle(folder, manifest, tiny_files(slope) | changed)


def tiny_data(folder: Path, slope: float = 3.0) -> Path:
    """A data folder whose market follows y = slope * x with a little noise."""
    random = np.random.default_rng(0)
    x = random.uniform(1, 10, 300)
    rows = pl.DataFrame(
        {"creator": [f"c{i % 60}" for i in range(300)], "x": x, "y": slope * x + random.normal(0, 0.1, 300)}
    )
    (folder / SOURCE.folder).mkdir(parents=True, exist_ok=True)
    rows.write_csv(folder / SOURCE.folder / "market.csv")
    return folder


def tiny_job(
    folder: Path, recipe: str = RECIPE, *, ship: bool = False, model: str = "tiny"
) -> "Job[TinyRecipe, pl.DataFrame, pl.DataFrame, float]":
    """A training of the tiny model, or of its twin of another name, with everything below `folder`."""
    path = folder / "tiny.toml"
    path.write_text(recipe.replace('"tiny"', f'"{model}"'))
    return Job(
        TinyTrainer(model),
        {"tiny": Tiny, "other": Other}[model],
        path,
        tiny_data(folder / "data"),
        folder / "out",
        (SOURCE,),
        NOW,
        ship,
    )
