from datetime import timedelta

import pytest

from matchmaker.domain.feedback import FeedbackEvent
from matchmaker.domain.outcomes import OUTCOMES
from matchmaker.domain.tables import CREATORS
from matchmaker.errors import CreatorUnknownError
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.feedback import Feedback
from matchmaker.store.outcomes import outcomes
from matchmaker.store.rankings import Rankings
from tests.builders import NOW, a_creator, an_outcome, table

SHOWN = FeedbackEvent("ana", "shown", NOW)
HIRED = FeedbackEvent("ana", "contracted", NOW + timedelta(hours=1))
LATER = NOW + timedelta(days=1)


@pytest.fixture
def feedback(catalogue: Catalogue) -> Feedback:
    catalogue.upsert(CREATORS, table("creators", [a_creator("ana")]))
    Rankings(catalogue.engine).save("rk_1", {})
    return Feedback(catalogue.engine)


def test_events_are_kept_once_and_read_in_order(feedback: Feedback) -> None:
    first = feedback.save("rk_1", [HIRED, SHOWN], OUTCOMES.empty(), LATER)
    again = feedback.save("rk_1", [SHOWN], OUTCOMES.empty(), LATER)
    assert (first.events_inserted, again.events_inserted) == (2, 0)
    assert feedback.events(LATER)["event"].to_list() == ["shown", "contracted"]
    assert feedback.events(LATER)["occurred_at"].to_list() == [SHOWN.occurred_at, HIRED.occurred_at]


def test_what_had_not_reached_us_is_not_known(feedback: Feedback) -> None:
    feedback.save("rk_1", [SHOWN], OUTCOMES.empty(), LATER)
    assert feedback.events(NOW).is_empty()


def test_nothing_is_kept_where_an_outcome_is_refused(feedback: Feedback) -> None:
    with pytest.raises(CreatorUnknownError):
        feedback.save("rk_1", [SHOWN], table("outcomes", [an_outcome(), an_outcome("o2", "bob")]), LATER)
    assert feedback.events(LATER).is_empty()
    assert outcomes(feedback.engine, NOW).is_empty()


def test_feedback_goes_with_its_creator(feedback: Feedback, catalogue: Catalogue) -> None:
    feedback.save("rk_1", [SHOWN], OUTCOMES.empty(), LATER)
    catalogue.delete_creator("ana")
    assert feedback.events(LATER).is_empty()
