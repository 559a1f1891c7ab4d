"""A real PostgreSQL for tests: Debian's binaries, a throw-away cluster on loopback, started once a session."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

_ACCOUNT = "postgres"  # the server refuses to run as root; Debian's package brings this account


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The URL of a running server (no database name); skips the calling test where PostgreSQL is not installed."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="matchmaker-postgresql-"))
    cluster, port = folder / "cluster", _free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, _ACCOUNT)
    try:
        _run(binaries / "initdb", "-D", cluster, "-U", "tests", "--auth=trust", "--encoding=UTF8", "--no-sync")
        settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=50"
        _run(binaries / "pg_ctl", "-D", cluster, "-o", settings, "-l", folder / "log", "-w", "start")
        try:
            yield f"postgresql+psycopg://tests@127.0.0.1:{port}"
        finally:
            _run(binaries / "pg_ctl", "-D", cluster, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fresh_database(server: str) -> str:
    """The URL of a new, empty database of the server."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(f"{server.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{server}/{name}"


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    server = shutil.which("initdb")
    if not found and not server:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    binaries = found[-1].parent if found else Path(str(server)).parent
    if not (binaries / "postgres").exists():
        pytest.skip(f"PostgreSQL in {binaries} is not complete: no server program")
    return binaries


def _run(program: Path, *arguments: str | Path) -> None:
    as_account = ["runuser", "-u", _ACCOUNT, "--"] if os.geteuid() == 0 else []
    command = [*as_account, str(program), *map(str, arguments)]
    # To a file, not a pipe: the server keeps the inherited end open, and a pipe would never end.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, stdout=said, stderr=said, cwd="/", check=False)
        said.seek(0)
        if done.returncode:
            raise RuntimeError(f"{program.name} failed: {said.read().decode(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
