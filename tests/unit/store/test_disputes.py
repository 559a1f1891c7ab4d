"""Disputes are kept with their creator."""

from datetime import datetime, timedelta

import pytest

from matchmaker.domain.disputes import Objection
from matchmaker.domain.tables import CREATORS
from matchmaker.errors import CreatorUnknownError, DisputeResolvedError, NotFoundError
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.disputes import Disputes
from tests.builders import NOW, a_creator, table

GIVEAWAY = Objection("ana", "growth_jump", "We ran a giveaway that day.", "ana@example.org")


@pytest.fixture
def disputes(catalogue: Catalogue) -> Disputes:
    catalogue.upsert(CREATORS, table("creators", [a_creator("ana"), a_creator("bea")]))
    return Disputes(catalogue.engine)


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes, microseconds=1)


def test_a_dispute_is_kept_as_it_was_raised(disputes: Disputes) -> None:
    opened = disputes.open(GIVEAWAY, NOW)
    assert disputes.get(opened.dispute_id) == opened
    assert (opened.objection, opened.opened_at, opened.is_open) == (GIVEAWAY, NOW, True)


def test_the_same_objection_while_it_is_open_is_the_same_dispute(disputes: Disputes) -> None:
    first, again = disputes.open(GIVEAWAY, NOW), disputes.open(GIVEAWAY, later(1))
    other = disputes.open(Objection("ana", "growth_jump", "It was in the news."), later(2))
    assert first == again
    assert other.dispute_id != first.dispute_id


def test_the_same_objection_after_it_was_resolved_is_a_new_dispute(disputes: Disputes) -> None:
    first = disputes.open(GIVEAWAY, NOW)
    disputes.resolve(first.dispute_id, "upheld", "No giveaway was found.", later(1))
    assert disputes.open(GIVEAWAY, later(2)).dispute_id != first.dispute_id


def test_a_creator_nobody_knows_cannot_be_contested(disputes: Disputes) -> None:
    with pytest.raises(CreatorUnknownError, match="nobody"):
        disputes.open(Objection("nobody", "growth_jump", "?"), NOW)


def test_open_disputes_contest_their_flags_until_they_are_resolved(disputes: Disputes) -> None:
    jump = disputes.open(GIVEAWAY, NOW)
    disputes.open(Objection("ana", "comments_repeat", "A fan club's greeting."), NOW)
    assert disputes.contested(["ana", "bea"]) == {"ana": {"growth_jump", "comments_repeat"}}
    resolved = disputes.resolve(jump.dispute_id, "corrected", "The history had a gap.", later(5))
    assert (resolved.outcome, resolved.note, resolved.resolved_at) == ("corrected", "The history had a gap.", later(5))
    assert disputes.contested(["ana"]) == {"ana": {"comments_repeat"}}


def test_resolving_again_alike_changes_nothing_and_otherwise_is_refused(disputes: Disputes) -> None:
    dispute = disputes.open(GIVEAWAY, NOW)
    first = disputes.resolve(dispute.dispute_id, "withdrawn", "By mail.", later(1))
    assert disputes.resolve(dispute.dispute_id, "withdrawn", "By mail.", later(9)) == first
    with pytest.raises(DisputeResolvedError, match="withdrawn"):
        disputes.resolve(dispute.dispute_id, "upheld", "By mail.", later(9))


def test_an_unknown_dispute_is_not_found(disputes: Disputes) -> None:
    with pytest.raises(NotFoundError):
        disputes.resolve("dp_none", "upheld", "", NOW)


def test_disputes_are_listed_oldest_first_page_by_page(disputes: Disputes) -> None:
    raised = [disputes.open(Objection("ana", "growth_jump", f"reason {place}"), later(place)) for place in range(3)]
    other = disputes.open(Objection("bea", "growth_jump", "reason"), later(9))
    first = disputes.listed("ana", limit=2)
    assert first == raised[:2]
    assert disputes.listed("ana", limit=2, after=first[-1]) == raised[2:]
    assert disputes.listed() == [*raised, other]
    disputes.resolve(raised[0].dispute_id, "upheld", "", later(20))
    assert disputes.listed("ana", only_open=True) == raised[1:]


def test_disputes_go_with_their_creator(catalogue: Catalogue, disputes: Disputes) -> None:
    dispute = disputes.open(GIVEAWAY, NOW)
    catalogue.delete_creator("ana")
    assert disputes.listed() == []
    with pytest.raises(NotFoundError):
        disputes.get(dispute.dispute_id)
