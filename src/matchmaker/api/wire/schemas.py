"""Shapes that follow from the canonical tables: a creator with posts, and a page of creators."""

from pydantic.json_schema import JsonSchemaValue

from matchmaker.domain.columns import Table
from matchmaker.domain.tables import CREATORS, POSTS


def _answered_row(table: Table) -> JsonSchemaValue:
    """A row as answers carry it: every column is there, null when unknown."""
    row = table.json_schema()
    return {
        "type": "object",
        "properties": row["properties"],
        "required": list(table.names),
        "additionalProperties": False,
    }


def _creator_answer() -> JsonSchemaValue:
    creator = _answered_row(CREATORS)
    posts = {"type": "array", "items": _answered_row(POSTS)}
    return {
        **creator,
        "properties": {**creator["properties"], "posts": posts},
        "required": [*creator["required"], "posts"],
    }


CREATOR_ANSWER = _creator_answer()
CREATOR_LIST: JsonSchemaValue = {
    "type": "object",
    "properties": {
        "creators": {"type": "array", "items": _answered_row(CREATORS)},
        "next_cursor": {"type": ["string", "null"]},
    },
    "required": ["creators", "next_cursor"],
    "additionalProperties": False,
}
