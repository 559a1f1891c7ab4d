"""GET /v1/creators/{id}/report: observations with evidence, from stored data."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from matchmaker.application.report.document import CreatorReport
from tests.contract.service import SEEN, a_document, a_post, a_service

ESTIMATES = [
    {"vendor": "HypeAuditor", "fake_follower_ratio": 0.62, "sample_count": 2_000},
    {"vendor": "Modash", "fake_follower_ratio": 0.05, "observed_at": (SEEN - timedelta(days=3)).isoformat()},
]
ACCUSING = ("fraud", "cheat", "guilty", "scammer", "bought", "fake influencer")


@pytest.fixture(scope="module")
def vetted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service that knows "few" (12 likes of 50,000 followers, a sample of odd followers) and "none" (a profile)."""
    posts = [
        a_post(f"p{place}", SEEN - timedelta(days=place + 1), likes_count=12, comments_count=0) for place in range(9)
    ]
    followers = [
        {"account_id": f"f{row}", "followers_count": 3, "following_count": 4_000, "posts_count": 0, "bio_length": 0}
        for row in range(80)
    ]
    comments = [
        {
            "post_id": "p0",
            "comment_id": f"c{row}",
            "author_id": f"a{row}",
            "text": "WIN free followers at http://x.example now",
        }
        for row in range(6)
    ]
    few = a_document(
        "few",
        followers_count=50_000,
        posts=posts,
        follower_profiles=followers,
        comments=comments,
        vendor_estimates=ESTIMATES,
    )
    with a_service(tmp_path_factory.mktemp("vetted")) as service:
        for document in (few, a_document("none", followers_count=None, posts=[])):
            assert service.put(f"/v1/creators/{document['creator_id']}", json=document).status_code == 200
        yield service


def report(service: TestClient, creator_id: str) -> dict[str, Any]:
    answer = service.get(f"/v1/creators/{creator_id}/report")
    assert answer.status_code == 200, answer.text
    TypeAdapter(CreatorReport).validate_json(answer.content, strict=True)
    document: dict[str, Any] = answer.json()
    return document


def test_twelve_likes_of_fifty_thousand_followers_are_told_with_their_peers(vetted: TestClient) -> None:
    found = report(vetted, "few")
    flags = {flag["code"]: flag for flag in found["flags"]}

    assert found["state"] == "high_risk"
    assert flags["engagement_below_peers"]["observed"] == pytest.approx(12 / 50_000)
    assert flags["engagement_below_peers"]["peer_median"] > 0.005
    assert set(flags["engagement_below_peers"]["evidence"]) <= {f"p{place}" for place in range(9)}


def test_no_word_of_a_report_accuses(vetted: TestClient) -> None:
    said = " ".join(flag["text"] for flag in report(vetted, "few")["flags"]).lower()

    assert said
    assert [word for word in ACCUSING if word in said] == []


def test_contributions_sum_to_the_score(vetted: TestClient) -> None:
    found = report(vetted, "few")

    assert sum(found["contributions"].values()) == pytest.approx(found["audience_quality_score"]["p50"], abs=1e-6)


def test_the_sample_says_what_more_followers_would_bring(vetted: TestClient) -> None:
    found = report(vetted, "few")

    assert found["follower_sample"]["sample_count"] == 80
    assert "80 followers" in found["follower_sample"]["advice"]
    assert found["fake_follower_ratio"]["p50"] > 0.5


def test_estimates_of_other_tools_stand_beside_ours_under_their_names(vetted: TestClient) -> None:
    hype, modash = report(vetted, "few")["vendor_estimates"]

    assert (hype["vendor"], hype["fake_follower_ratio"], hype["sample_count"]) == ("HypeAuditor", 0.62, 2_000)
    assert (modash["vendor"], modash["inside_interval"], modash["sample_count"]) == ("Modash", False, None)


def test_heads_that_cannot_speak_say_what_they_need(vetted: TestClient) -> None:
    found = report(vetted, "none")

    assert (found["state"], found["readiness"], found["audience_quality_score"]) == (None, "insufficient_data", None)
    assert [head["answered"] for head in found["heads"]] == [False] * 6
    assert "no follower_profiles are known" in found["heads"][0]["why"]
    assert found["data_quality"]["state"] == "insufficient"


def test_the_report_is_the_assessment_of_the_creator(vetted: TestClient) -> None:
    found = report(vetted, "few")
    (assessed,) = vetted.post("/v1/authenticity", json={"creator_ids": ["few"]}).json()["creators"]

    read = ("heads", "flags")  # the report also reads what comments say, which decides nothing
    assert {name: found[name] for name in assessed if name not in read} == {
        name: assessed[name] for name in assessed if name not in read
    }
    assert [flag for flag in found["flags"] if flag in assessed["flags"]] == assessed["flags"]
    assert found["heads"][: len(assessed["heads"])] == assessed["heads"]


def test_the_same_data_give_the_same_report(vetted: TestClient) -> None:
    first, second = report(vetted, "few"), report(vetted, "few")

    assert {**first, "took_ms": 0} == {**second, "took_ms": 0}


def test_a_contested_flag_is_marked_and_the_creator_goes_before_a_person(tmp_path: Path) -> None:
    posts = [
        a_post(f"p{place}", SEEN - timedelta(days=place + 1), likes_count=12, comments_count=0) for place in range(9)
    ]
    objection = {"creator_id": "ana", "flag_code": "engagement_below_peers", "reason": "The platform hid our likes."}
    with a_service(tmp_path) as service:
        service.put("/v1/creators/ana", json=a_document("ana", followers_count=50_000, posts=posts))
        dispute = service.post("/v1/disputes", json=objection).json()
        during = report(service, "ana")
        (assessed,) = service.post("/v1/authenticity", json={"creator_ids": ["ana"]}).json()["creators"]
        service.post(f"/v1/disputes/{dispute['dispute_id']}:resolve", json={"outcome": "upheld", "note": "Checked."})
        after = report(service, "ana")

    assert (during["state"], assessed["state"], after["state"]) == ("review", "review", "high_risk")
    assert [flag["disputed"] for flag in during["flags"] if flag["code"] == "engagement_below_peers"] == [True]
    assert [entry["dispute_id"] for entry in during["disputes"]] == [dispute["dispute_id"]]
    assert after["disputes"] == []


def test_a_creator_nobody_knows_has_no_report(vetted: TestClient) -> None:
    problem = vetted.get("/v1/creators/nobody/report")

    assert (problem.status_code, problem.json()["code"]) == (404, "creator_unknown")


def test_a_report_says_what_the_posts_are_about_citing_the_creators_own(vetted: TestClient) -> None:
    topics = report(vetted, "few")["topics"]

    assert topics["posts_used_count"] == 9
    assert 0 <= topics["specialism_ratio"] <= 1
    cited = {post for share in topics["mix"] for post in share["post_ids"]}
    assert cited <= {f"p{place}" for place in range(9)}


def test_without_a_post_nothing_is_said_of_topics(vetted: TestClient) -> None:
    assert report(vetted, "none")["topics"] is None
