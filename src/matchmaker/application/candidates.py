"""From a question's candidates to a prepared snapshot: creators of the catalogue, creators sent along, or both."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from matchmaker.application.preparation import Prepared, prepare
from matchmaker.application.questions import CandidatesDocument
from matchmaker.application.workplace import Workplace
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import CREATORS
from matchmaker.errors import CreatorUnknownError, FieldError
from matchmaker.intake.documents import creator_documents
from matchmaker.registry.model_set import ModelSet


def prepared_candidates(asked: CandidatesDocument, workplace: Workplace, models: ModelSet, now: datetime) -> Prepared:
    """The candidates in the order of their ids, so that the order of the question changes nothing.

    Sets without creators sent along are kept as long as nothing in the catalogue or the models changes.
    Raises CreatorUnknownError and ValidationFailedError with pointers into the question.
    """
    ids = sorted(asked.creator_ids)
    revisions = workplace.catalogue.revisions(ids)
    _refuse_unknown(asked.creator_ids, revisions)
    if asked.creators:
        sent = creator_documents(asked.creators, now=now, pointer="/candidates/creators")
        return prepare(_joined(workplace, ids, sent), models, workplace.vectors, workplace.policy)
    key = (
        tuple((name, revisions[name]) for name in ids),
        tuple(version.digest for version in models.versions.values()),
    )
    kept = workplace.prepared.get(key)
    if kept is None:
        kept = prepare(workplace.catalogue.snapshot(ids), models, workplace.vectors, workplace.policy)
        workplace.prepared.put(key, kept)
    return kept


def _joined(workplace: Workplace, ids: Sequence[str], sent: dict[str, pl.DataFrame]) -> Snapshot:
    frames = dict(sent)
    if ids:
        stored = workplace.catalogue.snapshot(ids)
        frames = {name: pl.concat([getattr(stored, name), frame]) for name, frame in sent.items()}
    frames["creators"] = CREATORS.conform(frames["creators"]).sort("creator_id")
    return Snapshot.of(**frames)


def _refuse_unknown(asked: Sequence[str], known: dict[str, int]) -> None:
    faults = [
        FieldError(f"/candidates/creator_ids/{place}", "a creator of the catalogue", name)
        for place, name in enumerate(asked)
        if name not in known
    ]
    if faults:
        raise CreatorUnknownError(
            f"expected creators of the catalogue, got {len(faults)} unknown ids ({faults[0].got!r} is the first); "
            "import them or send them in candidates/creators",
            errors=faults,
        )
