"""Judged rows come back as they were written, and what cannot be compared is refused."""

import polars as pl
import pytest

from matchmaker.bundles.judged import JUDGED, read_judged, write_judged
from matchmaker.errors import BundleDamagedError


def judged(**changed: object) -> pl.DataFrame:
    row = {"set": "market", "target": "y", "row": "1", "group": "c1", "truth": 1.0, "predicted": 0.9}
    return pl.DataFrame([dict.fromkeys(JUDGED) | row | changed], schema=JUDGED)


def test_rows_come_back_as_they_were_written() -> None:
    assert read_judged(write_judged(judged(low=0.5)), "here").equals(judged(low=0.5))


def test_a_column_that_is_missing_is_named() -> None:
    with pytest.raises(BundleDamagedError, match="difference in tier String"):
        write_judged(judged().drop("tier"))


def test_a_row_without_its_answer_is_refused() -> None:
    with pytest.raises(BundleDamagedError, match="null in predicted"):
        write_judged(judged(predicted=None))


def test_a_row_that_is_there_twice_is_refused() -> None:
    with pytest.raises(BundleDamagedError, match="got 1 more"):
        write_judged(pl.concat([judged(), judged()]))


def test_a_file_that_is_no_parquet_is_refused_with_its_place() -> None:
    with pytest.raises(BundleDamagedError, match="run 7: expected judged rows as Parquet"):
        read_judged(b"half a file", "run 7")
