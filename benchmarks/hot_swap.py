"""Does a running service follow promote and rollback under load without a failed request, and how fast?"""

import argparse
import itertools
import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import numpy as np

from benchmarks.serving import running_service
from matchmaker.bundles import Metric, open_bundle, save_bundle
from matchmaker.domain.tables import MARKET_TABLES
from matchmaker.resources import resource_folder
from matchmaker.store.catalogue import Catalogue
from training.gate.gated import Gated
from training.simulator import simulate_market
from training.tracking import RunRecord, Tracking
from training.tracking.store import SQLITE

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CREATORS, CANDIDATES = 60, 20
MODEL = "performance"
LONGEST_WAIT_SECONDS = 30.0  # for the service to follow: ten refresh intervals and more


@dataclass
class Answers:
    """What clients got: milliseconds and version of each answer, and whatever else came instead."""

    times: list[float] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many exchanges, how many clients, how often the service looks."""
    parser.add_argument("--swaps", type=int, default=40, help="promotions and rollbacks in turn (default 40)")
    parser.add_argument("--clients", type=int, default=4, help="clients that ask without pause (default 4)")
    parser.add_argument("--refresh", type=float, default=1.0, help="refresh interval of the service, s (default 1)")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Rankings asked without pause while the champion of one model changes; every answer names its version."""
    with TemporaryDirectory(prefix="matchmaker-swap-") as folder:
        return measured(Path(folder), arguments.swaps, arguments.clients, arguments.refresh)


def measured(folder: Path, swaps: int, clients: int, refresh: float) -> list[Metric]:
    """The figures of so many exchanges."""
    tracking = Tracking(f"{SQLITE}{folder / 'mlflow.db'}")
    for against in (None, "1"):
        register_shipped(tracking, folder, against)
    tracking.versions.promote(MODEL, "1")
    names = fill(folder / "state")
    settings = {"registry_uri": tracking.uri, "registry_refresh_seconds": str(refresh)}
    answers, moves, follows = Answers(), [], []
    with running_service(folder / "state", clients + 1, **settings) as (_, client):
        _until_served(client, "1")
        body = json.dumps({"brief": {"text": "Gentle skincare"}, "candidates": {"creator_ids": names}})
        _ask(client, body, Answers())  # the first question embeds all captions
        with _load(client, body, clients, answers):
            for swap in range(swaps):
                began = time.perf_counter()
                version = tracking.versions.roll_back(MODEL) if swap % 2 else tracking.versions.promote(MODEL, "2")
                moves.append(1000 * (time.perf_counter() - began))
                follows.append(_until_served(client, version))
    if answers.failures:
        print("\n".join(answers.failures[:5]))
    changes = sum(before != after for before, after in itertools.pairwise(answers.versions))
    return [
        _row("requests", "count", answers.times, float(len(answers.times))),
        _row("requests", "failed_count", answers.times, float(len(answers.failures))),
        _row("versions answered in turn", "changes_count", answers.times, float(changes)),
        *(
            _row("request", f"p{level}_ms", answers.times, float(np.percentile(answers.times, level)))
            for level in (50, 99)
        ),
        *_spread("alias moved", "ms", moves),
        *_spread(f"service follows, refresh {refresh:g} s", "seconds", follows),
    ]


def register_shipped(tracking: Tracking, folder: Path, against: str | None) -> str:
    """The shipped bundle registered as a version of its own that was judged beside `against`."""
    shipped = open_bundle(resource_folder("models") / MODEL / "bundle")
    named = shipped.manifest.model_copy(update={"version": f"beside-{against}"})
    bundle = save_bundle(folder / f"beside-{against}" / "bundle", named, shipped.contents)
    gated = Gated((), against)
    run_id = tracking.log(MODEL, RunRecord(name=named.version, tags=gated.tags), bundle)
    return tracking.register(MODEL, run_id, gated.tags)


def fill(folder: Path) -> list[str]:
    """A state folder with a simulated market; the ids of the candidates asked about."""
    folder.mkdir(parents=True)
    market = simulate_market(7, CREATORS, now=NOW)
    catalogue = Catalogue(f"sqlite:///{folder / 'matchmaker.sqlite'}")
    for table in MARKET_TABLES:
        catalogue.upsert(table, getattr(market, table.name))
    names = catalogue.creator_ids()
    catalogue.close()
    return names[:CANDIDATES]


@contextmanager
def _load(client: httpx.Client, body: str, clients: int, answers: Answers) -> Iterator[None]:
    """Clients that ask without pause until the end."""
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            _ask(client, body, answers)

    with ThreadPoolExecutor(clients) as pool:
        asking = [pool.submit(ask) for _ in range(clients)]
        try:
            yield
        finally:
            over.set()
        for each in asking:
            each.result()


def _ask(client: httpx.Client, body: str, answers: Answers) -> None:
    began = time.perf_counter()
    try:
        answer = client.post("/v1/rankings", content=body, headers={"Content-Type": "application/json"})
    except httpx.HTTPError as error:
        answers.failures.append(repr(error))
        return
    if answer.status_code != httpx.codes.OK:
        answers.failures.append(answer.text)
        return
    answers.times.append(1000 * (time.perf_counter() - began))
    answers.versions.append(answer.json()["models"][MODEL]["version"])


def _until_served(client: httpx.Client, version: str) -> float:
    """Seconds until the service names this version as its own."""
    began = time.perf_counter()
    while (waited := time.perf_counter() - began) < LONGEST_WAIT_SECONDS:
        listed = client.get("/v1/models").raise_for_status().json()
        if any(model["name"] == MODEL and model["version"] == version for model in listed["models"]):
            return waited
        time.sleep(0.02)
    return float("inf")


def _spread(target: str, unit: str, values: Sequence[float]) -> list[Metric]:
    return [
        _row(target, f"median_{unit}", values, float(np.median(values))),
        _row(target, f"largest_{unit}", values, max(values)),
    ]


def _row(target: str, metric: str, values: Sequence[float], value: float) -> Metric:
    return Metric(set="hot swap", target=target, metric=metric, value=value, rows=len(values))
