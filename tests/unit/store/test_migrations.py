import multiprocessing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from matchmaker.errors import StorageFailedError, ValidationFailedError
from matchmaker.store.engine import open_database, reading
from matchmaker.store.migrate import upgrade
from matchmaker.store.schema import STORED, metadata


def test_the_migrations_lead_to_the_declared_schema(database_url: str) -> None:
    engine = open_database(database_url)
    with reading(engine) as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []


def test_opening_a_database_again_changes_nothing(database_url: str) -> None:
    first, second = open_database(database_url), open_database(database_url)
    assert sa.inspect(first).get_table_names() == sa.inspect(second).get_table_names()
    first.dispose()
    second.dispose()


def test_processes_that_open_a_new_database_at_once_all_find_it_ready(database_url: str) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.map(_tables_count, [database_url] * 3) == [len(metadata.tables) + 1] * 3


def _tables_count(url: str) -> int:
    engine = open_database(url)
    count = len(sa.inspect(engine).get_table_names())
    engine.dispose()
    return count


@pytest.mark.parametrize(
    "url", ["mysql://localhost/x", "sqlite://", "not a url", "postgresql+psycopg2://secret@host/x"]
)
def test_a_url_of_another_database_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValidationFailedError, match="MATCHMAKER_DATABASE_URL") as caught:
        open_database(url)
    assert "secret" not in caught.value.detail


def test_a_server_that_does_not_answer_is_a_storage_failure_without_the_password() -> None:
    with pytest.raises(StorageFailedError, match="check") as caught:
        open_database("postgresql+psycopg://me:secret@127.0.0.1:9/none")
    assert "secret" not in caught.value.detail


def test_a_file_that_is_no_database_is_a_storage_failure(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("these are notes, not a database\n" * 100)
    with pytest.raises(StorageFailedError, match="not a database"):
        open_database(f"sqlite:///{tmp_path / 'notes.txt'}")


def test_a_folder_that_cannot_be_made_is_a_storage_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailedError, match="MATCHMAKER_STATE_DIR"):
        open_database(f"sqlite:///{tmp_path / 'file' / 'below' / 'x.sqlite'}")


def test_outcomes_of_an_older_database_keep_their_numbers_and_gain_their_creator(database_url: str) -> None:
    engine = _opened_at(database_url, "0002")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO creators (creator_id, platform, observed_at, revised_at) VALUES ('ana', 'tiktok', 5, 5)"
        )
        connection.exec_driver_sql(
            "INSERT INTO collaborations (collaboration_id, creator_id, observed_at, post_id, started_at, fee_amount) "
            "VALUES ('k1', 'ana', 5, 'p1', 1, 250.0)"
        )
        connection.exec_driver_sql(
            "INSERT INTO outcomes (collaboration_id, observed_at, attribution, clicks_count) "
            "VALUES ('k1', 4, 'utm_link', 70)"
        )
        upgrade(connection)
        stored = connection.execute(sa.select(STORED["outcomes"])).mappings().one()
    engine.dispose()
    assert {name: value for name, value in stored.items() if value is not None} == {
        "outcome_id": "k1",
        "creator_id": "ana",
        "platform": "tiktok",
        "post_id": "p1",
        "posted_at": 1,
        "observed_at": 4,
        "clicks_count": 70,
        "fee_amount": 250.0,
        "attribution_source": "utm",
    }


def _opened_at(url: str, revision: str) -> sa.Engine:
    """A new database as an earlier release left it."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        upgrade(connection, revision)
    return engine
