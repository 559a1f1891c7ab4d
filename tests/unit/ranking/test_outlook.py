"""What a post brings, drawn once for all briefs."""

import numpy as np
import pytest

from matchmaker.domain.brief import Limits
from matchmaker.ranking.policy import default_policy
from tests.unit.ranking.assessments import Known, a_brief, assessed, item_of, ranked


def test_the_kept_creators_keep_their_own_outlook() -> None:
    outlook = assessed(
        Known("ana", engagements=100.0), Known("bob", engagements=900.0, views=5_000.0), policy=default_policy()
    ).outlook
    kept = outlook.only(np.array([False, True]))
    assert kept.counts["engagements_count"][0].tolist() == outlook.counts["engagements_count"][1].tolist()
    assert kept.expected["engagements"].tolist() == [outlook.expected["engagements"][1]]
    assert kept.reach_is_forecast.tolist() == [True]


def test_views_are_those_of_the_forecast_and_unknown_without_one() -> None:
    counts = assessed(Known("ana"), Known("bob", views=8_000.0), policy=default_policy()).outlook.counts
    assert np.isnan(counts["views_count"][0]).all()
    assert counts["views_count"][1] == pytest.approx([4_000, 8_000, 16_000], rel=1e-3)


def test_a_limit_that_excludes_one_changes_no_forecast_of_another() -> None:
    small, large = Known("ana", followers_count=1_000), Known("bob", followers_count=90_000)
    beside = ranked(small, large, brief=a_brief(limits=Limits(followers_count_min=5_000)))
    assert [entry["creator_id"] for entry in beside.excluded] == ["ana"]
    assert item_of(beside, "bob")["performance"] == item_of(ranked(large), "bob")["performance"]
