"""YouTube comments below five music videos, labelled spam by hand (Alberto, Lochter and Almeida 2015)."""

from pathlib import Path

import polars as pl

from training.datasets.labelled_comments import labelled_comments
from training.datasets.source import Source

SOURCE = Source("authenticity/youtube-spam-collection-2015", "none stated")


def read(data: Path) -> pl.DataFrame:
    """Comments as in `labelled_comments`, grouped by video; repeated texts, 235 of 1,956, are left out."""
    return labelled_comments(SOURCE.frame(data, "video", "text", "spam"), SOURCE, "spam", "video")
