"""The creator-with-posts document as JSON Schema, derived from the canonical tables."""

from collections.abc import Collection

from pydantic.json_schema import JsonSchemaValue

from matchmaker.domain.columns import Table
from matchmaker.domain.outcomes import OUTCOMES
from matchmaker.domain.planned import PLANNED_POSTS
from matchmaker.domain.tables import (
    COLLABORATIONS,
    COMMENTS,
    CREATORS,
    FOLLOWER_COUNTS,
    FOLLOWER_PROFILES,
    POST_VECTORS,
    POSTS,
    VENDOR_ESTIMATES,
)
from matchmaker.intake.accounts import ACCOUNTS

_NESTED = {
    "posts": POSTS,
    "comments": COMMENTS,
    "follower_counts": FOLLOWER_COUNTS,
    "follower_profiles": FOLLOWER_PROFILES,
    "vendor_estimates": VENDOR_ESTIMATES,
    "post_vectors": POST_VECTORS,
    "collaborations": COLLABORATIONS,
}


def _row(table: Table) -> JsonSchemaValue:
    schema = table.json_schema()
    return {name: schema[name] for name in ("description", "type", "properties", "required", "additionalProperties")}


def _row_without(table: Table, implied: Collection[str]) -> JsonSchemaValue:
    """A row inside a document that says some of its columns itself."""
    row = _row(table)
    properties = {name: rule for name, rule in row["properties"].items() if name not in implied}
    return {**row, "properties": properties, "required": [name for name in row["required"] if name not in implied]}


def _nested_row(table: Table) -> JsonSchemaValue:
    """A row inside its creator's document: creator_id may be left out."""
    row = _row(table)
    return {
        **row,
        "required": [column.name for column in table.columns if column.required and column.name != "creator_id"],
    }


def _creator_document() -> JsonSchemaValue:
    row = _row(CREATORS)
    rows = {name: {"type": "array", "items": _nested_row(table)} for name, table in _NESTED.items()}
    return {
        **row,
        "title": "CreatorDocument",
        "description": "A creator with posts, comments, follower history, a sample of followers, what other tools estimate, vectors of "
        "pictures and past collaborations.",
        "properties": {**row["properties"], **rows},
    }


PLANNED_POST_SCHEMA = {**_row(PLANNED_POSTS), "title": "PlannedPostDocument"}
OUTCOME_SCHEMA = {**_row_without(OUTCOMES, {"creator_id", "ranking_id"}), "title": "OutcomeDocument"}
CREATOR_DOCUMENT_SCHEMA = _creator_document()
ACCOUNT_SCHEMA = {**_row(ACCOUNTS), "title": "AccountDocument"}
