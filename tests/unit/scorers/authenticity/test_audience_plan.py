"""Sample plans agree with the textbook by chance, and admit what no sample removes."""

import pytest

from matchmaker.scorers.authenticity.audience import AudienceErrors, ErrorProfile, ShareLimits
from matchmaker.scorers.authenticity.audience_plan import PlanInvalidError, plan_sample, stated_width

LIMITS = ShareLimits(
    largest_sample_count=1e9,
    prior_genuine_count=1,
    prior_fake_count=1,
    tolerated_ratio=0.15,
    high_risk_ratio=0.35,
    typical_ratio=0.1,
)
SHARP = AudienceErrors(bin_edges=(0.5,), profiles={"one": ErrorProfile(genuine=(0.95, 0.05), fake=(0.05, 0.95))})
DISAGREEING = AudienceErrors(
    bin_edges=(0.5,),
    profiles={
        "easy": ErrorProfile(genuine=(0.95, 0.05), fake=(0.05, 0.95)),
        "hard": ErrorProfile(genuine=(0.7, 0.3), fake=(0.3, 0.7)),
    },
)


def test_four_points_to_either_side_take_385_followers_at_one_fake_in_five() -> None:
    # (1.96 / 0.04)^2 x 0.2 x 0.8 = 384.2
    plan = plan_sample(0.08, 0.2, SHARP, LIMITS)
    assert plan.chance_count == 385
    size = next(size for size in plan.sizes if size.sample_count == 400)
    assert size.chance_ratio == pytest.approx(0.0392, abs=1e-4)


def test_every_quarter_by_follow_date_gives_the_same_number() -> None:
    plan = plan_sample(0.08, 0.2, SHARP, LIMITS)
    assert [count for _, count in plan.strata] == [97, 96, 96, 96]
    assert plan.strata[0][0] == "newest"


def test_a_model_that_errs_alike_everywhere_reaches_any_width() -> None:
    plan = plan_sample(0.08, 0.2, SHARP, LIMITS)
    assert plan.model_count is not None
    assert stated_width(plan.model_count, 0.2, SHARP, LIMITS) <= 0.08
    assert stated_width(plan.model_count - 1, 0.2, SHARP, LIMITS) > 0.08


def test_no_sample_removes_what_audiences_disagree_about() -> None:
    plan = plan_sample(0.08, 0.2, DISAGREEING, LIMITS)
    assert plan.model_count is None
    assert plan.floor_ratio > 0.08


@pytest.mark.parametrize(("width", "share"), [(0.0, 0.2), (1.0, 0.2), (-0.1, 0.2), (0.1, 1.2)])
def test_an_impossible_plan_says_what_was_expected(width: float, share: float) -> None:
    with pytest.raises(PlanInvalidError, match=r"0\.08 is four points"):
        plan_sample(width, share, SHARP, LIMITS)
