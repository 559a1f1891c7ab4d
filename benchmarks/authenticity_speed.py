"""How fast are accounts judged by every head, and a creator with many followers and a long history? And in what memory?"""

import argparse
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.ensemble import RandomForestClassifier

from matchmaker.bundles import Metric, open_bundle
from matchmaker.domain.accounts import ACCOUNT_COLUMNS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.resources import resource_folder
from matchmaker.scorers.authenticity import SIGNALS_USED, Authenticity
from matchmaker.scorers.authenticity.account_features import account_features
from matchmaker.signals import measure
from training.authenticity.fake_simulated import simulated_accounts
from training.evaluation import metric_row

FOREST = "random forests of 100 trees, one a head"  # the method published with two of the sets
ACCOUNTS, FOLLOWERS, DAYS = 100_000, 10_000, 365
DRAWN_FROM = 5_000  # different simulated accounts of which many are drawn with replacement
RUNS = 5
NOW = datetime(2026, 1, 1, tzinfo=UTC)
MEBIBYTE = 2**20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--bundle; accounts are simulated."""
    shipped = resource_folder("models") / "authenticity" / "bundle"
    parser.add_argument("--bundle", type=Path, default=shipped, metavar="DIR", help="default: the shipped model")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Seconds, times as fast as the rival, and memory."""
    scorer = Authenticity.open(open_bundle(arguments.bundle))
    labelled = _filled(simulated_accounts(DRAWN_FROM, seed=0))
    return [*_account_rows(scorer, labelled), *_creator_rows(scorer, labelled)]


def _account_rows(scorer: Authenticity, labelled: pl.DataFrame) -> list[Metric]:
    """Many accounts from canonical columns, raw texts included, to the probabilities of every head."""
    accounts = labelled.drop("fake", "source")
    many = accounts.sample(ACCOUNTS, with_replacement=True, seed=0)
    heads = ", ".join(scorer.account_heads)
    target = f"{ACCOUNTS:,} accounts through {heads}"
    before = _peak_bytes()
    ours = _seconds(lambda: scorer.score_accounts(many))
    memory = (_peak_bytes() - before) / MEBIBYTE
    matrix = account_features(accounts).fill_null(-1).to_numpy()
    forest = RandomForestClassifier(100, n_jobs=1, random_state=0).fit(matrix, labelled["fake"].to_numpy())

    def rival() -> None:
        features = account_features(many).fill_null(-1).to_numpy()
        for _ in scorer.account_heads:
            forest.predict_proba(features)

    theirs = float(np.median(_seconds(rival)))
    return [
        metric_row("speed", target, "seconds", np.median, ours, rival=FOREST, rival_value=theirs),
        metric_row(
            "speed", target, "times_as_fast", lambda s: theirs / np.median(s), ours, rival=FOREST, rival_value=1
        ),
        Metric(set="speed", target=target, metric="peak_memory_mib", value=memory, rows=1),
    ]


def _creator_rows(scorer: Authenticity, labelled: pl.DataFrame) -> list[Metric]:
    """One creator, from its follower profiles and follower history to its assessment."""
    snapshot = _creator(labelled)
    signals = measure(snapshot, SIGNALS_USED)
    measured = _seconds(lambda: measure(snapshot, SIGNALS_USED))
    assessed = _seconds(lambda: scorer.assess(snapshot, signals))
    target = f"creator with {FOLLOWERS:,} follower profiles and {DAYS} days of history"
    whole = [first + second for first, second in zip(measured, assessed, strict=True)]
    return [metric_row("speed", target, "milliseconds", lambda s: 1000 * float(np.median(s)), whole)]


def _creator(labelled: pl.DataFrame) -> Snapshot:
    profiles = labelled.drop("fake", "source").sample(FOLLOWERS, with_replacement=True, seed=1)
    days = pl.Series([NOW - timedelta(days=day) for day in range(DAYS)], dtype=pl.Datetime("us", "UTC"))
    counts = 40_000 + np.random.default_rng(0).integers(-20, 60, DAYS).cumsum()[::-1]
    return Snapshot.of(
        creators=pl.DataFrame(
            {"creator_id": ["c"], "platform": ["instagram"], "observed_at": [NOW], "followers_count": [40_000]}
        ),
        follower_counts=pl.DataFrame({"creator_id": "c", "observed_at": days, "followers_count": counts}),
        follower_profiles=profiles.with_columns(
            creator_id=pl.lit("c"), account_id=pl.int_range(pl.len()).cast(pl.String), observed_at=pl.lit(NOW)
        ),
    )


def _filled(accounts: pl.DataFrame) -> pl.DataFrame:
    """The accounts with every number known, so that no head is spared: what the simulator leaves out is drawn."""
    random = np.random.default_rng(2)
    drawn = {
        column.name: pl.Series(random.random(accounts.height), dtype=pl.Float64).cast(column.dtype)
        for column in ACCOUNT_COLUMNS
        if column.dtype.is_numeric()
        and (column.name not in accounts.columns or accounts[column.name].null_count() == accounts.height)
    }
    return accounts.with_columns(**drawn)


def _seconds(act: Callable[[], object]) -> list[float]:
    """Wall-clock seconds of each run, after one that warms up."""
    act()
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return taken


def _peak_bytes() -> int:
    """Most memory this process has held so far; Linux counts it in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
