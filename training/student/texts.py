"""Texts the student learns from: definitions of words and generated captions for all, real captions at home."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import polars as pl

from matchmaker.errors import ValidationFailedError
from training.simulator import simulate_market
from training.student.distillation import SEED
from training.student.glosses import glosses

GLOSSES_READ = (
    62_000  # of 160,000: half an hour of the teacher on a core; from 24,000 to 42,000 the cosine rose by .013
)
CAPTIONS_READ = 4_000  # generated ones: more repeat the same sentences
REAL_CAPTIONS_READ = 20_000
_MARKET_SEED, _MARKET_CREATORS = 9_001, 600
_MARKET_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_FEWEST_WORDS = 4  # an emoji and a hashtag are no sentence
_COLUMN = "caption"


def definitions(folder: Path) -> list[str]:
    """Some of WordNet's definitions and examples, drawn by SEED; raises as `glosses`."""
    texts = glosses(folder)
    Random(SEED).shuffle(texts)
    return texts[:GLOSSES_READ]


def generated_captions() -> list[str]:
    """Captions of a simulated market, each once."""
    market = simulate_market(
        _MARKET_SEED, _MARKET_CREATORS, now=_MARKET_NOW, followers_sampled=0, comments_per_post=0.0
    )
    return _drawn(market.posts[_COLUMN], CAPTIONS_READ)


def captions_in(file: Path) -> list[str]:
    """Captions of a CSV or Parquet file with a column `caption`, drawn by SEED; ValidationFailedError without one."""
    try:
        table = pl.read_parquet(file) if file.suffix == ".parquet" else pl.read_csv(file, infer_schema=False)
        return _drawn(table[_COLUMN], REAL_CAPTIONS_READ)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise ValidationFailedError(
            f"{file}: expected a CSV or Parquet file with a column {_COLUMN!r}, got {error}; name another file"
        ) from None


def _drawn(captions: pl.Series, count: int) -> list[str]:
    once = captions.drop_nulls().unique(maintain_order=True).to_list()
    Random(SEED).shuffle(once)
    return _sentences(once)[:count]


def _sentences(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if len(text.split()) >= _FEWEST_WORDS]
