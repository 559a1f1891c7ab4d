"""`GET /v1/models/{name}:compare`: what there is not is said in problem documents."""

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize(
    ("name", "asked", "status", "said"),
    [
        ("encoder", {"a": "shipped", "b": "shipped"}, 404, "there are topic_fit, authenticity, performance"),
        ("topic_fit", {"a": "7", "b": "shipped"}, 404, "no registry to look in"),
        ("topic_fit", {"a": "7"}, 422, "does not follow its schema"),
        ("topic_fit", {"a": "../7", "b": "shipped"}, 422, "does not follow its schema"),
    ],
)
def test_what_cannot_be_compared_is_said(
    service: TestClient, name: str, asked: dict[str, str], status: int, said: str
) -> None:
    answer = service.get(f"/v1/models/{name}:compare", params=asked)

    assert answer.status_code == status
    assert said in answer.json()["detail"]
