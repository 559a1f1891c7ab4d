"""The growth head: ordered or organic growth, learned from orders put into ordinary follower histories."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from matchmaker.bundles import Metric
from matchmaker.scorers.authenticity.growth import PARAMETERS_FILE, TREES_FILE, GrowthLimits
from training.authenticity.growth_alarms import learned
from training.authenticity.growth_figures import (
    background_rows,
    curve_rows,
    curves_plot,
    detection_curves,
    told_apart_rows,
)
from training.authenticity.growth_fitting import (
    SIMULATED,
    GrowthFitting,
    GrowthModel,
    calibrate,
    channel_stretches,
    fit,
    simulated_histories,
    simulated_stretches,
)
from training.authenticity.growth_histories import Histories
from training.authenticity.growth_orders import Market
from training.datasets import bot_market_2021, youtube_daily_growth_2026
from training.splits import by_group
from training.trainer import Draft, Evaluation, Recipe, Split

CHANNELS = youtube_daily_growth_2026.SOURCE.name
KNOWN, UNSEEN = "growth/known", "growth/unseen"
CALIBRATION_SHARE = 0.25  # of the simulated histories: enough to calibrate two numbers
TEST_HISTORIES = 200  # simulated histories for figures; a third of them a year long


class GrowthRecipe(Recipe):
    """The keys of training/recipes/authenticity/growth.toml; each is explained there."""

    tested_on: tuple[str, ...]
    shares: tuple[float, float, float]
    limits: GrowthLimits
    fitting: GrowthFitting

    @property
    def generated_sources(self) -> tuple[str, ...]:
        """The simulated histories."""
        return (SIMULATED,)


@dataclass(frozen=True)
class GrowthData:
    """What sellers state, real channels to learn from, and real channels for figures alone."""

    market: Market
    channels: Histories | None
    tested_on: Histories | None


@dataclass(frozen=True)
class GrowthPart:
    """One part of a split: real channels (None when there are none) and the seed of the simulated histories."""

    market: Market
    channels: Histories | None
    seed: int


@dataclass(frozen=True)
class TrainedGrowth:
    """The model, and the one that never saw a real channel (the same where none is learned from)."""

    model: GrowthModel
    simulated_only: GrowthModel


@dataclass(frozen=True)
class GrowthTrainer:
    """The trainer of the growth head."""

    name: str = "growth"
    recipe_type: type[GrowthRecipe] = GrowthRecipe

    def load(self, data: Path, recipe: GrowthRecipe) -> GrowthData:
        """Offers of sellers; channels when the recipe learns from them; those it is tested on when they are there."""
        tested = CHANNELS in recipe.tested_on and youtube_daily_growth_2026.SOURCE.exists(data)
        return GrowthData(
            Market.of(bot_market_2021.read(data)),
            _channels(data) if CHANNELS in recipe.sources else None,
            _channels(data) if tested else None,
        )

    def examples(self, tables: GrowthData, recipe: GrowthRecipe) -> GrowthData:
        """The histories as read: orders are put into them when they are learned from."""
        return tables

    def split(self, examples: GrowthData, recipe: GrowthRecipe) -> Split[GrowthPart]:
        """Channels whole in one part, by their names; channels only tested on are all test."""
        seeds = (recipe.seed, recipe.seed + 1, recipe.seed + 2)
        channels: tuple[Histories | None, ...] = (None, None, examples.tested_on)
        if examples.channels is not None:
            masks = by_group(np.array(examples.channels.creator_ids), recipe.shares, recipe.seed)
            channels = tuple(examples.channels.where(mask) for mask in masks)
        parts = [GrowthPart(examples.market, part, seed) for part, seed in zip(channels, seeds, strict=True)]
        return Split(*parts)

    def fit(self, train: GrowthPart, recipe: GrowthRecipe) -> TrainedGrowth:
        """Trees on simulated histories, and on these with the training channels."""
        simulated = simulated_stretches(recipe.fitting, train.seed, train.market, recipe.limits.scan)
        alone = fit(simulated, recipe.limits, recipe.fitting, recipe.seed)
        if train.channels is None:
            return TrainedGrowth(alone, alone)
        with_channels = pl.concat([simulated, _of_channels(train, recipe).select(simulated.columns)])
        return TrainedGrowth(fit(with_channels, recipe.limits, recipe.fitting, recipe.seed), alone)

    def calibrate(self, model: TrainedGrowth, calibration: GrowthPart, recipe: GrowthRecipe) -> TrainedGrowth:
        """Probabilities on other simulated histories, and with them on the calibration channels."""
        fewer = recipe.fitting.model_copy(
            update={"simulated_count": int(CALIBRATION_SHARE * recipe.fitting.simulated_count)}
        )
        simulated = simulated_stretches(fewer, calibration.seed, calibration.market, recipe.limits.scan)
        alone = calibrate(model.simulated_only, simulated)
        if calibration.channels is None:
            return TrainedGrowth(alone, alone)
        real = _of_channels(calibration, recipe).select(simulated.columns)
        return TrainedGrowth(calibrate(model.model, pl.concat([simulated, real])), alone)

    def evaluate(self, model: TrainedGrowth, split: Split[GrowthPart], recipe: GrowthRecipe) -> Evaluation:
        """Real channels that nothing was learned from first, then held-out channels, then simulated histories."""
        parts = (split.train, split.calibration, split.test)
        real = [part.channels for part in parts if part.channels is not None]
        rows: list[Metric] = []
        plots = {}
        if real:
            every = real[0].plus(*real[1:])
            rows += _figures(model.simulated_only, CHANNELS, UNSEEN, every, split.test.market, recipe)
            curves = detection_curves(
                learned(model.simulated_only.head), CHANNELS, UNSEEN, every, split.test.market, recipe.seed
            )
            rows += curve_rows(curves)
            plots = {"detection": curves_plot(curves)} if curves else {}
        if len(real) > 1:
            rows += _figures(model.model, CHANNELS, KNOWN, real[-1], split.test.market, recipe)
        clean, _ = simulated_histories(TEST_HISTORIES, split.test.seed, split.test.market, 0.0)
        rows += _figures(model.model, SIMULATED, KNOWN, clean, split.test.market, recipe)
        return Evaluation(tuple(rows), plots)

    def draft(self, model: TrainedGrowth, recipe: GrowthRecipe) -> Draft:
        """The trees and what goes with them."""
        return Draft(
            description="Growth that was ordered, dated and with its cause",
            files={
                TREES_FILE: model.model.trees_text.encode(),
                PARAMETERS_FILE: model.model.parameters.model_dump_json(indent=1).encode(),
            },
            units={"growth_anomaly_probability": "probability"},
            parameters={"growth": recipe.limits.model_dump(mode="json")},
        )

    def exam(self, data: Path, exam: Path, recipe: GrowthRecipe) -> tuple[Metric, ...]:
        """Channels below `exam` by a model that learned those below `data` (known) and by one without any (unseen)."""
        if not (youtube_daily_growth_2026.SOURCE.exists(exam) and bot_market_2021.SOURCE.exists(data)):
            return ()
        there = CHANNELS in recipe.sources and youtube_daily_growth_2026.SOURCE.exists(data)
        market = Market.of(bot_market_2021.read(data))
        learned_from = GrowthPart(market, _channels(data) if there else None, recipe.seed)
        # Two numbers are calibrated: on simulated histories alone, so that every channel can be learned from.
        held_out = replace(learned_from, channels=None, seed=recipe.seed + 1)
        trained = self.fit(learned_from, recipe)
        alone = self.calibrate(trained, held_out, recipe).simulated_only
        rows = _figures(alone, CHANNELS, UNSEEN, _channels(exam), market, recipe)
        if there:
            full = self.calibrate(replace(trained, simulated_only=trained.model), held_out, recipe).model
            rows += _figures(full, CHANNELS, KNOWN, _channels(exam), market, recipe)
        return tuple(rows)


def _channels(data: Path) -> Histories:
    return Histories.of(youtube_daily_growth_2026.read(data))


def _of_channels(part: GrowthPart, recipe: GrowthRecipe) -> pl.DataFrame:
    assert part.channels is not None, "asked only of parts with channels"
    return channel_stretches(part.channels, recipe.fitting, part.seed, part.market, recipe.limits.scan)


def _figures(
    model: GrowthModel, name: str, target: str, clean: Histories, market: Market, recipe: GrowthRecipe
) -> list[Metric]:
    rate = recipe.fitting.orders_per_year
    return [
        *told_apart_rows(model.head, name, target, clean, market, rate, recipe.seed),
        *background_rows(model.head, name, target, clean, recipe.seed),
    ]


HEAD = GrowthTrainer()
