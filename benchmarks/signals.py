"""How fast are signals? All of them over generated creators, and a dozen against pandas groupby-apply."""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.generated_feeds import POSTS_PER_CREATOR, a_market, posts_alone
from benchmarks.pandas_signals import NAMES, by_groupby_apply, pandas_frames
from matchmaker.bundles import Metric
from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import MatchmakerError
from matchmaker.signals import SIGNALS, measure
from training.evaluation import metric_row

SET = "generated feeds"
RIVAL = "pandas groupby-apply"
RIVAL_CREATORS = 500  # beyond this the rival only costs patience: its time grows in proportion
RUNS_SMALL, RUNS_LARGE = 15, 3
LARGE = 10_000  # creators from which three runs are enough, each taking seconds
MEBIBYTE = 2**20
HIGH_WATER = Path("/proc/self/clear_refs")  # writing 5 restarts the process's peak of resident memory (Linux)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--creators and --seed."""
    parser.add_argument(
        "--creators", type=int, nargs="+", default=[500], metavar="N", help="creators of each case (default: 500)"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of the generated market (default: 0)")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Wall time, process CPU time and memory of each case, and the rival's time on the same dozen of signals."""
    rows: list[Metric] = []
    for creators in arguments.creators:
        market = a_market(creators, arguments.seed)
        rows += _all_signals(posts_alone(market), f"{creators:,} x {POSTS_PER_CREATOR} posts")
        rows += _all_signals(market, f"{creators:,}, every table")
        rows += _against_pandas(posts_alone(market))
    return rows


def _all_signals(market: Snapshot, case: str) -> list[Metric]:
    runs = RUNS_SMALL if market.creators.height < LARGE else RUNS_LARGE
    HIGH_WATER.write_text("5")
    wall, cpu = _timed(lambda: measure(market), runs)
    target = f"{case}, {len(SIGNALS)} signals"
    return [
        metric_row(SET, target, "wall_ms", np.median, wall),
        metric_row(SET, target, "cpu_ms", np.median, cpu),
        Metric(set=SET, target=target, metric="peak_resident_mib", value=_peak_mebibytes(), rows=runs),
    ]


def _against_pandas(market: Snapshot) -> list[Metric]:
    few = market.only(market.creators["creator_id"].head(RIVAL_CREATORS).to_list())
    frames = pandas_frames(few)
    _must_agree(measure(few, NAMES), pl.from_pandas(by_groupby_apply(frames)))
    # Process CPU time, because it is what a busy machine does not change.
    _, ours = _timed(lambda: measure(few, NAMES), RUNS_SMALL)
    _, theirs = _timed(lambda: by_groupby_apply(frames), RUNS_LARGE)
    rival = float(np.median(theirs))
    target = f"{few.creators.height:,} creators, {len(NAMES)} signals"
    return [
        metric_row(SET, target, "cpu_ms", np.median, ours, rival=RIVAL, rival_value=rival),
        metric_row(
            SET, target, "times_as_fast", lambda times: rival / np.median(times), ours, rival=RIVAL, rival_value=1
        ),
    ]


def _timed(act: Callable[[], object], runs: int) -> tuple[list[float], list[float]]:
    """Wall and process CPU milliseconds of each run, after one run to warm up."""
    act()
    wall: list[float] = []
    cpu: list[float] = []
    for _ in range(runs):
        started, started_cpu = time.perf_counter(), time.process_time()
        act()
        wall.append(1000 * (time.perf_counter() - started))
        cpu.append(1000 * (time.process_time() - started_cpu))
    return wall, cpu


def _peak_mebibytes() -> float:
    """Peak resident memory of the process, tables included, since HIGH_WATER was written."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / MEBIBYTE


def _must_agree(ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    if differing := [name for name in NAMES if not _close(ours[name], theirs[name])]:
        raise MatchmakerError(f"expected both to measure the same, they differ in {', '.join(differing)}")


def _close(ours: Sequence[float] | pl.Series, theirs: Sequence[float] | pl.Series) -> bool:
    return bool(np.allclose(np.asarray(ours), np.asarray(theirs), rtol=1e-9, equal_nan=True))
