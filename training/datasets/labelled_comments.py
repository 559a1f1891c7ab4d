"""The one shape of labelled comments: text, whether spam, and the page or video below which it stands."""

import polars as pl

from training.datasets.source import Source

COLUMNS = ("text", "spam", "group", "source")


def labelled_comments(rows: pl.DataFrame, source: Source, label: str, group: str) -> pl.DataFrame:
    """COLUMNS (String, Boolean, String, String) of the rows that have all of them, each text once.

    Texts that differ in case or spaces alone are one, and the first of them is kept: a repeated text in two
    parts of a split would be learned by heart.
    """
    return (
        rows.select(
            pl.col("text").cast(pl.String),
            (pl.col(label).cast(pl.Float64) > 0).alias("spam"),
            pl.format("{}/{}", pl.lit(source.name), pl.col(group).cast(pl.String)).alias("group"),
            pl.lit(source.name).alias("source"),
        )
        .drop_nulls()
        .filter(text_key() != "")
        .unique(text_key(), keep="first", maintain_order=True)
    )


def text_key() -> pl.Expr:
    """The text in lower case with single spaces."""
    return pl.col("text").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
