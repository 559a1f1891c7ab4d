"""`python -m training export SET`: write a public set of feeds as files that `matchmaker import` loads."""

import argparse
from pathlib import Path

import polars as pl

from matchmaker.domain.tables import CREATORS, FOLLOWER_COUNTS, POSTS
from training.datasets.feeds import Feeds
from training.performance.readers import feeds_reader

SETS = (
    "instagram-influencers-2017",
    "tiktok-vn-2025",
    "instagram-timelines-2020",
    "youtube-daily-growth-2026",
    "facebook-live-sellers",
)
FORMATS = ("parquet", "jsonl")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which set, from where, to where."""
    parser.add_argument("set", choices=SETS, help="a public set of creators with posts")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="one file a table is written here")
    parser.add_argument("--format", choices=FORMATS, default="parquet", help="default: parquet")


def run(arguments: argparse.Namespace) -> None:
    """Write the files and name them."""
    feeds = feeds_reader(arguments.set).read(arguments.data)
    for path in write_import_files(feeds, arguments.out, arguments.format):
        print(path)


def write_import_files(feeds: Feeds, folder: Path, kind: str) -> list[Path]:
    """One file a table that has rows, creators first: posts name creators that must be there already."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {CREATORS: feeds.creators, POSTS: POSTS.conform(feeds.posts), FOLLOWER_COUNTS: feeds.follower_counts}
    return [_write(frame, folder / f"{table.name}.{kind}") for table, frame in tables.items() if not frame.is_empty()]


def _write(frame: pl.DataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        frame.write_parquet(path)
    else:
        frame.with_columns(pl.col(pl.Datetime).dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ")).write_ndjson(path)
    return path
