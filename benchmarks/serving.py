"""The service as a process of its own, for benchmarks that ask it over HTTP."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

START_SECONDS_MOST = 300  # on a machine with other work
ANSWER_SECONDS_MOST = 300  # the first question embeds 15,000 captions


@contextmanager
def running_service(
    folder: Path, connections: int, **settings: str
) -> Iterator[tuple["subprocess.Popen[bytes]", httpx.Client]]:
    """`matchmaker serve` with its state in `folder` and a client of it; `settings` are MATCHMAKER_<NAME>."""
    port = _free_port()
    given = {"state_dir": str(folder), "port": str(port), "rate_limit_per_minute": "1000000", **settings}
    environment = {**os.environ, **{f"MATCHMAKER_{name.upper()}": value for name, value in given.items()}}
    command = [sys.executable, "-c", "from matchmaker.cli import main; main()", "serve"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    limits = httpx.Limits(max_connections=connections)
    try:
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", timeout=ANSWER_SECONDS_MOST, limits=limits, trust_env=False
        ) as client:
            _wait_until_ready(client)
            yield process, client
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def _wait_until_ready(client: httpx.Client) -> None:
    deadline = time.monotonic() + START_SECONDS_MOST
    while True:
        try:
            if client.get("/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.05)
