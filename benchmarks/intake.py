"""How fast is an import, and how much memory does it take? Against row-by-row pydantic and sqlite3, in one run."""

import argparse
import json
import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from benchmarks.row_by_row_import import import_row_by_row
from matchmaker.bundles import Metric
from matchmaker.domain.tables import CREATORS
from matchmaker.intake.importing import import_files
from matchmaker.store.catalogue import Catalogue

SET = "generated posts"
RIVAL = "row-by-row pydantic + sqlite3"
POSTS_PER_CREATOR = 30
CANDIDATES = 500  # creators of the largest ranking request
SNAPSHOTS = 9  # runs of which the median is told
KIBIBYTES_PER_MEBIBYTE = 1024
HIGH_WATER = Path("/proc/self/clear_refs")  # writing 5 restarts the process's peak of resident memory (Linux)
WORDS = ("morning", "coffee", "with", "my", "favourite", "people", "in", "berlin", "#berlin", "🎉", "(anzeige)")


@dataclass(frozen=True)
class Cost:
    """What one case took in a process of its own."""

    wall_seconds: float
    cpu_seconds: float
    grown_mebibytes: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--posts and --seed."""
    parser.add_argument("--posts", type=int, default=100_000, metavar="N", help="posts of the file (default: 100000)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the generated posts (default: 0)")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Rows a second (wall and processor), growth of memory, and the time to read a request's candidates back."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write_files(folder, arguments.posts, arguments.seed)
        first, again, rival = (_alone(case, folder) for case in (_import, _import, _rival))
        rows = arguments.posts
        return [
            *_rates("first import", first, rival, rows),
            _memory("first import", first, rival, rows),
            *_rates("same file again", again, None, rows),
            _snapshot(folder),
        ]


def _write_files(folder: Path, posts: int, seed: int) -> None:
    numbers = np.random.default_rng(seed)
    owners = [f"creator-{number // POSTS_PER_CREATOR}" for number in range(posts)]
    captions = [" ".join(numbers.choice(WORDS, 30)) for _ in range(posts)]
    pl.DataFrame(
        {
            "creator_id": owners,
            "post_id": [f"post-{number}" for number in range(posts)],
            "posted_at": [
                f"2025-{1 + day // 28:02d}-{1 + day % 28:02d}T08:00:00Z" for day in numbers.integers(0, 336, posts)
            ],
            "observed_at": "2026-01-01T00:00:00Z",
            "caption": captions,
            "hashtags": json.dumps(["berlin", "coffee"]),
            "format": "photo",
            "likes_count": numbers.integers(0, 100_000, posts),
        }
    ).write_csv(folder / "posts.csv")
    creators = pl.DataFrame({"creator_id": sorted(set(owners))}).with_columns(
        platform=pl.lit("instagram"), observed_at=pl.lit("2026-01-01T00:00:00Z").str.to_datetime(time_zone="UTC")
    )
    Catalogue(_url(folder)).upsert(CREATORS, CREATORS.conform(creators))


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'catalogue.sqlite'}"


def _import(folder: Path) -> None:
    report = import_files([folder / "posts.csv"], Catalogue(_url(folder)))
    assert report.rows_rejected_count == 0


def _rival(folder: Path) -> None:
    import_row_by_row(folder / "posts.csv", folder / "rival.sqlite")


def _alone(case: Callable[[Path], None], folder: Path) -> Cost:
    """The cost in a fresh process, imports of modules not counted."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_cost, (case, folder))


def _cost(case: Callable[[Path], None], folder: Path) -> Cost:
    HIGH_WATER.write_text("5")
    before = _peak_mebibytes()
    wall, cpu = time.perf_counter(), time.process_time()
    case(folder)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Cost(wall, cpu, _peak_mebibytes() - before)


def _peak_mebibytes() -> float:
    status = Path("/proc/self/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / KIBIBYTES_PER_MEBIBYTE


def _rates(target: str, cost: Cost, rival: Cost | None, rows: int) -> list[Metric]:
    figures = {
        "rows_per_second": (cost.wall_seconds, rival and rival.wall_seconds),
        "rows_per_cpu_second": (cost.cpu_seconds, rival and rival.cpu_seconds),
    }
    return [
        Metric(
            set=SET,
            target=target,
            metric=metric,
            value=rows / ours,
            rows=rows,
            rival=RIVAL if theirs else None,
            rival_value=rows / theirs if theirs else None,
        )
        for metric, (ours, theirs) in figures.items()
    ]


def _memory(target: str, cost: Cost, rival: Cost, rows: int) -> Metric:
    grown, theirs = cost.grown_mebibytes, rival.grown_mebibytes
    return Metric(set=SET, target=target, metric="grown_mib", value=grown, rows=rows, rival=RIVAL, rival_value=theirs)


def _snapshot(folder: Path) -> Metric:
    catalogue = Catalogue(_url(folder))
    asked = catalogue.creator_ids()[:CANDIDATES]
    took = []
    for _ in range(SNAPSHOTS):
        started = time.perf_counter()
        posts = catalogue.snapshot(asked).posts.height
        took.append(1000 * (time.perf_counter() - started))
    return Metric(
        set=SET,
        target=f"snapshot of {len(asked)} creators",
        metric="wall_ms_median",
        value=float(np.median(took)),
        rows=posts,
    )
