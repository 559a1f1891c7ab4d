"""What the comment head counts in a comment besides its words: kinds of things, promotional ideas, form."""

from collections.abc import Mapping, Sequence

import polars as pl

from matchmaker.scorers.authenticity.comments_reading import KINDS

CONCEPTS = (
    *("subscribe", "look", "own", "venue", "write_me", "invest", "gain", "gift", "expert", "grateful"),
    *("trade_goods", "plea", "intimate"),
)  # each with its wordings in the bundle
_CONTACTS = ("xxhandle", "xxnametag", "xxphone", "xxlink", "xxmail")
_MOST = 6  # counts are cut here: a text that repeats itself is no stronger than one that insists
_FIRST, _SECOND, _THIRD = r"\b(?:i|my|me|im)\b", r"\b(?:you|your|u|ur|yours)\b", r"\b(?:her|she|him|his)\b"
_HANDLE_LAST = r"xxhandle\s*(?:xxsellinghandle)?\s*(?:xxemoji)?\s*$"
_WORD = r"[\p{L}\p{M}\p{N}']+"
_SAID = pl.col("said")


def _logged(pattern: str, literal: bool = False) -> pl.Expr:
    return _SAID.str.count_matches(pattern, literal=literal).clip(upper_bound=_MOST).cast(pl.Float64).log1p()


def _any_of(names: Sequence[str]) -> pl.Expr:
    return pl.any_horizontal(pl.col(name) > 0 for name in names).cast(pl.Float64)


_FORM = {
    "words": _SAID.str.count_matches(_WORD).cast(pl.Float64).log1p(),
    "emoji": pl.col("emoji_count").cast(pl.Float64).log1p(),
    "question": _SAID.str.contains("?", literal=True).cast(pl.Float64),
    "exclamation": _SAID.str.contains("!", literal=True).cast(pl.Float64),
    "reply": _SAID.str.contains(r"^\s*xxhandle").cast(pl.Float64),
    "handle_last": _SAID.str.contains(_HANDLE_LAST).cast(pl.Float64),
    "first_person": _logged(_FIRST),
    "second_person": _logged(_SECOND),
    "third_person": _logged(_THIRD),
}
_HAS_WORDS = pl.col("words") > 1.7  # log1p: five words and more
_CONTACT = _any_of(_CONTACTS)
_TOGETHER = {
    "contact_and_gain": _CONTACT * _any_of(["gain"]),
    "contact_and_thanks": _CONTACT * _any_of(["grateful"]) * _HAS_WORDS,
    "contact_and_invest": _CONTACT * _any_of(["invest"]),
    "contact_and_expert": _CONTACT * _any_of(["expert"]),
    "own_and_look": _any_of(["own"]) * _any_of(["look", "subscribe"]),
    "gain_and_invest": _any_of(["gain"]) * _any_of(["invest"]),
    "write_and_gain": _any_of(["write_me"]) * _any_of(["gain", "gift", "invest", "expert"]),
    "look_and_venue": _any_of(["look"]) * _any_of(["venue"]),
    "subscribe_and_venue": _any_of(["subscribe"]) * _any_of(["venue", "own"]),
    "concepts": pl.sum_horizontal((pl.col(name) > 0).cast(pl.Float64) for name in CONCEPTS),
    "praises_handle": pl.col("handle_last") * (1 - pl.col("reply")) * _HAS_WORDS,
    "only_link": (pl.col("xxlink") > 0).cast(pl.Float64) * (pl.col("words") < 1.4),
}
FEATURES = (*KINDS, *CONCEPTS, *_FORM, *_TOGETHER)


def comment_features(read: pl.DataFrame, wordings: Mapping[str, str]) -> pl.DataFrame:
    """FEATURES as Float64, one row a text of `read_comments`; `wordings` has a pattern for each of CONCEPTS.

    Counts are log(1 + count), all else is 0 or 1; only `concepts` counts ideas as they are.
    """
    counted = [_logged(kind, literal=True).alias(kind) for kind in KINDS]
    ideas = [_logged(wordings[name]).alias(name) for name in CONCEPTS]
    form = [expression.alias(name) for name, expression in _FORM.items()]
    together = [expression.cast(pl.Float64).alias(name) for name, expression in _TOGETHER.items()]
    return read.select(*counted, *ideas, *form).with_columns(together)
