"""Ordinary phrases in captions, as a category or keywords: whole words in any case, with a plural s, and as hashtags."""

import re
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from matchmaker.ranking.brand.names import is_unspaced, plain

_PIECES = re.compile(r"[^\W_]+")
_GAP = r"[\s_-]{0,2}"
_LATIN = r"\p{Latin}\p{N}_"
_PREFIX_LONG = 5  # letters; from here on a hashtag that goes on after the phrase, as #skincareroutine, is about it


@dataclass(frozen=True)
class Phrases:
    """Regular expressions of polars for lower-case plain texts.

    `letters` finds every text that may hold a phrase, quickly, `places` the phrases with their boundaries.
    """

    letters: str
    places: str

    def in_text(self, text: pl.Expr) -> pl.Expr:
        """Whether a text that has the letters holds a phrase."""
        return text.str.contains(self.places)

    def written(self, text: pl.Expr) -> pl.Expr:
        """The phrase in a text that holds one, as written."""
        return text.str.extract(f"({self.letters})")


@lru_cache(maxsize=256)
def phrases_of(phrases: tuple[str, ...]) -> Phrases | None:
    """What to look for; None where no phrase has a letter or digit."""
    pieces = [_PIECES.findall(plain(phrase).lower()) for phrase in phrases]
    known = sorted({tuple(words) for words in pieces if words}, key=lambda words: (-len("".join(words)), words))
    if not known:
        return None
    spaced = "|".join(_GAP.join(words) for words in known if not is_unspaced("".join(words)))
    unspaced = "|".join("".join(words) for words in known if is_unspaced("".join(words)))
    places = [rf"(?:^|[^{_LATIN}@#])(?:{spaced})s?(?:$|[^{_LATIN}])"] if spaced else []
    places += [f"(?:{unspaced})"] if unspaced else []
    tags = "|".join(_hashtag("".join(words)) for words in known)
    letters = "|".join(_GAP.join(words) for words in known)
    return Phrases(letters, "|".join([*places, rf"#(?:{tags})"]))


def _hashtag(letters: str) -> str:
    return rf"{letters}[\p{{L}}\p{{N}}_]*" if len(letters) >= _PREFIX_LONG else rf"{letters}s?\b"
