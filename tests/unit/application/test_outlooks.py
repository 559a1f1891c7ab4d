"""Own outcomes and quotes reach the next ranking, and nothing is drawn twice for briefs alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache

import polars as pl
import pytest
import sqlalchemy as sa

from matchmaker.application.outlooks import Candidates
from matchmaker.application.own_results import OwnResults, OwnResultsKept
from matchmaker.bundles import open_bundle
from matchmaker.domain.brief import Brief, Deliverable
from matchmaker.domain.outcomes import OUTCOMES, QUOTES
from matchmaker.domain.tables import CREATORS
from matchmaker.ranking.policy import default_policy
from matchmaker.resources import resource_folder
from matchmaker.scorers.performance.columns import SIGNAL_NAMES
from matchmaker.scorers.performance.funnel import Funnel
from matchmaker.scorers.performance.scorer import Performance
from matchmaker.signals import measure
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.engine import open_database
from tests.builders import NOW, a_creator, a_post, a_snapshot, table

BRIEF = Brief("Gentle skincare for sensitive skin", objective="clicks")


@cache
def the_model() -> Performance:
    return Performance.open(open_bundle(resource_folder("models") / "performance" / "bundle"))


@pytest.fixture
def engine(tmp_path: object) -> Iterator[sa.Engine]:
    opened = open_database(f"sqlite:///{tmp_path}/matchmaker.sqlite")
    Catalogue(opened).upsert(CREATORS, table("creators", [a_creator("ana", followers_count=40_000)]))
    yield opened
    opened.dispose()


def an_outcome(clicks: int) -> pl.DataFrame:
    row = {
        "outcome_id": "o1",
        "creator_id": "ana",
        "platform": "instagram",
        "posted_at": NOW - timedelta(days=40),
        "observed_at": NOW - timedelta(days=5),
        "impressions_count": 10_000,
        "clicks_count": clicks,
        "attribution_source": "utm",
    }
    return OUTCOMES.conform(pl.DataFrame([row]))


def candidates() -> Candidates:
    snapshot = a_snapshot(
        [a_creator("ana", followers_count=40_000)],
        posts=[
            a_post("ana", f"p{place}", NOW - timedelta(days=place + 1), likes_count=900, caption="skin")
            for place in range(4)
        ],
    )
    signals = measure(snapshot, SIGNAL_NAMES)
    fakes = {f"fake_follower_ratio_{level}": pl.lit(None, pl.Float64) for level in ("p10", "p50", "p90")}
    profiles = snapshot.creators.select("creator_id", "platform", "followers_count").with_columns(**fakes)
    return Candidates(snapshot, signals, profiles, the_model().assess(snapshot, signals))


def results(engine: sa.Engine, kept: OwnResultsKept | None = None) -> OwnResults:
    return (kept or OwnResultsKept()).at(engine, Funnel.assumed(), NOW)


def test_own_outcomes_move_the_expected_clicks(engine: sa.Engine) -> None:
    before = candidates().outlook(BRIEF, (), results(engine), the_model(), default_policy())[1]
    Catalogue(engine).upsert(OUTCOMES, an_outcome(clicks=400))

    after = candidates().outlook(BRIEF, (), results(engine), the_model(), default_policy())[1]

    assert after.expected["clicks"][0] > 2 * before.expected["clicks"][0]  # 4 % of impressions, assumed are 0.8 %
    assert after.expected["engagements"][0] == before.expected["engagements"][0]


def test_an_outcome_is_unknown_before_it_was_observed(engine: sa.Engine) -> None:
    Catalogue(engine).upsert(OUTCOMES, an_outcome(clicks=400))

    earlier = OwnResultsKept().at(engine, Funnel.assumed(), NOW - timedelta(days=6))

    assert earlier.revision.outcomes_count == 0


def test_own_results_are_read_once_until_something_changes(engine: sa.Engine) -> None:
    kept, prior = OwnResultsKept(), Funnel.assumed()
    first, again = (kept.at(engine, prior, NOW + timedelta(seconds=second)) for second in range(2))
    Catalogue(engine).upsert(OUTCOMES, an_outcome(clicks=400))
    corrected = kept.at(engine, prior, NOW)
    Catalogue(engine).upsert(OUTCOMES, an_outcome(clicks=300))

    assert first is again
    assert kept.at(engine, prior, NOW).revision != corrected.revision


def test_a_quote_is_known_with_its_creators_tier(engine: sa.Engine) -> None:
    row = {"creator_id": "ana", "platform": "instagram", "format": "post", "quoted_at": NOW, "amount": 300.0}
    Catalogue(engine).upsert(QUOTES, QUOTES.conform(pl.DataFrame([{**row, "currency": "USD"}])))

    assert results(engine).quotes.select("amount", "tier").rows() == [(300.0, "micro")]


def test_briefs_alike_share_their_draws(engine: sa.Engine) -> None:
    asked, own = candidates(), results(engine)
    first = asked.outlook(BRIEF, (), own, the_model(), default_policy())

    again = asked.outlook(replace(BRIEF, text="Vegan snacks for runners"), (), own, the_model(), default_policy())

    assert again[1] is first[1]


def test_each_format_has_a_forecast_of_its_own(engine: sa.Engine) -> None:
    brief = replace(BRIEF, deliverables=(Deliverable("story", 2), Deliverable("video")))

    prospects, _ = candidates().outlook(brief, (), results(engine), the_model(), default_policy())

    assert set(prospects.forecasts) == {"story", "video"}
    assert prospects.work == ((("story", 2), ("video", 1)),)
