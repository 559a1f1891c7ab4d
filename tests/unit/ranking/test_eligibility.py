"""Hard limits: outside is out, unknown is out, and the reason is said."""

from datetime import timedelta

import pytest

from matchmaker.domain.brief import Limits
from matchmaker.domain.money import Money
from tests.builders import NOW
from tests.unit.ranking.assessments import Known, a_brief, ranked

CASES = (
    (Limits(platforms=("tiktok",)), "platform_not_allowed", "instagram", ["tiktok"]),
    (Limits(countries=("DE", "AT")), "country_not_allowed", "US", ["DE", "AT"]),
    (Limits(languages=("de",)), "language_not_allowed", "en", ["de"]),
    (Limits(followers_count_min=50_000), "followers_too_few", 40_000, 50_000),
    (Limits(followers_count_max=30_000), "followers_too_many", 40_000, 30_000),
    (Limits(fee_max=Money(250, "USD")), "fee_too_high", 300, 250),
    (Limits(posts_count_min=5), "posts_too_few", 4, 5),
    (Limits(data_age_days_max=3), "data_too_old", 10, 3),
)


@pytest.mark.parametrize(("limits", "code", "observed", "limit"), CASES)
def test_a_creator_outside_a_limit_is_excluded_with_both_numbers(
    limits: Limits, code: str, observed: float | str, limit: object
) -> None:
    found = ranked(Known(fee=300, observed_at=NOW - timedelta(days=10)), brief=a_brief(limits=limits))

    assert found.excluded == [{"creator_id": "ana", "code": code, "observed": observed, "limit": limit}]
    assert found.items == []


@pytest.mark.parametrize(
    ("unknown", "limits"),
    [
        (Known(country=None), Limits(countries=("US",))),
        (Known(language=None), Limits(languages=("en",))),
        (Known(followers_count=None), Limits(followers_count_min=1)),
        (Known(fee=None), Limits(fee_max=Money(1e6, "USD"))),
    ],
)
def test_what_is_unknown_does_not_satisfy_a_limit(unknown: Known, limits: Limits) -> None:
    found = ranked(unknown, brief=a_brief(limits=limits))

    assert [entry["observed"] for entry in found.excluded] == [None]


def test_who_worked_for_a_competitor_is_excluded_where_the_brief_allows_no_conflict() -> None:
    brief = a_brief(competitors=("Nordlicht",), limits=Limits(competitor_conflicts_allowed=False))

    found = ranked(Known(caption="with @nordlicht #ad"), Known("bob"), brief=brief)

    assert found.excluded == [
        {"creator_id": "ana", "code": "competitor_conflict", "observed": "Nordlicht", "limit": "none"}
    ]
    assert [item["creator_id"] for item in found.items] == ["bob"]


def test_posts_that_name_the_brand_can_be_asked_for() -> None:
    brief = a_brief(brand="Velmora", limits=Limits(brand_mentions_count_min=5))

    found = ranked(Known(caption="my Velmora serum"), brief=brief)

    assert found.excluded == [{"creator_id": "ana", "code": "brand_mentions_too_few", "observed": 4, "limit": 5}]


def test_countries_are_compared_without_case() -> None:
    assert len(ranked(Known(country="US"), brief=a_brief(limits=Limits(countries=("us",)))).items) == 1


def test_a_creator_without_posts_is_excluded_by_default() -> None:
    assert [entry["code"] for entry in ranked(Known(posts=0)).excluded] == ["posts_too_few"]


def test_an_offer_is_what_the_limit_on_fees_looks_at() -> None:
    brief = a_brief(limits=Limits(fee_max=Money(250, "USD")))

    found = ranked(Known(fee=300), brief=brief, offers=(("ana", 200.0),))

    assert [item["price"]["quoted"] for item in found.items] == [200.0]
