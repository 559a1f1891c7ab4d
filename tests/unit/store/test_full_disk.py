from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from matchmaker.domain.tables import CREATORS, POSTS
from matchmaker.errors import StorageFailedError
from matchmaker.store.catalogue import Catalogue
from tests.builders import NOW, a_creator, a_post, table


def _fill(catalogue: Catalogue, pages: int) -> None:
    """From now on the database may grow by this many pages only, as on a full disk."""

    def limit(connection: object, _entry: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        used = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {used + pages}")
        cursor.close()

    catalogue.engine.dispose()
    sa.event.listen(catalogue.engine, "connect", limit)


def test_a_full_disk_is_a_storage_failure_and_keeps_nothing_of_the_transaction(tmp_path: Path) -> None:
    catalogue = Catalogue(f"sqlite:///{tmp_path / 'small.sqlite'}")
    catalogue.upsert(CREATORS, table("creators", [a_creator("ana")]))
    _fill(catalogue, pages=10)
    posts = table("posts", [a_post("ana", f"p{number}", NOW, caption="x" * 2_000) for number in range(200)])
    with pytest.raises(StorageFailedError, match=r"full.*nothing of it was kept"):
        catalogue.upsert(POSTS, posts)
    assert catalogue.counts()["posts"] == 0
    assert catalogue.upsert(POSTS, posts.head(1)).inserted == 1
    catalogue.close()


def test_a_database_that_is_read_only_is_a_storage_failure(tmp_path: Path) -> None:
    catalogue = Catalogue(f"sqlite:///{tmp_path / 'locked.sqlite'}")
    catalogue.close()
    sa.event.listen(catalogue.engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only = ON"))
    with pytest.raises(StorageFailedError, match="readonly"):
        catalogue.upsert(CREATORS, table("creators", [a_creator("ana")]))
    catalogue.close()


def test_a_snapshot_of_a_creator_without_posts_is_empty_but_typed(tmp_path: Path) -> None:
    catalogue = Catalogue(f"sqlite:///{tmp_path / 'bare.sqlite'}")
    catalogue.upsert(CREATORS, table("creators", [a_creator("ana", followers_count=0)]))
    found = catalogue.snapshot(["ana"])
    assert found.posts.schema == POSTS.polars_schema
    assert found.posts.height == 0
    assert found.creators["followers_count"].dtype == pl.Int64
    catalogue.close()
