"""Small files to import: each builder writes one and returns its path."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

OBSERVED = "2026-03-01T08:00:00Z"


def creators_csv(folder: Path, *ids: str, name: str = "creators.csv") -> Path:
    """A CSV of creators seen on one morning, each with 100 followers."""
    lines = [f"{creator_id},instagram,{OBSERVED},100" for creator_id in ids]
    return text_file(folder, name, "creator_id,platform,observed_at,followers_count\n" + "\n".join(lines) + "\n")


def posts_csv(folder: Path, rows: Sequence[Mapping[str, object]], name: str = "posts.csv") -> Path:
    """A CSV of posts of "ana"; each mapping overrides or adds cells, None is an empty cell."""
    ordinary = {"creator_id": "ana", "posted_at": "2026-02-01T08:00:00Z", "observed_at": OBSERVED}
    frame = pl.DataFrame([{**ordinary, "post_id": f"p{place}", **row} for place, row in enumerate(rows)])
    frame.write_csv(folder / name)
    return folder / name


def text_file(folder: Path, name: str, text: str | bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def json_lines(folder: Path, name: str, rows: Sequence[object]) -> Path:
    """A JSONL file of these values."""
    return text_file(folder, name, "".join(json.dumps(row) + "\n" for row in rows))
