"""The catalogue: every creator known here with posts, comments, followers and collaborations."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from time import time_ns

import polars as pl
import sqlalchemy as sa

from matchmaker.domain.columns import Table
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import CREATORS, TABLES
from matchmaker.errors import CreatorUnknownError, FieldError
from matchmaker.store.engine import open_database, reading, writing
from matchmaker.store.newest_rows import read_creators, read_window, windows
from matchmaker.store.older_posts import oldest_posts, posts_with_words
from matchmaker.store.schema import FEEDBACK, IMPORTS, STORED
from matchmaker.store.storage_frames import from_stored
from matchmaker.store.upsert import ROWS_AT_ONCE, UpsertCounts, upsert_rows

CLOCKS_DIFFER = timedelta(minutes=5)  # between the machine that observed and this one
_IDS_AT_ONCE = 10_000  # SQLite binds at most 32,766 values in a statement
_PROFILES_LIMIT = 400  # a share within 5 points
_POSTS_LIMIT = 30  # definitions.RECENT_POSTS: the window that topic fit and history look at


class Catalogue:
    """Canonical rows in SQLite or PostgreSQL; every method is one transaction and safe from many threads."""

    def __init__(self, database: str | sa.Engine) -> None:
        """Open (and if needed create) the database at a SQLAlchemy URL, or share an open engine."""
        self.engine = open_database(database)

    def close(self) -> None:
        """Close idle connections; the catalogue can be used again afterwards."""
        self.engine.dispose()

    def upsert(self, table: Table, frame: pl.DataFrame) -> UpsertCounts:
        """Store the rows of a canonical table; of one key the newest `observed_at` wins.

        Written in transactions of 20,000 rows, so that memory stays flat and other writers get their turn.
        Storing the same rows again changes nothing and counts them unchanged. Raises CreatorUnknownError
        when rows belong to a creator that is not stored, StorageFailedError when the
        database refuses; the transaction at fault is then rolled back.
        """
        counts = UpsertCounts()
        for part in frame.iter_slices(ROWS_AT_ONCE):
            with writing(self.engine) as connection:
                counts += upsert_rows(connection, table, part)
        return counts

    def upsert_together(self, frames: Mapping[str, pl.DataFrame]) -> dict[str, UpsertCounts]:
        """Store frames of several tables (name to frame) in one transaction: all of it or nothing."""
        tables = [table for table in TABLES if table.name in frames]
        with writing(self.engine) as connection:
            return {table.name: upsert_rows(connection, table, frames[table.name]) for table in tables}

    def snapshot(
        self,
        creator_ids: Sequence[str],
        posts_limit: int = _POSTS_LIMIT,
        now: datetime | None = None,
        profiles_limit: int = _PROFILES_LIMIT,
    ) -> Snapshot:
        """Everything stored about these creators, each as of its own `observed_at`, in the order asked.

        At most `posts_limit` posts, `profiles_limit` follower profiles, 300 comments and 400 follower counts a
        creator, newest first. With `now` (aware UTC), creators observed after that moment count as unknown.
        Raises CreatorUnknownError that points at every unknown id.
        """
        asked = list(dict.fromkeys(creator_ids))
        with reading(self.engine) as connection:
            creators = read_creators(connection, asked)
            if now is not None:
                creators = creators.filter(pl.col("observed_at") <= now + CLOCKS_DIFFER)
            _refuse_unknown(creator_ids, creators)
            frames = {
                window.table.name: read_window(connection, window, asked)
                for window in windows(posts_limit, profiles_limit)
            }
        return Snapshot.of(creators=creators, **frames)

    def posts_with_words(self, creator_ids: Sequence[str], since: datetime, words: Sequence[str]) -> pl.DataFrame:
        """All stored posts of these creators from `since` on whose caption or mentions hold one of the words."""
        with reading(self.engine) as connection:
            return posts_with_words(connection, creator_ids, since, words)

    def oldest_posts(self, creator_ids: Sequence[str]) -> dict[str, datetime]:
        """When the oldest stored post of each creator was published; creators without one are left out."""
        with reading(self.engine) as connection:
            return oldest_posts(connection, creator_ids)

    def captions(self, creator_id: str, posts_limit: int = _POSTS_LIMIT) -> list[str]:
        """The captions of the posts that a snapshot of this creator holds, newest first; none when it is unknown."""
        posts, *_ = windows(posts_limit, _PROFILES_LIMIT)
        with reading(self.engine) as connection:
            return read_window(connection, posts, [creator_id])["caption"].drop_nulls().to_list()

    def creator_ids(self) -> list[str]:
        """All ids in the catalogue, sorted by byte."""
        creators = STORED["creators"]
        with reading(self.engine) as connection:
            return list(connection.scalars(sa.select(creators.c.creator_id).order_by(creators.c.creator_id)))

    def list_creators(self, limit: int, after: str | None = None) -> pl.DataFrame:
        """Up to `limit` creators in the order of their ids, those after the id `after`: one page of a list."""
        creators = STORED["creators"]
        page = sa.select(*_canonical(CREATORS)).order_by(creators.c.creator_id).limit(limit)
        if after is not None:
            page = page.where(creators.c.creator_id > after)
        with reading(self.engine) as connection:
            return from_stored(CREATORS, [tuple(row) for row in connection.execute(page)])

    def rows(self, table: Table, creator_id: str | None = None) -> pl.DataFrame:
        """All stored rows of a table, or those of one creator, in the order of the table's key."""
        stored = STORED[table.name]
        query = sa.select(*_canonical(table)).order_by(*(stored.c[name] for name in table.key))
        if creator_id is not None:
            query = query.where(stored.c.creator_id == creator_id)
        with reading(self.engine) as connection:
            return from_stored(table, [tuple(row) for row in connection.execute(query)])

    def unknown_creators(self, creator_ids: pl.Series) -> pl.Series:
        """The distinct ids among these that no stored creator has, sorted."""
        stored = STORED["creators"].c.creator_id
        asked = creator_ids.drop_nulls().unique().to_list()
        known: list[str] = []
        with reading(self.engine) as connection:
            for start in range(0, len(asked), _IDS_AT_ONCE):
                known += connection.scalars(sa.select(stored).where(stored.in_(asked[start : start + _IDS_AT_ONCE])))
        return pl.Series("creator_id", sorted(set(asked) - set(known)), pl.String)

    def note_import(self, source: str, table: Table, read: int, rejected: int, stored: UpsertCounts) -> None:
        """Remember which file brought how many rows of a table, so that an odd row can be traced to its import."""
        row = {
            "source": source,
            "table_name": table.name,
            "finished_at": time_ns() // 1000,
            "rows_read_count": read,
            "rows_rejected_count": rejected,
            "rows_inserted_count": stored.inserted,
            "rows_updated_count": stored.updated,
            "rows_unchanged_count": stored.unchanged,
        }
        with writing(self.engine) as connection:
            connection.execute(sa.insert(IMPORTS).values(row))

    def revisions(self, creator_ids: Sequence[str]) -> dict[str, int]:
        """When anything of each creator last changed here, in microseconds since 1970; unknown ids are absent.

        The same number means the same snapshot: callers may cache by it.
        """
        creators = STORED["creators"]
        found: dict[str, int] = {}
        with reading(self.engine) as connection:
            for start in range(0, len(creator_ids), _IDS_AT_ONCE):
                wanted = creators.c.creator_id.in_(list(creator_ids[start : start + _IDS_AT_ONCE]))
                rows = connection.execute(sa.select(creators.c.creator_id, creators.c.revised_at).where(wanted))
                found.update((row.creator_id, row.revised_at) for row in rows)
        return found

    def counts(self) -> dict[str, int]:
        """How many rows each canonical table holds."""
        with reading(self.engine) as connection:
            return {
                table.name: connection.execute(sa.select(sa.func.count()).select_from(STORED[table.name])).scalar_one()
                for table in TABLES
            }

    def delete_creator(self, creator_id: str) -> None:
        """Forget a creator: the profile, posts, comments, followers, collaborations, outcomes, quotes and feedback.

        Stored rankings keep the answer that was given. Raises CreatorUnknownError.
        """
        creators = STORED["creators"]
        with writing(self.engine) as connection:
            connection.execute(sa.delete(FEEDBACK).where(FEEDBACK.c.creator_id == creator_id))
            deleted = connection.execute(sa.delete(creators).where(creators.c.creator_id == creator_id)).rowcount
        if not deleted:
            raise CreatorUnknownError(
                f"expected a creator of the catalogue, got {creator_id!r}; 'GET /v1/creators' lists all",
                errors=[FieldError("/creator_id", "a creator of the catalogue", creator_id)],
            )


def _canonical(table: Table) -> list[sa.Column[object]]:
    return [STORED[table.name].c[name] for name in table.names]


def _refuse_unknown(asked: Sequence[str], found: pl.DataFrame) -> None:
    known = set(found["creator_id"])
    faults = [
        FieldError(f"/creator_ids/{position}", "a creator of the catalogue", creator_id[:80])
        for position, creator_id in enumerate(asked)
        if creator_id not in known
    ]
    if faults:
        raise CreatorUnknownError(
            f"expected creators of the catalogue, got {len(faults)} unknown ids ({faults[0].got!r} is the first); "
            "import them first or send them inline",
            errors=faults,
        )
