"""Files of creators, posts and planned posts: what is read, what is refused, what is written."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matchmaker.application.performance.files import Forecasted, ForecastInput, forecast_files
from matchmaker.domain.assessment import QUANTILE_LEVELS, Forecast, Interval
from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import MatchmakerError, ValidationFailedError

CREATORS = "creator_id,platform,observed_at,followers_count\nana,instagram,2026-03-01T00:00:00Z,12000\n"
CREATORS += "bob,tiktok,2026-03-01T00:00:00Z,8000\n"
POSTS = "creator_id,posted_at,likes_count,mood\nana,2026-02-01T00:00:00Z,300,good\nana,2026-02-02T00:00:00Z,400,bad\n"
POSTS += "eve,2026-02-02T00:00:00Z,1,good\nana,2026-03-02T00:00:00Z,900,late\n"
PLANNED = "creator_id,planned_post_id,format\nbob,b1,video\nana,a1,photo\nana,a2,\n"


class OneMetric:
    """Forecasts the number of known posts, so that a row tells what it was made of."""

    def forecast(self, snapshot: Snapshot, signals: pl.DataFrame, planned: pl.DataFrame) -> Forecast:
        known = [snapshot.posts.filter(pl.col("creator_id") == name).height for name in planned["creator_id"]]
        values = np.repeat(np.array(known, dtype=float)[:, None], len(QUANTILE_LEVELS), axis=1)
        nothing = np.full(len(known), np.nan)
        return Forecast(
            tuple(planned["creator_id"]),
            {"likes_count": values},
            {"likes_count": nothing},
            np.array(known),
            Interval(0.8, None, 0),
            {"likes_count": nothing},
            {"likes_count": np.zeros(len(known), dtype=np.int64)},
        )


def run(folder: Path, creators: str = CREATORS, posts: str = POSTS, planned: str | None = PLANNED) -> Forecasted:
    for name, text in (("creators", creators), ("posts", posts), ("planned", planned or "")):
        (folder / f"{name}.csv").write_text(text)
    source = ForecastInput(
        folder / "creators.csv", folder / "posts.csv", folder / "planned.csv" if planned else None, "UTC"
    )
    return forecast_files(source, folder / "out.csv", OneMetric(), lambda *_: None)


def written(folder: Path) -> Sequence[tuple[object, ...]]:
    return pl.read_csv(folder / "out.csv").select("creator_id", "planned_post_id", "metric", "p50").rows()


def test_a_row_a_planned_post_and_metric_in_the_order_of_creators(tmp_path: Path) -> None:
    told = run(tmp_path)
    assert written(tmp_path) == [
        ("ana", "a1", "likes_count", 2.0),
        ("ana", "a2", "likes_count", 2.0),
        ("bob", "b1", "likes_count", 0.0),
    ]
    assert (told.planned_count, told.rows_count) == (3, 3)


def test_posts_that_are_not_used_are_said(tmp_path: Path) -> None:
    assert run(tmp_path).notes == [
        "1 posts belong to no creator of the creators file and were not used",
        "1 posts are newer than their creator's observed_at and were not used",
    ]


def test_a_forecast_made_too_late_is_said(tmp_path: Path) -> None:
    planned = "creator_id,planned_post_id,planned_at\nana,a1,2026-02-01T12:00:00Z\nana,a2,2026-04-01T12:00:00Z\n"
    assert any(note.startswith("1 planned posts lie before") for note in run(tmp_path, planned=planned).notes)


def test_without_planned_posts_every_creator_gets_an_ordinary_one(tmp_path: Path) -> None:
    run(tmp_path, planned=None)
    assert [row[:2] for row in written(tmp_path)] == [("ana", "ordinary"), ("bob", "ordinary")]


@pytest.mark.parametrize(
    ("files", "pointer"),
    [
        ({"planned": PLANNED + "eve,e1,video\n"}, "row 5, column creator_id"),
        ({"planned": PLANNED + "ana,a1,video\n"}, "row 5, column planned_post_id"),
        ({"creators": CREATORS + "ana,instagram,2026-03-01T00:00:00Z,1\n"}, "row 4, column creator_id"),
        ({"creators": CREATORS + "cem,instagram,yesterday,1\n"}, "row 4, column observed_at"),
        ({"posts": POSTS + "ana,2026-02-03T00:00:00Z,many,good\n"}, "row 6, column likes_count"),
        ({"posts": "creator_id,likes_count\nana,3\n"}, "/posted_at"),
    ],
)
def test_a_faulty_row_is_named_and_nothing_is_written(files: dict[str, str], pointer: str, tmp_path: Path) -> None:
    with pytest.raises(ValidationFailedError) as caught:
        run(tmp_path, **files)
    assert [fault.pointer for fault in caught.value.errors] == [pointer]
    assert not (tmp_path / "out.csv").exists()


def test_an_output_of_an_unknown_kind_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(MatchmakerError, match="expected an output ending in"):
        forecast_files(ForecastInput(tmp_path, tmp_path, None), tmp_path / "out.xlsx", OneMetric(), lambda *_: None)
