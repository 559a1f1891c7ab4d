"""Why a score changed: the parts sum to the difference, and each is what its cause alone did."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import JsonValue

from matchmaker.application.comparison.change_document import ScoreChange
from matchmaker.application.comparison.churn import pinned
from matchmaker.application.comparison.compare import opened
from matchmaker.application.comparison.score_change import explain_change
from matchmaker.application.questions import read_question
from matchmaker.application.ranking import rank
from matchmaker.application.workplace import Workplace
from matchmaker.bundles import Bundle
from matchmaker.errors import NotFoundError
from matchmaker.intake.documents import creator_document
from matchmaker.ranking.document import Ranking
from matchmaker.registry.cache import BundleCache
from matchmaker.registry.versions import FoundVersion, Versions
from matchmaker.settings import Settings

SEEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = datetime(2026, 3, 10, tzinfo=UTC)
BRIEF: Mapping[str, JsonValue] = {"text": "Gentle skincare for sensitive skin"}
REGISTRY = "sqlite:///nowhere.db"  # named by the cache, never opened


def a_document(likes: int = 900, **known: JsonValue) -> dict[str, JsonValue]:
    posts: list[JsonValue] = [
        {
            "post_id": f"p{place}",
            "posted_at": (SEEN - timedelta(days=place + 1)).isoformat(),
            "caption": "My evening skincare routine for sensitive skin #skincare",
            "likes_count": likes + place,
            "comments_count": 40,
        }
        for place in range(3)
    ]
    seen: dict[str, JsonValue] = {
        "creator_id": "ana",
        "platform": "instagram",
        "observed_at": SEEN.isoformat(),
        "followers_count": 40_000,
    }
    return {**seen, "posts": posts, "fee_amount": 300.0, "fee_currency": "USD", **known}


def ask(
    workplace: Workplace, name: str, *documents: dict[str, JsonValue], brief: Mapping[str, JsonValue] = BRIEF
) -> Ranking:
    """A stored ranking of ana from the catalogue, or of the documents sent along."""
    candidates = {"creators": list(documents)} if documents else {"creator_ids": ["ana"]}
    question = read_question(json.dumps({"brief": brief, "candidates": candidates}))
    return rank(question, workplace, name, NOW).ranking


def of_catalogue(workplace: Workplace, document: dict[str, JsonValue]) -> None:
    workplace.catalogue.upsert_together(creator_document(document, now=NOW))


@pytest.fixture(scope="module")
def versions(settings: Settings, other_topic_fit: Bundle) -> Versions:
    """The shipped versions, and the other topic fit kept in the cache as number 9."""
    BundleCache(settings.cached_models, REGISTRY).keep("topic_fit", "9", other_topic_fit)
    return Versions(settings.models, settings.cached_models, REGISTRY)


@pytest.fixture(scope="module")
def newer(workplace: Workplace, other_topic_fit: Bundle) -> Workplace:
    """The same workplace after topic fit 9 was promoted."""
    found = opened(FoundVersion("topic_fit", "9", "9", "registry", other_topic_fit))
    return pinned(workplace, workplace.champions.current().replacing({"topic_fit": found}))


def points(change: ScoreChange) -> dict[str, float]:
    return {part["cause"]: part["points"] for part in change["parts"]}


def sums(change: ScoreChange) -> None:
    """The parts sum to the difference, and each part's contributions to the part."""
    assert sum(part["points"] for part in change["parts"]) == pytest.approx(change["difference"], abs=1e-6)
    for part in change["parts"]:
        assert sum(part["contributions"].values()) == pytest.approx(part["points"], abs=1e-6)


def test_other_data_alone_is_all_data(workplace: Workplace, versions: Versions) -> None:
    of_catalogue(workplace, a_document(likes=900))
    ask(workplace, "rk_data_1")
    of_catalogue(workplace, a_document(likes=9_000))
    ask(workplace, "rk_data_2")

    change = explain_change(workplace, versions, "ana", "rk_data_1", "rk_data_2")

    sums(change)
    assert points(change) == {"data": change["difference"]}
    assert change["difference"] > 0
    assert change["replayed"]
    moved = {signal["signal"]: (signal["before"], signal["after"]) for signal in change["signals"]}
    assert moved["engagement_rate_by_followers_ratio"] == pytest.approx((941 / 40_000, 9_041 / 40_000))
    assert "performance.engagements_count.p50" in {entry["quantity"] for entry in change["parts"][0]["moved"]}


def test_another_model_alone_is_all_model(workplace: Workplace, newer: Workplace, versions: Versions) -> None:
    before = ask(workplace, "rk_model_1", a_document())
    after = ask(newer, "rk_model_2", a_document())

    change = explain_change(newer, versions, "ana", "rk_model_1", "rk_model_2")

    sums(change)
    assert change["difference"] == pytest.approx(after["items"][0]["score"] - before["items"][0]["score"])
    assert points(change) == {"data": 0, "model": change["difference"]}
    assert change["parts"][1]["what"].startswith("topic_fit ")
    assert change["notes"] == []


def test_data_and_model_are_told_apart(workplace: Workplace, newer: Workplace, versions: Versions) -> None:
    ask(workplace, "rk_both_1", a_document(likes=900))
    ask(newer, "rk_both_2", a_document(likes=9_000))
    ask(workplace, "rk_both_between", a_document(likes=9_000))

    change = explain_change(newer, versions, "ana", "rk_both_1", "rk_both_2")
    data_alone = explain_change(newer, versions, "ana", "rk_both_1", "rk_both_between")

    sums(change)
    assert points(change)["data"] == pytest.approx(data_alone["difference"], abs=1e-6)
    assert points(change)["model"] == pytest.approx(change["difference"] - data_alone["difference"], abs=1e-6)


def test_another_brief_is_a_part_of_its_own(workplace: Workplace, versions: Versions) -> None:
    ask(workplace, "rk_brief_1", a_document())
    ask(workplace, "rk_brief_2", a_document(), brief={"text": "Trail running shoes for rocky mountains"})

    change = explain_change(workplace, versions, "ana", "rk_brief_1", "rk_brief_2")

    sums(change)
    assert points(change) == {"data": 0, "brief": change["difference"]}
    assert change["difference"] < -10


def test_the_older_data_serve_when_the_newer_are_gone(
    workplace: Workplace, newer: Workplace, versions: Versions
) -> None:
    ask(workplace, "rk_gone_1", a_document(likes=900))
    of_catalogue(workplace, a_document(likes=2_000))
    ask(newer, "rk_gone_2")
    of_catalogue(workplace, a_document(likes=70))

    change = explain_change(newer, versions, "ana", "rk_gone_1", "rk_gone_2")

    sums(change)
    assert change["replayed"]
    assert change["notes"] == []


def test_it_is_said_when_neither_side_can_be_replayed(
    workplace: Workplace, newer: Workplace, versions: Versions
) -> None:
    of_catalogue(workplace, a_document(likes=900))
    ask(workplace, "rk_lost_1")
    of_catalogue(workplace, a_document(likes=2_000))
    ask(newer, "rk_lost_2")
    of_catalogue(workplace, a_document(likes=70))

    change = explain_change(newer, versions, "ana", "rk_lost_1", "rk_lost_2")

    sums(change)
    assert not change["replayed"]
    assert "on today's data" in change["notes"][0]


def test_a_model_that_is_gone_is_named_and_not_told_from_the_data(
    workplace: Workplace, newer: Workplace, settings: Settings
) -> None:
    ask(newer, "rk_old_1", a_document(likes=900))
    ask(workplace, "rk_old_2", a_document(likes=9_000))
    without_nine = Versions(settings.models, settings.cached_models, None)

    change = explain_change(workplace, without_nine, "ana", "rk_old_1", "rk_old_2")

    sums(change)
    assert points(change) == {"data and model": change["difference"]}
    assert "topic_fit 9 of rk_old_1 is no longer" in change["notes"][0]


def test_another_policy_is_within_the_datas_part(workplace: Workplace, versions: Versions) -> None:
    other = replace(workplace, policy=workplace.policy.model_copy(update={"version": "0"}))
    ask(other, "rk_policy_1", a_document(likes=900))
    ask(workplace, "rk_policy_2", a_document(likes=9_000))

    change = explain_change(workplace, versions, "ana", "rk_policy_1", "rk_policy_2")

    sums(change)
    assert list(points(change)) == ["data and policy"]
    assert "policy's version differs" in change["notes"][0]


def test_a_creator_without_a_score_is_told_why(workplace: Workplace, versions: Versions) -> None:
    ask(workplace, "rk_out_1", a_document())
    ask(workplace, "rk_out_2", a_document(), brief={**BRIEF, "limits": {"followers_count_max": 10}})

    with pytest.raises(NotFoundError, match="excluded"):
        explain_change(workplace, versions, "ana", "rk_out_1", "rk_out_2")
    with pytest.raises(NotFoundError, match="no candidate"):
        explain_change(workplace, versions, "bea", "rk_out_1", "rk_out_1")
