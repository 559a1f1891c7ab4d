"""Instagram comments below finance pages, labelled scam or spam by hand (Erben and Waldis 2024)."""

from pathlib import Path

import polars as pl

from training.datasets.labelled_comments import labelled_comments
from training.datasets.source import Source

SOURCE = Source("authenticity/scamspot-instagram-comments-2023", "MIT", shippable=True)


def read(data: Path) -> pl.DataFrame:
    """Comments as in `labelled_comments`, grouped by page; the unlabelled ones are left out."""
    return labelled_comments(SOURCE.frame(data, "page_hash", "text", "scam"), SOURCE, "scam", "page_hash")
