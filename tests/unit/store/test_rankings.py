import math

import pytest

from matchmaker.errors import NotFoundError, StorageFailedError
from matchmaker.store.rankings import Rankings


def test_a_ranking_comes_back_unchanged(database_url: str) -> None:
    rankings = Rankings(database_url)
    document = {"items": [{"score": 0.1 + 0.2, "text": "Ω\u2028🎉"}], "none": None}
    rankings.save("r1", document)
    assert rankings.get("r1") == document
    rankings.engine.dispose()


def test_an_unknown_ranking_is_not_found(database_url: str) -> None:
    rankings = Rankings(database_url)
    with pytest.raises(NotFoundError, match="'r2'"):
        rankings.get("r2")
    rankings.engine.dispose()


def test_a_ranking_is_written_once(database_url: str) -> None:
    rankings = Rankings(database_url)
    rankings.save("r1", {"first": True})
    with pytest.raises(StorageFailedError):
        rankings.save("r1", {"first": False})
    assert rankings.get("r1") == {"first": True}
    rankings.engine.dispose()


def test_a_number_that_json_does_not_have_is_refused(database_url: str) -> None:
    rankings = Rankings(database_url)
    with pytest.raises(ValueError, match="JSON"):
        rankings.save("r1", math.nan)
    rankings.engine.dispose()
