"""The words with a formula, on the cases people argue about."""

import json
from collections.abc import Callable

import pytest

from matchmaker.domain.definitions import (
    DEFINITIONS,
    contribution_roi_ratio,
    cost_per_mille,
    definitions_document,
    engagement_rate_by_followers_ratio,
    engagement_rate_by_reach_ratio,
    engagements_count,
    roas_ratio,
    roi_ratio,
)


def test_twenty_thousand_for_five_thousand_is_a_roas_of_four_and_a_roi_of_three() -> None:
    assert roas_ratio(revenue=20_000, spend=5_000) == 4.0
    assert roi_ratio(revenue=20_000, spend=5_000) == 3.0


def test_a_margin_of_a_quarter_earns_just_the_spend_back() -> None:
    assert contribution_roi_ratio(revenue=20_000, spend=5_000, margin_ratio=0.25) == 0.0


def test_thirteen_thousand_engagements_over_a_reach_of_a_hundred_and_thirty_thousand_are_a_tenth() -> None:
    assert engagement_rate_by_reach_ratio(13_000, 130_000) == 0.10


def test_a_small_and_a_large_account_tie_at_480_engagements() -> None:
    assert engagement_rate_by_followers_ratio(480, 8_000) == 0.06
    assert engagement_rate_by_followers_ratio(480, 60_000) == 0.008


def test_two_thousand_for_half_a_million_impressions_cost_four_per_mille() -> None:
    assert cost_per_mille(spend=2_000, impressions=500_000) == 4.0


def test_engagements_are_likes_comments_and_shares() -> None:
    assert engagements_count(likes=10, comments=2, shares=1) == 13


def test_unknown_parts_count_as_nothing_and_all_unknown_is_unknown() -> None:
    assert engagements_count(likes=10, comments=None, shares=None) == 10
    assert engagements_count(likes=None, comments=None, shares=None) is None


@pytest.mark.parametrize("formula", [roas_ratio, roi_ratio, cost_per_mille, engagement_rate_by_followers_ratio])
def test_a_quotient_is_unknown_over_nothing_and_of_the_unknown(
    formula: Callable[[float | None, float | None], float | None],
) -> None:
    assert formula(1.0, 0) is None
    assert formula(1.0, None) is None
    assert formula(None, 1.0) is None


def test_every_word_is_defined_once() -> None:
    names = [item.name for item in DEFINITIONS]
    assert len(names) == len(set(names))


def test_the_document_is_json_with_words_and_tiers() -> None:
    document = json.loads(json.dumps(definitions_document()))
    assert {"name": "micro", "followers_count_min": 10_000} in document["tiers"]
    assert "roas_ratio" in {item["name"] for item in document["definitions"]}
