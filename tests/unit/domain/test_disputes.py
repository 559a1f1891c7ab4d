"""Disputes: what is contested alone never turns a creator down, and nothing else changes."""

import polars as pl

from matchmaker.domain.assessment import AuthenticityAssessment, Flag, State, with_disputes

JUMP = Flag("growth_jump", "Followers grew", 0.2, 0.003, 0.95, ("2026-02-01",), "high_risk")
FAKES = Flag("fake_followers", "Half resemble", 0.5, 0.1, None, (), "high_risk")
REPEATS = Flag("comments_repeat", "They repeat", 0.4, 0.06, None, ("c1",), "review")


def an_assessment(state: State, *flags: Flag) -> AuthenticityAssessment:
    return AuthenticityAssessment(pl.DataFrame({"creator_id": ["ana"], "authenticity_state": [state]}), {"ana": flags})


def state_of(assessment: AuthenticityAssessment) -> str:
    state: str = assessment.columns["authenticity_state"][0]
    return state


def test_a_state_that_rests_on_a_disputed_flag_becomes_review() -> None:
    contested = with_disputes(an_assessment("high_risk", JUMP, REPEATS), {"ana": {"growth_jump"}})
    assert state_of(contested) == "review"
    assert [flag.disputed for flag in contested.flags["ana"]] == [True, False]


def test_another_serious_flag_keeps_the_state() -> None:
    assert state_of(with_disputes(an_assessment("high_risk", JUMP, FAKES), {"ana": {"growth_jump"}})) == "high_risk"


def test_all_serious_flags_disputed_leave_a_review() -> None:
    contested = with_disputes(an_assessment("high_risk", JUMP, FAKES), {"ana": {"growth_jump", "fake_followers"}})
    assert state_of(contested) == "review"


def test_a_review_stays_a_review() -> None:
    assert state_of(with_disputes(an_assessment("review", REPEATS), {"ana": {"comments_repeat"}})) == "review"


def test_disputes_of_others_or_of_flags_not_there_change_nothing() -> None:
    given = an_assessment("high_risk", JUMP)
    told = with_disputes(given, {"ben": {"growth_jump"}, "ana": {"fake_followers"}})
    assert (state_of(told), told.flags) == ("high_risk", given.flags)
