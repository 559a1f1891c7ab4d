"""How long does a ranking take over HTTP, how much memory does the service hold, and how fast does it start?"""

import argparse
import json
import os
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import numpy as np
from pydantic import JsonValue

from benchmarks.serving import running_service
from matchmaker.bundles import Metric
from matchmaker.domain.tables import MARKET_TABLES
from matchmaker.store.catalogue import Catalogue
from training.simulator import simulate_market

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CREATORS = 500
CLIENTS = 8
BYTES_PER_MEBIBYTE = 1024 * 1024
SUBJECTS = ("gentle skincare", "weeknight cooking", "home fitness", "mountain hiking", "indie games", "slow fashion")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many requests are sent in each case."""
    parser.add_argument("--requests", type=int, default=80, help="requests a case (default 80)")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Start the service on a generated market of 500 creators and ask it on loopback, every time another brief.

    Cases: 100 and 500 stored candidates, one client and eight; the same question over the same catalogue, first
    unprepared, then prepared. Times are wall-clock at the client.
    """
    with TemporaryDirectory(prefix="matchmaker-bench-") as folder:
        names = _fill(Path(folder))
        started = time.perf_counter()
        with running_service(Path(folder), CLIENTS) as (process, client):
            rows = [_row("start", "ready_seconds", [time.perf_counter() - started])]
            rows.append(_row("idle", "resident_mebibytes", [_resident_mebibytes(process)]))
            rows.append(_row("500 candidates/first, all captions embedded", "ms", [_ask(client, names, 0)]))
            for count in (100, CREATORS):
                _ask(client, names[:count], 0)
                for clients in (1, CLIENTS):
                    times = _times(client, names[:count], clients, arguments.requests)
                    rows += _percentiles(f"{count} candidates/{clients} clients", times)
            rows.append(_row("after", "resident_mebibytes", [_resident_mebibytes(process)]))
    return rows


def _fill(folder: Path) -> list[str]:
    market = simulate_market(7, CREATORS, now=NOW)
    catalogue = Catalogue(f"sqlite:///{folder / 'matchmaker.sqlite'}")
    for table in MARKET_TABLES:
        catalogue.upsert(table, getattr(market, table.name))
    names = catalogue.creator_ids()
    catalogue.close()
    return names


def _ask(client: httpx.Client, names: Sequence[str], number: int) -> float:
    """Milliseconds of one ranking; the brief differs from request to request, so that nothing of it is remembered."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    question: dict[str, JsonValue] = {
        "brief": {"text": f"Campaign {number}: creators about {subject} who explain what they do"},
        "candidates": {"creator_ids": list(names)},
    }
    body = json.dumps(question)
    started = time.perf_counter()
    client.post("/v1/rankings", content=body, headers={"Content-Type": "application/json"}).raise_for_status()
    return 1000 * (time.perf_counter() - started)


def _times(client: httpx.Client, names: Sequence[str], clients: int, requests: int) -> list[float]:
    with ThreadPoolExecutor(clients) as asking:
        return list(asking.map(lambda number: _ask(client, names, number + 1), range(requests)))


def _percentiles(case: str, times: Sequence[float]) -> list[Metric]:
    return [_row(case, f"p{level}_ms", times, float(np.percentile(times, level))) for level in (50, 99)]


def _row(case: str, metric: str, values: Sequence[float], value: float | None = None) -> Metric:
    return Metric(
        set="generated market",
        target=case,
        metric=metric,
        value=values[0] if value is None else value,
        rows=len(values),
    )


def _resident_mebibytes(process: "subprocess.Popen[bytes]") -> float:
    """Resident memory of a process of Linux, from the second number of statm (pages)."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / BYTES_PER_MEBIBYTE
