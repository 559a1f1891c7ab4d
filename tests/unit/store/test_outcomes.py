from datetime import timedelta

import pytest

from matchmaker.domain.outcomes import OUTCOMES, QUOTES, matured
from matchmaker.domain.tables import CREATORS, FOLLOWER_COUNTS
from matchmaker.errors import CreatorUnknownError
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.outcomes import observations, outcomes, quotes
from tests.builders import NOW, a_creator, a_follower_count, an_outcome, table

DAY = timedelta(days=1)
QUOTE = {"creator_id": "ana", "platform": "instagram", "format": "post", "amount": 250.0, "currency": "EUR"}


@pytest.fixture(autouse=True)
def ana(catalogue: Catalogue) -> None:
    catalogue.upsert(CREATORS, table("creators", [a_creator("ana", followers_count=120_000)]))


def test_of_an_outcome_the_newest_observation_up_to_the_moment_counts(catalogue: Catalogue) -> None:
    posted = NOW - 40 * DAY
    rows = [
        an_outcome(posted_at=posted, observed_at=posted + age * DAY, conversions_count=sales)
        for age, sales in ((5, 2), (29, 7), (39, 8))
    ]
    catalogue.upsert(OUTCOMES, table("outcomes", rows))

    assert outcomes(catalogue.engine, posted + 30 * DAY)["conversions_count"].to_list() == [7]
    assert observations(catalogue.engine, NOW)["conversions_count"].to_list() == [2, 7, 8]
    assert outcomes(catalogue.engine, posted).is_empty()


def test_an_outcome_is_mature_from_the_28th_day_and_never_without_its_moment() -> None:
    rows = [an_outcome("young", age_days=27.9), an_outcome("old", age_days=28.0), an_outcome("unknown", posted_at=None)]
    assert matured(table("outcomes", rows))["outcome_id"].to_list() == ["old"]


def test_the_attribution_source_is_kept(catalogue: Catalogue) -> None:
    rows = [an_outcome(source, attribution_source=source) for source in ("affiliate", "promo_code", "utm")]
    catalogue.upsert(OUTCOMES, table("outcomes", rows))
    assert outcomes(catalogue.engine, NOW)["attribution_source"].to_list() == ["affiliate", "promo_code", "utm"]


def test_an_outcome_of_a_stranger_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(CreatorUnknownError, match="import creators before outcomes"):
        catalogue.upsert(OUTCOMES, table("outcomes", [an_outcome(creator_id="bob")]))


def test_a_quote_without_a_tier_has_that_of_the_followers_counted_last_before(catalogue: Catalogue) -> None:
    catalogue.upsert(FOLLOWER_COUNTS, table("follower_counts", [a_follower_count(NOW - 90 * DAY, 9_000)]))
    rows = [
        {**QUOTE, "quoted_at": NOW - 60 * DAY},
        {**QUOTE, "quoted_at": NOW},
        {**QUOTE, "quoted_at": NOW - DAY, "tier": "micro", "accepted": True},
    ]
    catalogue.upsert(QUOTES, table("quotes", rows))

    assert quotes(catalogue.engine, NOW)["tier"].to_list() == ["nano", "micro", "macro"]
    assert quotes(catalogue.engine, NOW - 2 * DAY)["tier"].to_list() == ["nano"]


def test_outcomes_and_quotes_go_with_their_creator(catalogue: Catalogue) -> None:
    catalogue.upsert(OUTCOMES, table("outcomes", [an_outcome()]))
    catalogue.upsert(QUOTES, table("quotes", [{**QUOTE, "quoted_at": NOW}]))
    catalogue.delete_creator("ana")
    assert outcomes(catalogue.engine, NOW).is_empty()
    assert quotes(catalogue.engine, NOW).is_empty()
