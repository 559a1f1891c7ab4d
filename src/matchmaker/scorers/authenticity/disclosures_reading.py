"""Captions part into sentences, and sentences are read for disclosures: ideas counted, links told from words."""

import re
from collections.abc import Mapping, Sequence

import polars as pl

from matchmaker.text.confusables import fold

IDEAS = (
    *("affiliate", "commission", "link", "buy", "support", "channel", "shop", "click", "cost", "disclosure", "some"),
    *("sponsor", "negation", "teaching"),
)  # each with its wordings in the bundle
LONGEST = 1_500  # characters of a sentence looked at: disclosures are short, lists of keywords are not
_MOST = 3
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+|[\r\n]+")
_LINK = re.compile(
    r"(?:https?:?//|www\.)\S+|\b[a-z0-9-]{2,60}(?:\.[a-z0-9-]{1,40}){0,3}\.(?:com|net|org|ly|me|co|gl|tv|to|uk|de|pub)\b"
)
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W_]{2,}|[#@]|[^\W_]")
_SAID = pl.col("said")


def sentences(caption: str) -> list[str]:
    """The caption's sentences and lines that hold more than spaces."""
    return [part.strip() for part in _SENTENCE_END.split(caption) if part.strip()]


def read_sentences(texts: Sequence[str]) -> pl.DataFrame:
    """One row a sentence: `said`, its words between single spaces, numbers as 0, addresses in parts and marked xxlink."""
    return pl.DataFrame({"said": [_read(text) for text in texts]}, schema={"said": pl.String})


def _read(text: str) -> str:
    folded = fold(text[:LONGEST])
    marked = folded + " xxlink" if _LINK.search(folded) else folded
    return " ".join(_WORDS.findall(_DIGITS.sub("0", marked)))


def _has(*ideas: str) -> pl.Expr:
    return pl.all_horizontal(pl.col(idea) > 0 for idea in ideas).cast(pl.Float64)


_TOGETHER = {
    "affiliate_and_link": _has("affiliate", "link"),
    "commission_and_buy": _has("commission", "buy"),
    "commission_and_link": _has("commission", "link"),
    "support_and_buy": _has("support", "buy"),
    "support_and_shop": _has("support", "shop"),
    "buy_and_shop": _has("buy", "shop"),
    "affiliate_and_some": _has("affiliate", "some"),
    "affiliate_not_teaching": _has("affiliate", "link") * (1 - _has("teaching")),
    "link_and_click": _has("link", "click"),
}
SENTENCE_FEATURES = (*IDEAS, "words", *_TOGETHER)


def sentence_features(read: pl.DataFrame, wordings: Mapping[str, str]) -> pl.DataFrame:
    """SENTENCE_FEATURES as Float64, one row a sentence of `read_sentences`; `wordings` has a pattern for each of IDEAS."""
    counted = [
        _SAID.str.count_matches(wordings[idea]).clip(upper_bound=_MOST).cast(pl.Float64).log1p().alias(idea)
        for idea in IDEAS
    ]
    words = _SAID.str.count_matches(r"[\p{L}\p{N}]+").cast(pl.Float64).log1p().alias("words")
    return read.select(*counted, words).with_columns(
        expression.cast(pl.Float64).alias(name) for name, expression in _TOGETHER.items()
    )
