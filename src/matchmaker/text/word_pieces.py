"""Texts as rows of a vocabulary of word pieces, in plain Python: faster than a tokenizer that also keeps positions."""

import re
import unicodedata
from collections.abc import Sequence

from matchmaker.text.clean import clean

CONTINUED = "##"  # how a piece begins that goes on with a word
_LONGEST_WORD = 100  # characters; what is longer is no word (BERT's limit)
_MOST_REMEMBERED = 200_000  # words, some 40 MB; a day of captions has fewer
_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # each a word of its own, as BERT reads them
_WORD = re.compile(f"[{_IDEOGRAPHS}]|[^\\W_{_IDEOGRAPHS}]+")


class WordPieces:
    """Cuts words into the longest pieces that are known (Wu 2016, section 4.1); safe to share between threads.

    Case, accents and punctuation are left out: as a bag of words a text says the same without them.
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        self._row_of = {piece: row for row, piece in enumerate(pieces)}
        self._longest_piece = max(map(len, pieces), default=0)
        self._remembered: dict[str, tuple[int, ...]] = {}

    def read(self, text: str) -> list[int]:
        """The rows of the text's pieces, in order; a word with an unknown part is left out."""
        remembered = self._remembered
        rows: list[int] = []
        for word in _WORD.findall(clean(text).lower()):
            known = remembered.get(word)
            rows += self._cut(word) if known is None else known
        return rows

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        rows = self._remembered[word] = self._longest_first(_without_accents(word))
        return rows

    def _longest_first(self, word: str) -> tuple[int, ...]:
        rows: list[int] = []
        row_of, longest = self._row_of, self._longest_piece
        start = 0 if len(word) <= _LONGEST_WORD else len(word)
        while start < len(word):
            prefix = CONTINUED if start else ""
            for end in range(min(len(word), start + longest), start, -1):
                row = row_of.get(prefix + word[start:end])
                if row is not None:
                    break
            else:
                return ()
            rows.append(row)
            start = end
        return tuple(rows)


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if unicodedata.category(letter) != "Mn")
