"""`python -m matchmaker.intake.schemas FOLDER [--check]`: the JSON Schemas of what may come in, one file a table."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from matchmaker.domain.columns import JsonSchema
from matchmaker.domain.planned import PLANNED_POSTS
from matchmaker.domain.tables import CREATORS, TABLES
from matchmaker.intake.documents import NESTED, required_inside

_DOCUMENT = "creator_document"


def schemas() -> dict[str, JsonSchema]:
    """A schema (draft 2020-12) by name: every canonical table, planned posts, and creators with all that nests in them."""
    tables = {table.name: table.json_schema() for table in (*TABLES, PLANNED_POSTS)}
    return tables | {_DOCUMENT: _document_schema()}


def schema_text(schema: JsonSchema) -> str:
    """The text of a schema file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the files; with `--check` write nothing and return 1 where one differs."""
    parser = argparse.ArgumentParser(prog="python -m matchmaker.intake.schemas", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the schemas lie, as data/schemas")
    parser.add_argument("--check", action="store_true", help="change nothing; fail where a file is out of date")
    options = parser.parse_args(arguments)
    stale = [name for name, text in _files(options.folder).items() if not _says(name, text)]
    if options.check:
        for path in stale:
            sys.stderr.write(f"{path} is out of date; run: python -m matchmaker.intake.schemas {options.folder}\n")
        return 1 if stale else 0
    options.folder.mkdir(parents=True, exist_ok=True)
    for path, text in _files(options.folder).items():
        path.write_text(text, encoding="utf-8")
    return 0


def _files(folder: Path) -> dict[Path, str]:
    return {folder / f"{name}.json": schema_text(schema) for name, schema in schemas().items()}


def _says(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _document_schema() -> JsonSchema:
    creator = CREATORS.json_schema()
    properties = {column.name: column.json_schema() for column in CREATORS.columns}
    nested: dict[str, object] = {}
    for table in NESTED:
        row = {key: value for key, value in table.json_schema().items() if key != "$schema"}
        row["required"] = list(required_inside(table))
        nested[table.name] = {"type": ["array", "null"], "items": row}
    return creator | {
        "title": _DOCUMENT,
        "description": "A creator with posts, comments, followers and estimates of other tools. " + CREATORS.meaning,
        "properties": properties | nested,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
