"""`matchmaker backtest`: what is said, and a page that opens offline."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from matchmaker.cli import command_line
from matchmaker.domain.outcomes import OUTCOMES
from matchmaker.domain.tables import CREATORS, POSTS
from matchmaker.errors import ValidationFailedError
from matchmaker.settings import Settings
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.rankings import Rankings
from tests.builders import NOW, a_creator, a_post, an_outcome, table

ANSWER = {
    "interval": {"measured": 0.79},
    "items": [{"creator_id": "ana", "performance": {"clicks_count": {"p10": 10.0, "p50": 40.0, "p90": 90.0}}}],
}


@pytest.fixture(autouse=True)
def market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ana with twenty posts, and two outcomes of hers: one final, one young."""
    monkeypatch.setenv("MATCHMAKER_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("MATCHMAKER_DATABASE_URL", raising=False)
    catalogue = Catalogue(Settings().database)
    posts = [a_post("ana", f"p{day}", NOW - timedelta(days=31 + day), likes_count=400 + day) for day in range(20)]
    outcomes = [
        an_outcome("final", likes_count=420, clicks_count=95, ranking_id="rk_1"),
        an_outcome("young", age_days=3, likes_count=9),
    ]
    catalogue.upsert(CREATORS, table("creators", [a_creator("ana", followers_count=20_000)]))
    catalogue.upsert(POSTS, table("posts", posts))
    catalogue.upsert(OUTCOMES, table("outcomes", outcomes))
    Rankings(catalogue.engine).save("rk_1", {"answer": json.dumps(ANSWER)})
    catalogue.close()


def backtest(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command_line(["backtest"]), ["backtest", *map(str, arguments)], catch_exceptions=False)


def test_forecasts_answered_then_and_replayed_now_are_judged_on_final_outcomes(tmp_path: Path) -> None:
    assert backtest("--out", tmp_path / "report.json").exit_code == 0
    found = json.loads((tmp_path / "report.json").read_text())
    assert (found["outcomes_count"], found["young_count"]) == (2, 1)
    rows = {(row["origin"], row["metric"]): row for row in found["rows"]}
    assert rows["ranking", "clicks_count"]["inside"] is False
    likes = rows["replayed", "likes_count"]
    assert likes["actual"] == 420
    assert likes["inside"] is True
    assert likes["past_mean"] == pytest.approx(409.4, abs=0.1)  # the posts before its own: 400 to 419


def test_the_page_draws_and_fetches_nothing(tmp_path: Path) -> None:
    said = backtest("--out", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    assert "likes_count" in said.stdout
    assert page.count("<svg") >= 3
    assert re.search(r"https?://|<script|<link|url\(", page) is None


def test_a_file_of_campaigns_is_read_and_not_stored(tmp_path: Path) -> None:
    campaigns = tmp_path / "campaigns.csv"
    campaigns.write_text(
        "outcome_id,creator_id,posted_at,observed_at,likes_count,attribution_source,agency\n"
        "x,ana,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,300,utm,us\n"
    )
    backtest("--campaigns", campaigns, "--out", tmp_path / "report.json")
    found = json.loads((tmp_path / "report.json").read_text())
    assert found["outcomes_count"] == 1


def test_campaigns_of_strangers_are_named_by_row(tmp_path: Path) -> None:
    campaigns = tmp_path / "campaigns.csv"
    campaigns.write_text("outcome_id,creator_id,observed_at,attribution_source\nx,eve,2026-02-01T00:00:00Z,utm\n")
    with pytest.raises(ValidationFailedError) as caught:
        backtest("--campaigns", campaigns, "--out", tmp_path / "report.json")
    assert caught.value.errors[0].pointer == "row 2, column creator_id"


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailedError, match=r"\.html or \.json"):
        backtest("--out", tmp_path / "report.pdf")
