"""Feedback on a ranking: who was shown, shortlisted, contracted or rejected, and what came of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, TypeAlias

import polars as pl
from pydantic import AwareDatetime, Field, JsonValue, TypeAdapter, WithJsonSchema

from matchmaker.application.packing import unpacked
from matchmaker.application.questions import read_document
from matchmaker.application.schemas import OUTCOME_SCHEMA
from matchmaker.application.terms import CreatorId, Strict
from matchmaker.application.workplace import Workplace
from matchmaker.domain.feedback import FeedbackEvent, FeedbackKind
from matchmaker.domain.outcomes import OUTCOMES
from matchmaker.errors import CreatorUnknownError, FieldError, ValidationFailedError
from matchmaker.intake.records import frame_of_records
from matchmaker.intake.validation import CLOCKS_DIFFER, validate
from matchmaker.store.feedback import SavedFeedback

LARGEST_FEEDBACK = 1_000  # events of a request: two of each candidate of a full ranking

OutcomeDocument: TypeAlias = Annotated[dict[str, JsonValue], WithJsonSchema(OUTCOME_SCHEMA)]
_IDS_OF_EVENT = frozenset({"creator_id", "ranking_id"})
_FEATURES = TypeAdapter(dict[str, list[JsonValue]])


class EventDocument(Strict):
    """What became of one creator of the ranking; `outcome` comes with the event of that name, and only with it."""

    creator_id: CreatorId
    event: FeedbackKind
    occurred_at: AwareDatetime
    outcome: OutcomeDocument | None = None


class FeedbackQuestion(Strict):
    """What became of the creators of one ranking."""

    ranking_id: Annotated[str, Field(min_length=1, max_length=128)]
    events: tuple[EventDocument, ...] = Field(min_length=1, max_length=LARGEST_FEEDBACK)


def read_feedback(body: bytes | str) -> FeedbackQuestion:
    """The feedback in a JSON text; ValidationFailedError points at every fault."""
    return read_document(FeedbackQuestion, body)


def save_feedback(question: FeedbackQuestion, workplace: Workplace, now: datetime) -> SavedFeedback:
    """Store all events and outcomes or, when anything is faulty, nothing; what is known already changes nothing.

    Raises NotFoundError for an unknown ranking, ValidationFailedError with pointers, and CreatorUnknownError for an
    outcome of a creator who is not in the catalogue.
    """
    ranked = _candidates(workplace, question.ranking_id)
    faults = list(_faults(question.events, ranked, now + CLOCKS_DIFFER))
    if faults:
        raise ValidationFailedError("expected events of this ranking's creators", errors=faults)
    outcomes = _outcomes(question, now)
    _refuse_unknown(question.events, workplace.catalogue.unknown_creators(outcomes["creator_id"]))
    events = [FeedbackEvent(event.creator_id, event.event, event.occurred_at) for event in question.events]
    return workplace.feedback.save(question.ranking_id, events, outcomes, now)


def _candidates(workplace: Workplace, ranking_id: str) -> frozenset[str]:
    """Everybody who was ranked or excluded."""
    features = _FEATURES.validate_json(unpacked(workplace.rankings.get(ranking_id)["features"]))
    return frozenset(str(name) for name in features["creator_id"])


def _faults(events: Sequence[EventDocument], ranked: frozenset[str], latest: datetime) -> Iterator[FieldError]:
    for place, event in enumerate(events):
        pointer = f"/events/{place}"
        if event.creator_id not in ranked:
            yield FieldError(f"{pointer}/creator_id", "a candidate of this ranking", event.creator_id)
        if event.occurred_at > latest:
            yield FieldError(f"{pointer}/occurred_at", "a moment not after now", event.occurred_at.isoformat())
        if (event.event == "outcome") != (event.outcome is not None):
            expected = "the outcome" if event.event == "outcome" else f"no outcome with {event.event!r}"
            yield FieldError(f"{pointer}/outcome", expected, "none" if event.outcome is None else "an outcome")
        for name in _IDS_OF_EVENT & (event.outcome or {}).keys():
            yield FieldError(f"{pointer}/outcome/{name}", "no key that the feedback itself has", name)


def _refuse_unknown(events: Sequence[EventDocument], unknown: pl.Series) -> None:
    names = set(unknown)
    faults = [
        FieldError(f"/events/{place}/creator_id", "a creator of the catalogue", event.creator_id)
        for place, event in enumerate(events)
        if event.outcome is not None and event.creator_id in names
    ]
    if faults:
        raise CreatorUnknownError(
            f"expected outcomes of creators in the catalogue, got {len(faults)} of others; PUT or import them first",
            errors=faults,
        )


def _outcomes(question: FeedbackQuestion, now: datetime) -> pl.DataFrame:
    """OUTCOMES of all events, with the ranking and the creator they belong to."""
    sent = {place: event for place, event in enumerate(question.events) if event.outcome is not None}
    rows = [
        {**(event.outcome or {}), "ranking_id": question.ranking_id, "creator_id": event.creator_id}
        for event in sent.values()
    ]
    places = list(sent)
    cells, misfits = frame_of_records(OUTCOMES, rows, places)
    judged = validate(OUTCOMES, cells, numbers=pl.Series(places, dtype=pl.Int64), now=now, known_faults=misfits)
    faults = [fault.at(f"/events/{fault.row}/outcome") for fault in judged.rejected]
    if faults:
        raise ValidationFailedError(
            f"expected outcomes that follow data/schemas/outcomes.json, got {len(faults)} faults", errors=faults
        )
    return judged.accepted
