"""How many bought orders are found at one false alarm a creator-year, daily, weekly and now and then? And how fast?

On real channels (none of which the shipped model learned from) with orders put into them, and on made-up years with
viral posts, giveaways and press, beside a threshold on the largest jump, a robust z-score and CUSUM (Page 1954).
"""

import argparse
import time
from pathlib import Path

import numpy as np

from matchmaker.bundles import Metric, open_bundle
from matchmaker.resources import resource_folder
from matchmaker.scorers.authenticity import Authenticity
from matchmaker.scorers.authenticity.growth import GrowthHead
from training.authenticity.growth import CHANNELS, UNSEEN
from training.authenticity.growth_alarms import learned
from training.authenticity.growth_background import simulated_background
from training.authenticity.growth_figures import (
    Curve,
    background_rows,
    curve_rows,
    curves_plot,
    detection_curves,
    told_apart_rows,
)
from training.authenticity.growth_fitting import SIMULATED
from training.authenticity.growth_histories import Histories
from training.authenticity.growth_orders import Market
from training.datasets import bot_market_2021, youtube_daily_growth_2026
from training.evaluation import metric_row

SEED = 7  # of orders and made-up histories; the training has others
YEARS = 100  # made-up histories of a year
SPEED = ((500, 90), (500, 365), (1, 365))  # creators, days of history
SPEED_RUNS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--data and --plot."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the detection curves into FILE")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Detection curves, alarms in clean histories, ordered histories told from clean ones, milliseconds."""
    scorer = Authenticity.open(open_bundle(resource_folder("models") / "authenticity" / "bundle"))
    assert scorer.growth is not None, "the shipped bundle has a growth head"
    head, market = scorer.growth, Market.of(bot_market_2021.read(arguments.data))
    curves: list[Curve] = []
    rows: list[Metric] = []
    if youtube_daily_growth_2026.SOURCE.exists(arguments.data):
        channels = Histories.of(youtube_daily_growth_2026.read(arguments.data))
        curves += detection_curves(learned(head), CHANNELS, UNSEEN, channels, market, SEED)
        rows += background_rows(head, CHANNELS, UNSEEN, channels, SEED)
        rows += told_apart_rows(head, CHANNELS, UNSEEN, channels, market, 1.0, SEED)
    years = simulated_background(YEARS, 365, np.random.default_rng(SEED), "benchmark")
    curves += detection_curves(learned(head), SIMULATED, "growth/a year", years, market, SEED)
    rows += background_rows(head, SIMULATED, "growth/a year", years, SEED)
    if arguments.plot:
        curves_plot(curves).savefig(arguments.plot, dpi=120)
    return [*curve_rows(curves), *rows, *_speed_rows(head)]


def _speed_rows(head: GrowthHead) -> list[Metric]:
    rows = []
    for creators, days in SPEED:
        histories = simulated_background(creators, days, np.random.default_rng(SEED), "speed")
        counts, posts = histories.follower_counts(), histories.posts
        taken = []
        for _ in range(SPEED_RUNS):
            start = time.process_time()
            head.assess(counts, posts)
            taken.append(1000 * (time.process_time() - start))
        target = f"{creators} creators, {days} days, with posts"
        rows.append(metric_row("speed", target, "assess_cpu_ms", np.median, taken))
    return rows
