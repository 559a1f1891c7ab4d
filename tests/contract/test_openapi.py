"""The OpenAPI document is committed, and the service does what it says."""

import json
from pathlib import Path

from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from matchmaker.api.openapi import openapi_text

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_the_committed_document_is_up_to_date() -> None:
    committed = Path(__file__).parents[2] / "openapi.json"

    assert committed.read_text(encoding="utf-8") == openapi_text(), "run python -m matchmaker.api.openapi"


def test_every_reference_of_the_document_leads_somewhere() -> None:
    text = openapi_text()
    known = json.loads(text)["components"]["schemas"]
    used = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}

    assert used - known.keys() == set()
