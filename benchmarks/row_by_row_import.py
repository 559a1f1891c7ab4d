"""The rival of the intake benchmark: the import most people write, one pydantic model and one tuple a row."""

import csv
import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

COLUMNS = ("creator_id", "post_id", "posted_at", "observed_at", "caption", "hashtags", "format", "likes_count")
ROWS_AT_ONCE = 10_000  # as many as the import itself stores in a transaction


class PostRow(BaseModel):
    """One row of the benchmark's file, with the same limits as the canonical table."""

    model_config = ConfigDict(extra="forbid")

    creator_id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]*$", max_length=128)
    post_id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]*$", max_length=128)
    posted_at: AwareDatetime
    observed_at: AwareDatetime
    caption: str = Field(max_length=20_000)
    hashtags: list[str] = Field(max_length=200)
    format: str
    likes_count: int = Field(ge=0, le=10_000_000_000)


def import_row_by_row(posts: Path, database: Path) -> int:
    """Rows stored: read with csv, checked with pydantic, written with executemany and the same conflict rule."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"CREATE TABLE posts ({', '.join(COLUMNS)}, PRIMARY KEY (creator_id, post_id))")
    connection.execute("CREATE INDEX newest ON posts (creator_id, posted_at DESC, post_id)")
    kept = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[2:])
    statement = (
        f"INSERT INTO posts VALUES ({', '.join('?' * len(COLUMNS))}) ON CONFLICT (creator_id, post_id) "
        f"DO UPDATE SET {kept} WHERE excluded.observed_at > posts.observed_at"
    )
    stored = 0
    for rows in _parts(posts):
        with connection:
            connection.executemany(statement, rows)
        stored += len(rows)
    connection.close()
    return stored


def _parts(posts: Path) -> Iterator[list[tuple[str | int, ...]]]:
    rows: list[tuple[str | int, ...]] = []
    with posts.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            post = PostRow.model_validate({**line, "hashtags": json.loads(line["hashtags"])})
            moments = (_microseconds(post.posted_at), _microseconds(post.observed_at))
            tags = json.dumps(post.hashtags)
            rows.append((post.creator_id, post.post_id, *moments, post.caption, tags, post.format, post.likes_count))
            if len(rows) == ROWS_AT_ONCE:
                yield rows
                rows = []
    if rows:
        yield rows


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)
