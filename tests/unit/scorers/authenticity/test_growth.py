"""Growth events in words and from a bundle that has no growth head."""

from datetime import UTC, datetime

import pytest

from matchmaker.domain.assessment import GROWTH_EVENTS
from matchmaker.scorers.authenticity.growth import GrowthEvent, growth_anomalies, growth_text
from tests.builders import NOW, a_follower_count, table

DAY = datetime(2026, 2, 3, tzinfo=UTC)


def an_event(kind: str, count: float, ratio: float, cause: str | None = None, days: int = 0) -> GrowthEvent:
    return GrowthEvent(
        creator_id="ana",
        started_at=DAY,
        ended_at=DAY.replace(day=3 + days),
        kind=kind,
        change_count=count,
        change_ratio=ratio,
        cause=cause,
        probability=0.8,
    )


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (
            an_event("jump", 5_000, 0.1),
            "5,000 followers more than usual came on 2026-02-03, 10 % of those before, and no observed post explains "
            "it; 0.3 % a week is typical.",
        ),
        (
            an_event("drip", 5_000, 0.125, "giveaway", days=20),
            "5,000 followers more than usual came from 2026-02-03 to 2026-02-23, 12 % of those before, and a giveaway "
            "post may explain it; 0.3 % a week is typical.",
        ),
        (
            an_event("purge", -600, -0.06),
            "600 followers more than usual were lost on 2026-02-03, 6 % of all; a gain of 0.3 % a week is typical.",
        ),
        (
            an_event("sawtooth", 2_400, 3.0, days=9),
            "2,400 accounts were followed and left again from 2026-02-03 to 2026-02-12, 300 % of those usually "
            "followed; 0 is typical.",
        ),
    ],
)
def test_an_event_is_a_fact_a_number_and_a_comparison(event: GrowthEvent, text: str) -> None:
    assert growth_text(event, 0.003) == text


def test_without_a_head_nothing_is_said() -> None:
    said = growth_anomalies(table("follower_counts", [a_follower_count(NOW, 5)]), None, None)
    assert said.columns.rows() == [("ana", None, None)]
    assert said.events.schema == GROWTH_EVENTS
