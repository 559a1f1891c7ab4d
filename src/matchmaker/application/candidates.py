"""From a question's candidates to a prepared snapshot: creators of the catalogue, creators sent along, or both."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime

import numpy as np
import polars as pl

from matchmaker.application.passes import Mask
from matchmaker.application.preparation import Prepared, prepare
from matchmaker.application.questions import CandidatesDocument
from matchmaker.application.workplace import Workplace
from matchmaker.domain.definitions import RECENT_POSTS
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
    revisions = known_revisions(asked.creator_ids, workplace, "/candidates/creator_ids")
    if asked.creators:
        sent = creator_documents(asked.creators, now=now, pointer="/candidates/creators")
        snapshot = joined(ids, sent, workplace)
        contested = workplace.disputes.contested(snapshot.creators["creator_id"].to_list())
        fast = _read_fast(snapshot, sent, workplace)
        return prepare(snapshot, contested, models, workplace.encoders, fast)
    contested = workplace.disputes.contested(ids)
    key = (
        tuple((name, revisions[name]) for name in ids),
        tuple(version.digest for version in models.versions.values()),
        tuple(sorted(contested.items())),
    )
    kept = workplace.prepared.get(key)
    if kept is None:
        snapshot = workplace.catalogue.snapshot(ids)
        kept = prepare(snapshot, contested, models, workplace.encoders, np.zeros(len(ids), np.bool_))
        workplace.prepared.put(key, kept)
    return kept


def _read_fast(snapshot: Snapshot, sent: Mapping[str, pl.DataFrame], workplace: Workplace) -> Mask:
    """Those sent along, when they have more recent captions than the policy has read precisely at once.

    Nothing that was asked before matters: the same question is read in the same way, whatever is remembered.
    """
    is_sent = snapshot.creators["creator_id"].is_in(sent["creators"]["creator_id"].implode())
    written = sent["posts"].filter(pl.col("caption").is_not_null()).group_by("creator_id").len()
    captions_count = written["len"].clip(upper_bound=RECENT_POSTS).sum()
    is_many = captions_count >= workplace.policy.passes.fast_from_captions_count
    return (is_sent & is_many).to_numpy()


def joined(ids: Sequence[str], sent: Mapping[str, pl.DataFrame], workplace: Workplace) -> Snapshot:
    """Creators of the catalogue and creators sent along (frames by table name) as one snapshot, sorted by id."""
    frames = {item.name: sent[item.name] for item in fields(Snapshot)}
    if ids:
        stored = workplace.catalogue.snapshot(ids)
        frames = {name: pl.concat([getattr(stored, name), frame]) for name, frame in frames.items()}
    frames["creators"] = CREATORS.conform(frames["creators"]).sort("creator_id")
    return Snapshot.of(**frames)


def known_revisions(asked: Sequence[str], workplace: Workplace, pointer: str) -> dict[str, int]:
    """The revision of each creator asked for; CreatorUnknownError points below `pointer` at those nobody stored."""
    known = workplace.catalogue.revisions(asked)
    faults = [
        FieldError(f"{pointer}/{place}", "a creator of the catalogue", name)
        for place, name in enumerate(asked)
        if name not in known
    ]
    if faults:
        raise CreatorUnknownError(
            f"expected creators of the catalogue, got {len(faults)} unknown ids ({faults[0].got!r} is the first); "
            "import them or send their documents",
            errors=faults,
        )
    return known
