"""Ordered or organic? Trees over the stretches that stand out, weighted to a stated rate of orders, and calibrated."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from sklearn.linear_model import LogisticRegression

from matchmaker.scorers.authenticity.account_heads import Platt
from matchmaker.scorers.authenticity.growth import (
    STRETCH_FEATURES,
    GrowthHead,
    GrowthLimits,
    GrowthParameters,
    stretch_features,
)
from matchmaker.scorers.authenticity.growth_days import DayGrid
from matchmaker.scorers.authenticity.growth_scan import ScanLimits
from matchmaker.scorers.authenticity.numbers import Parameters, Positive
from matchmaker.scorers.boosters import TextBooster
from training.authenticity.boosting import Trees, boost
from training.authenticity.growth_background import simulated_background
from training.authenticity.growth_histories import Histories, Sampling
from training.authenticity.growth_orders import Market, Order, with_orders

SIMULATED = "simulated-histories"
SIMULATED_DAYS = (30, 60, 120, 365)
SAMPLINGS: tuple[Sampling, ...] = ("daily", "weekly", "irregular")
SAMPLING_SHARES = (0.6, 0.2, 0.2)
# A larger unexplained gain is never less suspicious, and a cause never makes it more so.
DIRECTIONS = {"spreads_log": 1, "change_ratio_log": 1, "viral_log": -1, "giveaway": -1, "press": -1}


class GrowthFitting(Parameters):
    """How the trees are fitted.

    `orders_per_year`: orders (or purges) a creator-year that probabilities take for granted. `simulated_count`:
    histories, half of them with an order; `channel_copies`: how often an order is put into each real channel;
    `channel_weight`: of a real channel's stretches against a simulated one's.
    """

    orders_per_year: Positive
    simulated_count: int
    channel_copies: int
    channel_weight: Positive
    trees: Trees


@dataclass(frozen=True)
class GrowthModel:
    """What goes into the bundle: LightGBM text and the parameters beside it."""

    trees_text: str
    parameters: GrowthParameters
    limits: GrowthLimits

    @property
    def head(self) -> GrowthHead:
        """The head as the service opens it."""
        return GrowthHead(TextBooster(self.trees_text, self.parameters.features), self.parameters, self.limits)


def simulated_histories(count: int, seed: int, market: Market, ordered_ratio: float) -> tuple[Histories, pl.DataFrame]:
    """Made-up histories of four lengths seen daily, weekly or now and then, and the orders put into some of them."""
    random = np.random.default_rng(seed)
    parts = [
        simulated_background(count // len(SIMULATED_DAYS), days, random, f"simulated-{seed}-{days}")
        for days in SIMULATED_DAYS
    ]
    background = parts[0].plus(*parts[1:])
    ordered = random.random(len(background)) < ordered_ratio
    bought, orders = with_orders(background, market, Order(), random, ordered.tolist())
    looks = [SAMPLINGS[look] for look in random.choice(len(SAMPLINGS), len(bought), p=SAMPLING_SHARES)]
    return bought.sampled(looks, random), orders


def simulated_stretches(fitting: GrowthFitting, seed: int, market: Market, limits: ScanLimits) -> pl.DataFrame:
    """Labelled stretches of made-up histories."""
    histories, orders = simulated_histories(fitting.simulated_count, seed, market, 0.5)
    found = labelled(stretches_of(histories, limits), orders)
    return _weighted(found, fitting.orders_per_year).drop("years", "kind")


def channel_stretches(
    channels: Histories, fitting: GrowthFitting, seed: int, market: Market, limits: ScanLimits
) -> pl.DataFrame:
    """Stretches of the channels as they are, and of orders put into them."""
    nothing = with_orders(channels, market, Order(), np.random.default_rng(seed), [False] * len(channels))[1]
    parts = [labelled(stretches_of(channels, limits), nothing).with_columns(copies=pl.lit(1))]
    for copy in range(fitting.channel_copies):
        bought, orders = with_orders(channels, market, Order(), np.random.default_rng(seed + 1 + copy))
        found = labelled(stretches_of(bought, limits), orders).filter("is_order")
        parts.append(found.with_columns(copies=pl.lit(fitting.channel_copies)))
    weighted = _weighted(pl.concat(parts), fitting.orders_per_year)
    share = fitting.channel_weight / pl.col("copies")
    return weighted.with_columns(pl.col("weight") * share).drop("years", "kind", "copies")


def stretches_of(histories: Histories, limits: ScanLimits) -> pl.DataFrame:
    """STRETCH_FEATURES of every stretch that stands out, with creator_id, begins and ends (days since 1970)."""
    grid = DayGrid.of(histories.follower_counts())
    found, features = stretch_features(grid, histories.posts, limits)
    return features.with_columns(
        pl.Series("creator_id", grid.creators.gather(found.owner)),
        pl.Series("begins", grid.day(found.begins, found.owner)),
        pl.Series("ends", grid.day(found.ends, found.owner)),
    )


def labelled(found: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """Adds is_order: a gain that overlaps the delivery, a loss that overlaps a purge or comes after a delivery began."""
    overlaps = (pl.col("begins") < pl.col("ended")) & (pl.col("ends") > pl.col("began"))
    is_loss = pl.col("is_loss") > 0
    of_order = pl.when(is_loss).then(pl.col("begins") >= pl.col("began")).otherwise(overlaps)
    is_order = pl.when(pl.col("kind") == "purge").then(overlaps & is_loss).otherwise(of_order)
    known = found.join(orders, on="creator_id", how="left", maintain_order="left")
    return known.with_columns(is_order=is_order.fill_null(False)).drop("began", "ended")


def fit(stretches: pl.DataFrame, limits: GrowthLimits, fitting: GrowthFitting, seed: int) -> GrowthModel:
    """Trees without calibration yet."""
    rows = stretches.select(STRETCH_FEATURES).cast(pl.Float64).fill_null(float("nan")).to_numpy()
    signs = [DIRECTIONS.get(name, 0) for name in STRETCH_FEATURES]
    weight = stretches["weight"].to_numpy()
    text = boost(rows, stretches["is_order"].to_numpy(), weight, STRETCH_FEATURES, fitting.trees, seed, signs)
    parameters = GrowthParameters(features=STRETCH_FEATURES, platt=Platt(slope=1.0, intercept=0.0))
    return GrowthModel(text, parameters, limits)


def calibrate(model: GrowthModel, stretches: pl.DataFrame) -> GrowthModel:
    """The model whose probabilities fit stretches it has not seen (Platt 1999)."""
    raw = model.head.booster.raw_score(stretches)
    fitted = LogisticRegression(C=1e6).fit(
        raw[:, None], stretches["is_order"].to_numpy(), sample_weight=stretches["weight"].to_numpy()
    )
    platt = Platt(slope=float(fitted.coef_[0, 0]), intercept=float(fitted.intercept_[0]))
    return replace(model, parameters=model.parameters.model_copy(update={"platt": platt}))


def _weighted(found: pl.DataFrame, orders_per_year: float) -> pl.DataFrame:
    """A stretch of an order weighs what orders are expected in such a history, any other stretch one."""
    expected = orders_per_year * pl.col("years").fill_null(0.0)
    return found.with_columns(weight=pl.when("is_order").then(expected).otherwise(1.0))
