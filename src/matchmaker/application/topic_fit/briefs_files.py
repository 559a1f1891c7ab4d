"""Briefs from a table, or from the JSON documents that rankings are asked with."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
from pydantic import JsonValue

from matchmaker.application.brief_reading import understand
from matchmaker.application.questions import read_document
from matchmaker.application.scoring.files import Progress
from matchmaker.application.topic_fit.question import NamedBrief
from matchmaker.application.topic_fit.said import Said, read_said, refuse_repeats, required
from matchmaker.domain.brief import Brief
from matchmaker.domain.columns import text, texts
from matchmaker.intake.files import format_of, split_name
from matchmaker.intake.json_files import JsonFile
from matchmaker.intake.scorable import Doubts

_TABLE = (
    Said(required(text("brief_id", "Which brief")), ("brand_id",)),
    Said(required(text("text", "The brief in plain words")), ("brief", "query")),
    Said(text("category", "What the brand sells")),
    Said(texts("keywords", "Words that belong to it")),
    Said(text("product", "What is sold, in words")),
    Said(text("audience", "Whom the brand wants to reach, in words")),
)


def read_briefs(path: Path, timezone: str, doubts: Doubts, progress: Progress) -> dict[str, Brief]:
    """By id, in the order of the file, as they were understood; raises ValidationFailedError with row or pointer.

    A JSON object with an object `brief`, as POST /v1/rankings takes it, is one brief, known by its brief_id, else by the
    file's name, or its place where there are several.
    """
    documents = [] if format_of(path) not in ("json", "jsonl") else _documents(path)
    if documents:
        named = [read_document(NamedBrief, json.dumps(document)) for document in documents]
        alone = split_name(path)[0] if len(named) == 1 else None
        ids = [brief.brief_id or alone or str(place) for place, brief in enumerate(named)]
        briefs = [brief.understood().brief for brief in named]
    else:
        rows = read_said(path, _TABLE, timezone, doubts, progress)
        ids, briefs = rows["brief_id"].to_list(), [_brief(*row) for row in rows.drop("brief_id").iter_rows()]
    refuse_repeats(path, pl.Series("brief_id", ids))
    # Values and topics to avoid are no part of what a file is answered.
    return {name: replace(brief, values=(), avoid_topics=()) for name, brief in zip(ids, briefs, strict=True)}


def _documents(path: Path) -> list[JsonValue]:
    """What is under `brief` in each object of the file; none where one has something else there."""
    records = [record for part in JsonFile(path).parts() for record in part.records or ()]
    found = [record.get("brief") for record in records]
    return found if all(isinstance(brief, dict) for brief in found) else []


def _brief(
    words: str, category: str | None, keywords: Sequence[str] | None, product: str | None, audience: str | None
) -> Brief:
    said = Brief(text=words, category=category, keywords=tuple(keywords or ()), product=product, audience=audience)
    return understand(said).brief
