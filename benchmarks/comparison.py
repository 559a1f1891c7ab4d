"""How honest and how quick are paired differences? False alarms and found differences beside unpaired intervals.

Two heads judge the same rows of groups whose rows are alike; what is hard is hard for both. In half of the trials they
are equally good, in the other half one is a little better. No data needed.
"""

import argparse
import math
import time

import numpy as np
import polars as pl

from matchmaker.application.comparison.metrics import Logged, metric_deltas
from matchmaker.application.comparison.paired import estimate, paired_difference
from matchmaker.bundles import Metric
from matchmaker.bundles.judged import JUDGED
from training.evaluation import metric_row

TRIALS = 200
ROWS, GROUPS = 600, 120
DRAWS = 400  # of each trial's bootstrap; the product uses 1,000
SKILLS = {"equally good": 1.0, "one is better": 1.12}  # log odds the second head moves towards the truth; the first: 1
METRICS = ("roc_auc", "brier")
SET = "simulated heads"
SIZES = (1_000, 10_000, 100_000)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m benchmarks comparison`."""
    parser.add_argument("--trials", type=int, default=TRIALS)


def run(options: argparse.Namespace) -> list[Metric]:
    """How often a difference is called significant where there is none and where there is one, and seconds."""
    rows = []
    for metric in METRICS:
        for name, skill in SKILLS.items():
            called = np.array([_called(metric, skill, trial) for trial in range(options.trials)], float)
            told = (SET, f"{metric}, {name}", "called_different_ratio", np.mean, called[:, 0])
            rows.append(metric_row(*told, rival="unpaired intervals", rival_value=float(called[:, 1].mean())))
    return [*rows, *(_seconds(metric, size) for size in SIZES for metric in METRICS)]


def judged(skill: float, trial: int, head: int, rows: int = ROWS, groups: int = GROUPS) -> pl.DataFrame:
    """What a head of this skill says of the rows of a trial (JUDGED)."""
    shared, own = np.random.default_rng([trial, rows]), np.random.default_rng([trial, rows, head])
    group = np.arange(rows) % groups
    truth = (shared.random(rows) < 0.4).astype(float)
    hard = shared.normal(0, 0.7, groups)[group] + shared.normal(0, 0.7, rows)
    odds = skill * (2 * truth - 1) + hard + own.normal(0, 0.4, rows)
    known = {
        "set": ["one"] * rows,
        "target": ["fake"] * rows,
        "row": np.arange(rows).astype(str),
        "group": group.astype(str),
        "truth": truth,
        "predicted": 1 / (1 + np.exp(-odds)),
    }
    unknown = [pl.lit(None, kind).alias(name) for name, kind in JUDGED.items() if name not in known]
    return pl.DataFrame(known).with_columns(unknown).select(JUDGED.names())


def _called(metric: str, skill: float, trial: int) -> tuple[bool, bool]:
    a, b = judged(1.0, trial, 1), judged(skill, trial, 2)
    together = paired_difference(a, b, metric, seed=trial, draws=DRAWS)
    alone = (Logged([_figure(rows, metric, trial)], None) for rows in (a, b))
    (apart,) = metric_deltas(*alone)
    return together.significant, apart["verdict"] in ("better", "worse")


def _figure(rows: pl.DataFrame, metric: str, trial: int) -> Metric:
    found = estimate(rows, metric, trial, DRAWS)
    low, high = (None if math.isnan(end) else end for end in (found.low, found.high))
    return Metric(set="one", target="fake", metric=metric, value=found.value, low=low, high=high, rows=found.rows)


def _seconds(metric: str, rows: int) -> Metric:
    a, b = judged(1.0, 0, 1, rows, rows // 5), judged(1.12, 0, 2, rows, rows // 5)
    started = time.perf_counter()
    paired_difference(a, b, metric)
    took = time.perf_counter() - started
    return Metric(set=SET, target=f"{metric}, 1,000 draws", metric="seconds", value=took, rows=rows)
