"""In which language is a text written? Told offline, in microseconds, and left open where it is not sure."""

import re
from collections.abc import Iterable

import pycld2

from matchmaker.text.clean import clean

_OLDER_CODES = {"iw": "he", "in": "id", "jw": "jv", "mo": "ro", "no": "nb", "sh": "sr"}
_TOLD_APART_BY_NOBODY = {"ms": "id"}  # Malay and Indonesian: a caption holds too few of the words that differ
_SAME = _OLDER_CODES | _TOLD_APART_BY_NOBODY
# Constructed, dead and very small languages: what a short Romance caption is mistaken for, and hardly ever written.
_IMPROBABLE = frozenset(["aa", "co", "eo", "gv", "ia", "ie", "kl", "la", "lb", "rm", "sa", "sco", "vo", "za"])
_FEWEST_WORDS = 4  # of plain Latin letters: "skincare" alone is Indonesian to the detector, and is English to a brand
_HEAD = 200  # characters that are looked at to count words
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH_WORDS = re.compile(rf"[\W\d_]*+(?:[^\W\d_]++[\W\d_]++){{{_FEWEST_WORDS - 1}}}[^\W\d_]")  # never goes back
_NAMES = {_SAME.get(code, code): name.title() for name, code in pycld2.LANGUAGES if code not in _TOLD_APART_BY_NOBODY}


def language_of(text: str) -> str | None:
    """ISO 639 code of the language, e.g. "es", without script or country; None where the detector is not sure.

    Compact Language Detector 2: naive Bayes over sequences of letters, in 83 languages, the script first. It is unsure
    of emoji, names, hashtags in a row and texts of very few words.
    """
    cleaned = clean(text)
    if _says_little(cleaned):
        return None
    try:
        is_sure, _, found = pycld2.detect(cleaned)
    except pycld2.error:  # characters that Unicode keeps for programs' own use
        return None
    code = found[0][1]
    if not is_sure or code == "un" or code.startswith("xx"):
        return None
    plain = code.split("-")[0]
    return None if plain in _IMPROBABLE else _SAME.get(plain, plain)


def _says_little(text: str) -> bool:
    head = text[:_HEAD]
    return not _ENOUGH_WORDS.match(head) and all(map(str.isascii, _WORD.findall(head)))


def language_name(code: str) -> str:
    """English name of a language, e.g. "Greek"; the code itself where the detector does not know it."""
    return str(_NAMES.get(code, code))


def languages_of(texts: Iterable[str]) -> list[str | None]:
    """The language of each text for itself."""
    return [language_of(text) for text in texts]
