"""Follower histories in, a row a creator out: how unusual the growth is, and its dated spikes with their cause."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from matchmaker.application.report.assessments import MOMENT
from matchmaker.application.scoring.files import (
    CREATOR_ID,
    Progress,
    Scored,
    key_column,
    keyed_rows,
    named,
    new_output,
    whole_creators,
)
from matchmaker.domain.columns import Column, Table
from matchmaker.domain.tables import FOLLOWER_COUNTS, POSTS
from matchmaker.intake.scorable import ScorableFile
from matchmaker.scorers.authenticity import Authenticity

SPIKE_FIELDS = ("started_at", "ended_at", "kind", "change_count", "change_ratio", "cause", "probability")
_HISTORY = ("observed_at", "followers_count", "following_count")
_NOT_OF_POSTS = ("creator_id", "post_id", "observed_at")  # what a cause needs no post to have


def score_growth(
    by: str,
    source: Path,
    posts: Path | None,
    timezone: str,
    target: Path,
    model: Authenticity,
    progress: Progress,
) -> Scored:
    """Write `by`, growth_anomaly_probability, history_days and `spikes`, a list of SPIKE_FIELDS (JSON text in CSV).

    The file has observed_at and followers_count (following_count where known) in any order of rows; `posts` has
    posted_at and what else is known of the creators' posts (caption, counts), and lets causes be found. `timezone`
    is that of moments without an offset. Raises as `score_rows` does.
    """
    out = new_output(source, target)
    rows = _opened(source, by, timezone, [FOLLOWER_COUNTS.column(name) for name in _HISTORY])
    histories = _canonical(FOLLOWER_COUNTS, keyed_rows(rows, by, progress), by)
    feeds = None if posts is None else _feeds(posts, by, timezone, progress)
    try:
        written = 0
        for creators in whole_creators(histories, CREATOR_ID):
            grown = model.score_growth(creators, feeds)
            scores = grown.columns.join(_spikes(grown.events), on=CREATOR_ID, how="left", maintain_order="left")
            scores = scores.with_columns(pl.col("spikes").fill_null([]))
            out.write(named(scores.select(pl.col(CREATOR_ID).alias(by)), rows), scores.drop(CREATOR_ID))
            written += scores.height
        out.close()
    finally:
        out.discard()
    return Scored(written, rows.doubts)


def _opened(path: Path, by: str, timezone: str, columns: Sequence[Column]) -> ScorableFile:
    rows = ScorableFile(path, timezone)
    rows.want([key_column(by, rows), *(column for column in columns if column.name != by)])
    return rows


def _feeds(path: Path, by: str, timezone: str, progress: Progress) -> pl.DataFrame:
    columns = [column for column in POSTS.columns if column.name not in _NOT_OF_POSTS]
    return _canonical(POSTS, keyed_rows(_opened(path, by, timezone, columns), by, progress), by)


def _canonical(table: Table, rows: pl.DataFrame, by: str) -> pl.DataFrame:
    return table.conform(rows.rename({by: CREATOR_ID}))


def _spikes(events: pl.DataFrame) -> pl.DataFrame:
    """One row a creator that has any: `spikes`, in order of time."""
    shown = events.sort("started_at").with_columns(pl.col("started_at", "ended_at").dt.to_string(MOMENT))
    return shown.group_by(CREATOR_ID, maintain_order=True).agg(spikes=pl.struct(SPIKE_FIELDS))
