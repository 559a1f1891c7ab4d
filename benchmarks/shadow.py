"""What does a version in the shadow cost those who ask? The same service with and without one, by turns."""

import argparse
import itertools
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import numpy as np

from benchmarks.hot_swap import MODEL, fill, register_shipped
from benchmarks.serving import running_service
from matchmaker.bundles import Metric
from training.tracking import Tracking
from training.tracking.store import SQLITE

REFRESH_SECONDS = 0.5
QUESTIONS = 40  # a turn


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How often the shadow comes and goes."""
    parser.add_argument("--turns", type=int, default=6, help="turns with and without the shadow (default 6)")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Rankings asked by one client, turn by turn; the rival is the service without a shadow."""
    with TemporaryDirectory(prefix="matchmaker-shadow-") as folder:
        return _measured(Path(folder), arguments.turns)


def _measured(folder: Path, turns: int) -> list[Metric]:
    tracking = Tracking(f"{SQLITE}{folder / 'mlflow.db'}")
    for against in (None, "1"):
        register_shipped(tracking, folder, against)
    tracking.versions.promote(MODEL, "1")
    body = json.dumps({"brief": {"text": "Gentle skincare"}, "candidates": {"creator_ids": fill(folder / "state")}})
    times: dict[bool, list[float]] = {True: [], False: []}
    settings = {"registry_uri": tracking.uri, "registry_refresh_seconds": str(REFRESH_SECONDS)}
    with running_service(folder / "state", 2, **settings) as (_, client):
        _asked(client, body, QUESTIONS)  # warm
        for shaded in itertools.islice(itertools.cycle((False, True)), 2 * turns):
            tracking.versions.shade(MODEL, "2" if shaded else None)
            time.sleep(3 * REFRESH_SECONDS)
            times[shaded] += _asked(client, body, QUESTIONS)
        fates = _fates(client)
    return [
        *(_row(f"p{level}_ms", times, level) for level in (50, 90, 99)),
        *(
            Metric(set="shadow", target=fate, metric="count", value=count, rows=len(times[True]))
            for fate, count in fates
        ),
    ]


def _asked(client: httpx.Client, body: str, count: int) -> list[float]:
    times = []
    for _ in range(count):
        began = time.perf_counter()
        client.post("/v1/rankings", content=body, headers={"Content-Type": "application/json"}).raise_for_status()
        times.append(1000 * (time.perf_counter() - began))
    return times


def _fates(client: httpx.Client) -> list[tuple[str, float]]:
    prefix = 'matchmaker_shadow_questions_total{fate="'
    lines = [line for line in client.get("/metrics").text.splitlines() if line.startswith(prefix)]
    return [(line.removeprefix(prefix).partition('"')[0], float(line.rsplit(" ", 1)[1])) for line in lines]


def _row(metric: str, times: Mapping[bool, Sequence[float]], level: int) -> Metric:
    with_shadow, without = (float(np.percentile(times[shaded], level)) for shaded in (True, False))
    return Metric(
        set="shadow",
        target="request",
        metric=metric,
        value=with_shadow,
        rows=len(times[True]),
        rival="without a shadow",
        rival_value=without,
    )
