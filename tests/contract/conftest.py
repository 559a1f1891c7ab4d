"""One service for the tests that change nothing in it: opening the models takes a second."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.contract.service import a_document, a_service


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with a_service(tmp_path_factory.mktemp("service")) as client:
        for name in ("ana", "bea", "cem"):
            assert client.put(f"/v1/creators/{name}", json=a_document(name)).status_code == 200
        yield client
