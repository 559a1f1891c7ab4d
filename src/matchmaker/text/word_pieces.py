"""Texts as rows of a vocabulary of word pieces, in plain Python: faster than a tokenizer that also keeps positions."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain

from matchmaker.text.clean import LONGEST_CLEAN

CONTINUED = "##"  # how a piece begins that goes on with a word
_LONGEST_WORD = 100  # characters; what is longer is no word (BERT's limit)
_MOST_REMEMBERED = 200_000  # words, some 40 MB; a day of captions has fewer
_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # each a word of its own, as BERT reads them
_WORD = re.compile(f"[{_IDEOGRAPHS}]|[^\\W_{_IDEOGRAPHS}]+")


class WordPieces:
    """Cuts words into the longest pieces that are known (Wu 2016, section 4.1); safe to share between threads.

    Case, accents and whatever parts words are left out: as a bag of words a text says the same without them. Of a
    text the first LONGEST_CLEAN characters are read.
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        self._words = _Words(pieces)

    def read(self, text: str) -> list[int]:
        """The rows of the text's pieces, in order; a word with an unknown part is left out."""
        words = _WORD.findall(unicodedata.normalize("NFC", text[:LONGEST_CLEAN]).lower())
        return list(chain.from_iterable(map(self._words.__getitem__, words)))


class _Words(dict[str, tuple[int, ...]]):
    """The rows of each word, cut when it is first asked for: most words of a text were met before."""

    def __init__(self, pieces: Sequence[str]) -> None:
        super().__init__()
        rows = {piece: row for row, piece in enumerate(pieces)}
        self._first = {piece: row for piece, row in rows.items() if not piece.startswith(CONTINUED)}
        self._further = {piece[len(CONTINUED) :]: row for piece, row in rows.items() if piece.startswith(CONTINUED)}
        self._longest = max(map(len, pieces), default=0)

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        rows = self[word] = self._cut(_without_accents(word))
        return rows

    def _cut(self, word: str) -> tuple[int, ...]:
        rows: list[int] = []
        row_of = self._first
        start = 0 if len(word) <= _LONGEST_WORD else len(word)
        while start < len(word):
            for end in range(min(len(word), start + self._longest), start, -1):
                row = row_of.get(word[start:end])
                if row is not None:
                    break
            else:
                return ()
            rows.append(row)
            start, row_of = end, self._further
        return tuple(rows)


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if unicodedata.category(letter) != "Mn")
