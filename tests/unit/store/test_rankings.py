import pytest

from matchmaker.errors import NotFoundError, StorageFailedError
from matchmaker.store.rankings import Rankings


def test_a_ranking_comes_back_unchanged(database_url: str) -> None:
    rankings = Rankings(database_url)
    parts = {"answer": '{"score": 0.30000000000000004, "text": "Ω\u2028🎉\\n"}', "question": "{}"}
    rankings.save("r1", parts)
    assert rankings.get("r1") == parts
    rankings.engine.dispose()


def test_an_unknown_ranking_is_not_found(database_url: str) -> None:
    rankings = Rankings(database_url)
    with pytest.raises(NotFoundError, match="'r2'"):
        rankings.get("r2")
    rankings.engine.dispose()


def test_a_ranking_is_written_once(database_url: str) -> None:
    rankings = Rankings(database_url)
    rankings.save("r1", {"answer": "first"})
    with pytest.raises(StorageFailedError):
        rankings.save("r1", {"answer": "second"})
    assert rankings.get("r1") == {"answer": "first"}
    rankings.engine.dispose()
