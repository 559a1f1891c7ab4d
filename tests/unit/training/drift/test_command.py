"""`python -m training drift` over stored rankings: exit code and report say what moved."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from pydantic_core import to_json

from matchmaker.application.packing import packed
from matchmaker.store.instants import microseconds
from matchmaker.store.rankings import Rankings
from matchmaker.store.schema import RANKINGS
from training.__main__ import main

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CREATORS = 80


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'matchmaker.sqlite'}"


def keep(database: str, days_ago: float, likes_factor: float = 1.0) -> None:
    """A ranking of CREATORS as it is logged, its likes multiplied."""
    kept = Rankings(database)
    draws = np.random.default_rng(int(days_ago)).lognormal(6, 1, CREATORS)
    names = [f"creator-{days_ago}-{place}" for place in range(CREATORS)]
    features = {"creator_id": names, "log_likes_mean": np.log1p(draws * likes_factor).tolist()}
    items = [
        {"creator_id": name, "score": 50.0, "performance": {"engagements_count": {"p50": like * likes_factor}}}
        for name, like in zip(names, draws.tolist(), strict=True)
    ]
    models = {"performance": {"version": "3"}}
    parts = {
        "answer": to_json({"items": items, "models": models}).decode(),
        "question": "{}",
        "features": packed(to_json(features)),
    }
    moment = microseconds(NOW - timedelta(days=days_ago))
    row = {"ranking_id": f"rk_{days_ago}", "document": to_json(parts).decode(), "created_at": moment}
    with kept.engine.begin() as connection:
        connection.execute(sa.insert(RANKINGS).values(row))
    kept.engine.dispose()


def drift(database: str, *options: str) -> int:
    return main(["drift", "--database", database, "--now", NOW.isoformat(), *options])


def test_creators_who_earn_ten_times_as_much_are_a_drift(database: str, tmp_path: Path) -> None:
    for days_ago, factor in ((20, 1.0), (12, 1.0), (3, 10.0)):
        keep(database, days_ago, factor)
    code = drift(database, "--out", str(tmp_path / "drift.json"), "--plot", str(tmp_path / "drift.png"))
    report = json.loads((tmp_path / "drift.json").read_text())
    states = {shift["column"]: shift["state"] for shift in [*report["signals"], *report["predictions"]]}
    assert code == 1
    assert (states["log_likes_mean"], states["score"]) == ("drifted", "steady")
    assert states["performance/engagements_count/p50"] == "drifted"
    assert report["recent"] == {"rankings_count": 1, "models": ["performance 3"]}
    assert (tmp_path / "drift.png").stat().st_size > 10_000


def test_the_same_kind_of_creators_are_none(database: str) -> None:
    for days_ago in (20, 12, 3):
        keep(database, days_ago)
    assert drift(database) == 0


def test_an_empty_window_is_named(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    keep(database, 20)
    assert drift(database) == 1
    assert "found none; widen --recent-days" in capsys.readouterr().err
