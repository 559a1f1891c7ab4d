"""The score is the sum of what can be shown, and nobody else's business."""

import pytest

from matchmaker.domain.brief import Limits
from matchmaker.ranking.policy import default_policy
from matchmaker.ranking.shortlist import leaders
from tests.builders import NOW
from tests.unit.ranking.assessments import Known, a_brief, assessed, item_of, ranked


def test_contributions_are_those_computed_by_hand() -> None:
    points = item_of(ranked(Known(fit=0.8, specialism=0.5, fake=0.1, engagement_anomaly=0.2, growth_anomaly=0.0)))[
        "contributions"
    ]

    assert points["topic_fit"] == pytest.approx(45 * 0.8)
    assert points["specialism"] == pytest.approx(10 * 0.8 * 0.5)
    assert points["authenticity"] == pytest.approx(20 * 0.9 * 0.8)
    assert points["risk_gate"] == 0


def test_half_of_the_value_points_are_earned_at_the_reference() -> None:
    # 800 expected engagements of 40,000 followers are the reference of 0.02; the mean of the draws is 1.14 x median.
    mean_over_median = 1.14

    value = item_of(ranked(Known(fit=1.0, engagements=800 / mean_over_median)))["contributions"]["value"]

    assert value == pytest.approx(25 / 2, rel=0.02)


def test_the_same_engagements_rank_by_price_not_by_volume() -> None:
    small = Known("small", followers_count=8_000, engagements=480)
    large = Known("large", followers_count=60_000, engagements=480)

    same_fee = ranked(small, large, offers=(("small", 300), ("large", 300)))
    cheaper_large = ranked(small, large, offers=(("small", 300), ("large", 200)))

    assert item_of(same_fee, "small")["score"] == item_of(same_fee, "large")["score"]
    assert [item["creator_id"] for item in cheaper_large.items] == ["large", "small"]


def test_equal_scores_are_ordered_by_id() -> None:
    found = ranked(Known("cem"), Known("ana"), Known("bea"))

    assert [item["creator_id"] for item in found.items] == ["ana", "bea", "cem"]


def test_a_specialist_beats_a_lifestyle_feed_that_is_otherwise_the_same() -> None:
    found = ranked(Known("lifestyle", specialism=0.15), Known("specialist", specialism=0.7))

    assert found.items[0]["creator_id"] == "specialist"


def test_a_high_risk_state_keeps_forty_percent_of_the_points() -> None:
    item = item_of(ranked(Known(state="high_risk")))

    earned = sum(float(str(points)) for name, points in item["contributions"].items() if name != "risk_gate")
    assert item["score"] == pytest.approx(0.4 * earned, abs=1e-5)


def test_what_is_unknown_earns_no_points_for_fit_and_a_typical_risk() -> None:
    points = item_of(ranked(Known(fit=None, specialism=None, fake=None, engagement_anomaly=None, growth_anomaly=None)))[
        "contributions"
    ]

    assert points["topic_fit"] == points["specialism"] == points["value"] == 0
    assert points["authenticity"] == pytest.approx(20 * 0.8 * 0.9 * 0.9)


def test_an_account_nobody_follows_earns_no_points_for_value() -> None:
    assert item_of(ranked(Known(followers_count=0)))["contributions"]["value"] == 0


def test_showing_fewer_items_changes_none_of_them() -> None:
    creators = [Known(name, fit=fit) for name, fit in (("ana", 0.9), ("bea", 0.5), ("cem", 0.1))]

    assert ranked(*creators, limit=2).items == ranked(*creators).items[:2]


def test_the_objective_decides_what_value_means() -> None:
    viral = Known("viral", views=200_000.0, engagements=100.0)
    loved = Known("loved", views=2_000.0, engagements=2_000.0)

    by_reach = ranked(viral, loved, brief=a_brief(objective="reach"))
    by_engagements = ranked(viral, loved, brief=a_brief(objective="engagements"))

    assert by_reach.items[0]["creator_id"] == "viral"
    assert by_engagements.items[0]["creator_id"] == "loved"


def test_the_leaders_are_the_first_of_the_shortlist() -> None:
    creators = (Known("ana", fit=0.2), Known("bea", fit=0.9), Known("cem", fit=0.5, followers_count=500))
    brief = a_brief(limits=Limits(followers_count_min=1_000))

    found = leaders(brief, [], assessed(*creators, policy=default_policy(), brief=brief), NOW, 2, default_policy())

    assert found == ["bea", "ana"]
    assert found == [item["creator_id"] for item in ranked(*creators, brief=brief).items]
