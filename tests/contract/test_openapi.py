"""The OpenAPI document is committed, and the service does what it says."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from matchmaker.api.openapi import openapi_text
from tests.contract.service import a_document, a_service

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    allow_header_conformance,
]


@pytest.fixture(scope="module")
def described_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    """A service of its own: what is generated here deletes creators."""
    with a_service(tmp_path_factory.mktemp("fuzzed")) as client:
        client.put("/v1/creators/ana", json=a_document("ana"))
        yield schemathesis.openapi.from_asgi("/openapi.json", client.app)


OPERATIONS = [(path, method) for path, methods in json.loads(openapi_text())["paths"].items() for method in methods]
few = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_generated_requests_get_declared_answers(
    described_service: BaseSchema, path: str, method: str, mode: GenerationMode
) -> None:
    operation = described_service[path][method]
    if mode is GenerationMode.NEGATIVE and not (operation.body or list(operation.iter_parameters())):
        return  # nothing to send that could be wrong

    @few
    @given(operation.as_strategy(mode))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    ask()


def test_the_committed_document_is_up_to_date() -> None:
    committed = Path(__file__).parents[2] / "openapi.json"

    assert committed.read_text(encoding="utf-8") == openapi_text(), "run python -m matchmaker.api.openapi"


def test_every_reference_of_the_document_leads_somewhere() -> None:
    text = openapi_text()
    known = json.loads(text)["components"]["schemas"]
    used = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}

    assert used - known.keys() == set()
