"""What holds for every set of candidates."""

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.domain.brief import OBJECTIVES, Deliverable, Objective, Offer
from matchmaker.domain.money import Money
from tests.unit.ranking.assessments import Known, a_brief, item_of, ranked

ratios = st.one_of(st.none(), st.floats(0, 1))
STATES = ("clear", "review", "high_risk")
creators = st.builds(
    Known,
    followers_count=st.one_of(st.none(), st.integers(0, 10_000_000)),
    fit=ratios,
    specialism=ratios,
    fake=ratios,
    engagement_anomaly=ratios,
    growth_anomaly=ratios,
    state=st.sampled_from((None, *STATES)),
    engagements=st.one_of(st.none(), st.floats(0, 1e7)),
    views=st.one_of(st.none(), st.floats(0, 1e9)),
    fee=st.one_of(st.none(), st.floats(0, 1e6)),
    posts=st.integers(1, 5),
)
candidate_sets = st.lists(creators, min_size=1, max_size=6).map(
    lambda found: [replace(known, creator_id=f"c{place}") for place, known in enumerate(found)]
)
few = settings(max_examples=12, deadline=None, derandomize=True)


@few
@given(candidate_sets)
def test_contributions_sum_to_a_score_between_0_and_100(candidates: list[Known]) -> None:
    for item in ranked(*candidates).items:
        total = sum(float(str(points)) for points in item["contributions"].values())
        assert abs(total - item["score"]) < 1e-6
        assert 0 <= item["score"] <= 100


@few
@given(candidate_sets, st.integers(0, 100))
def test_the_order_of_candidates_changes_nothing(candidates: list[Known], seed: int) -> None:
    shuffled = random.Random(seed).sample(candidates, len(candidates))

    assert ranked(*shuffled).items == ranked(*candidates).items


@few
@given(candidate_sets)
def test_a_score_is_the_same_among_others_and_alone(candidates: list[Known]) -> None:
    among = item_of(ranked(*candidates), "c0")

    alone = item_of(ranked(candidates[0]), "c0")

    assert (among["score"], among["contributions"]) == (alone["score"], alone["contributions"])
    assert among["performance"] == alone["performance"]


@few
@given(creators, st.floats(0, 1), st.floats(0, 1), st.sampled_from(("fake", "engagement_anomaly", "growth_anomaly")))
def test_more_risk_never_scores_higher(known: Known, one: float, other: float, risk: str) -> None:
    low, high = sorted((one, other))

    safer = item_of(ranked(replace(known, **{risk: low})))
    riskier = item_of(ranked(replace(known, **{risk: high})))

    assert riskier["score"] <= safer["score"]


@few
@given(creators)
def test_a_worse_state_never_scores_higher(known: Known) -> None:
    scores = [item_of(ranked(replace(known, state=state)))["score"] for state in STATES]

    assert scores == sorted(scores, reverse=True)


@few
@given(creators, st.floats(0, 1), st.floats(0, 1))
def test_more_fit_never_scores_lower(known: Known, one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert item_of(ranked(replace(known, fit=high)))["score"] >= item_of(ranked(replace(known, fit=low)))["score"]


@few
@given(creators, st.floats(1, 1e6), st.floats(1, 1e6))
def test_a_higher_fee_never_scores_higher(known: Known, one: float, other: float) -> None:
    low, high = sorted((one, other))

    cheaper = item_of(ranked(replace(known, fee=low)))
    dearer = item_of(ranked(replace(known, fee=high)))

    assert dearer["score"] <= cheaper["score"]


@few
@given(
    creators,
    st.floats(0, 1),
    st.floats(0, 1),
    st.sampled_from(OBJECTIVES),
    st.floats(0, 5_000),
    st.floats(0.01, 1),
    st.integers(1, 3),
)
def test_more_fake_followers_never_score_higher_whatever_the_pay(
    known: Known, one: float, other: float, objective: Objective, fee: float, commission: float, count: int
) -> None:
    low, high = sorted((one, other))
    brief = a_brief(
        objective=objective, order_value=Money(60, "USD"), deliverables=(Deliverable("story", count), Deliverable())
    )
    offers = (Offer(known.creator_id, Money(fee, "USD"), commission_ratio=commission),)

    safer = item_of(ranked(replace(known, fake=low), brief=brief, offers=offers))
    riskier = item_of(ranked(replace(known, fake=high), brief=brief, offers=offers))

    assert riskier["score"] <= safer["score"]
    assert abs(sum(float(str(points)) for points in safer["contributions"].values()) - safer["score"]) < 1e-6
