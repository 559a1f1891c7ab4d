"""Is this brand named here? Accounts, hashtags and words of a caption against a name, with the boundaries of words."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, TypeAlias

from matchmaker.resources import resource_file

Form: TypeAlias = Literal["account", "hashtag", "words"]

_PIECES = re.compile(r"[^\W_]+")
_AND = {"&", "+", "and", "et", "und", "n", "y"}
_GAP = r"[ _'’´`&+·-]{0,3}"  # inside a name; a sentence may end at a dot
_GAP_WITH_DOTS = r"[ _'’´`&+·.-]{0,3}"  # of "Dr. Martens"
_AND_BETWEEN = "(?:and|et|und|n|y)?"  # "Dolce & Gabbana" is @dolcegabbana and "dolce and gabbana"
_ACCOUNT = re.compile(r"[a-z0-9_.]*[_.][a-z0-9_.]*[a-z0-9_]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff]")
_LEFT_OUT = frozenset({"Mn", "Mc", "Me", "Cf"})  # categories of Unicode: marks and invisible characters
_SHORT = 3  # letters; a name no longer than this is a syllable of something else as often as not
_PREFIX_LONG = 5  # letters; from here on a hashtag that goes on after the name, as #adidasoriginals, is the name's
_STARTS = re.compile(r"(?:^|[.!?:;|•…\n—–\-\u2190-\u2bff\U0001f000-\U0001faff])[\s\"'“”‘’()*_~]*$")
_CONTEXT = 12  # characters before a word that tell whether a sentence starts with it


def is_unspaced(letters: str) -> bool:
    """Of a script that writes no spaces, or glues endings to names: there are no boundaries of words to look for."""
    return _UNSPACED.search(letters) is not None


def plain(text: str) -> str:
    """Without accents, styled letters and invisible characters, case kept; what names are compared in."""
    if text.isascii():
        return text
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if unicodedata.category(letter) not in _LEFT_OUT
    )


@dataclass(frozen=True)
class Spoken:
    """One place where a name stands in a text; `written` as the text spells it."""

    form: Form
    written: str


@dataclass(frozen=True)
class Name:
    """A brand's name or account, ready to be looked for.

    `pattern` finds places where it may stand in lower-case plain text, and is a regular expression of polars too.
    `is_common`: also an ordinary word, or very short: in running text it must be written as a name is.
    """

    given: str
    pattern: str
    joined: str
    is_account: bool
    is_common: bool
    is_unspaced: bool
    capitals: str | None

    @property
    def needles(self) -> tuple[str, ...]:
        """Letters of which every text with the name holds at least one, in lower case, as given and without accents."""
        if self.is_account:
            return (self.joined,)
        given = self.given.strip().lower()
        if self.capitals is not None:
            return (self.joined, given)
        return (max(_PIECES.findall(plain(given)), key=len), max(_PIECES.findall(given), key=len))

    @property
    def screen(self) -> str:
        """A regular expression of polars for plain texts in lower case, without which the name stands in none.

        A name like "H&M" is its account alone there: as words it is looked for in its capitals.
        """
        return self.pattern if self.capitals is None else f"@{self.joined}"

    def may_stand_in(self, plain: str, lower: str) -> bool:
        """Whether a plain text has the letters of the name anywhere; quick."""
        if self.capitals is not None:
            return self.capitals in plain or f"@{self.joined}" in lower
        return self.joined in lower if self.pattern == self.joined else _as_is(self.pattern).search(lower) is not None

    def spoken_in(self, text: str) -> Iterator[Spoken]:
        """Every place of a plain text (case kept) where the name stands."""
        for found in _compiled(self.pattern).finditer(text):
            start, end = _whole(text, found.start(), found.end())
            sign = text[start - 1] if start else ""
            written = text[start:end]
            if sign == "@":
                if self.owns(written):
                    yield Spoken("account", f"@{written}")
            elif not self.is_account:
                if sign == "#" and self._is_hashtag(written):
                    yield Spoken("hashtag", f"#{written}")
                elif sign != "#" and self._is_words(text, found.start(), found.end(), written):
                    yield Spoken("words", text[found.start() : found.end()])

    def owns(self, account: str) -> bool:
        """Whether an account is the brand's by its spelling: the name, with words that official accounts add."""
        if self.is_account:
            return account.lower() == self.joined
        bare = _bare(account)
        if bare == self.joined or self.is_unspaced:
            return bare == self.joined
        found = _flat(self.pattern).search(bare)
        if found is None or (self.capitals is not None and found.start()):
            return False
        return _is_official(bare[: found.start()]) and _is_official(bare[found.end() :])

    def _is_hashtag(self, written: str) -> bool:
        bare = _bare(written)
        found = _flat(self.pattern).match(bare)
        if self.is_unspaced or found is None:
            return self.is_unspaced and self.joined in bare
        if self.is_common:
            return len(self.joined) > _SHORT and found.end() == len(bare) and " " in self.given.strip()
        return found.end() == len(bare) or len(self.joined) >= _PREFIX_LONG

    def _is_words(self, text: str, start: int, end: int, written: str) -> bool:
        if self.is_unspaced:
            return True
        if "." in written and self.joined in written.lower().split("."):
            return True  # an address, as www.nike.com
        return _stands_alone(text, start, end) and self._is_written_as_a_name(text, start, end)

    def _is_written_as_a_name(self, text: str, start: int, end: int) -> bool:
        """In capitals as names are, which at the start of a sentence a common word is, too; or by one who uses none."""
        written = text[start:end]
        words = [word for word in _PIECES.findall(written) if len(word) >= _SHORT] or [written]
        if self.capitals is not None:
            return written == self.capitals and not _shouts(text, start)
        if not all(word[0].isupper() or not word[0].isalpha() for word in words):
            return not self.is_common and (len(words) > 1 or text.islower())
        if not self.is_common:
            return True
        if _shouts(text, start):
            return False
        return len(words) > 1 or _STARTS.search(text[max(0, start - _CONTEXT) : start]) is None


@lru_cache(maxsize=4096)
def name_of(given: str) -> Name | None:
    """From a name ("The North Face"), an account ("@nike", "asos_us") or a hashtag; None without a letter or digit."""
    bare = plain(given).strip()
    pieces = _PIECES.findall(bare.lower())
    if not pieces:
        return None
    if bare.startswith("@") or _ACCOUNT.fullmatch(bare):
        account = bare.lstrip("@").lower()
        return Name(given, re.escape(account), account, True, False, False, None)
    words = [piece for piece in pieces if piece not in _AND] or pieces
    is_joined_by_and = len(words) < len(pieces) or "&" in bare or "+" in bare
    letters, gap = "".join(words), _GAP_WITH_DOTS if "." in bare else _GAP
    return Name(
        given=given,
        pattern=(f"{gap}{_AND_BETWEEN}{gap}" if is_joined_by_and else gap).join(words),
        joined=letters,
        is_account=False,
        is_common=len(letters) <= _SHORT or all(word in common_words() or len(word) < _SHORT for word in words),
        is_unspaced=is_unspaced(letters),
        capitals=bare if bare.isupper() and len(letters) <= _SHORT else None,
    )


def names_of(given: Sequence[str]) -> tuple[Name, ...]:
    """The names that can be looked for, each once."""
    found = (name_of(each) for each in dict.fromkeys(given))
    return tuple(name for name in found if name is not None)


@cache
def common_words() -> frozenset[str]:
    """Ordinary English words in lower case: a brand called like one is told from it by how it is written."""
    return _listed("common_words.txt")


@cache
def official_words() -> frozenset[str]:
    """What official accounts add to a brand's name, as the region in @sephora_us."""
    return _listed("official_account_words.txt")


def _listed(name: str) -> frozenset[str]:
    return frozenset(line for line in resource_file(name).splitlines() if line and not line.startswith("#"))


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=4096)
def _as_is(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=4096)
def _flat(pattern: str) -> re.Pattern[str]:
    """The pattern for spellings without anything between the words."""
    return re.compile(pattern.replace(_GAP, "").replace(_GAP_WITH_DOTS, ""))


def _bare(account: str) -> str:
    """Letters and digits alone, in lower case."""
    return "".join(letter for letter in account.lower() if letter.isalnum())


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The run of letters, digits, _ and inner dots around a place."""
    while start and (text[start - 1].isalnum() or text[start - 1] in "_."):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_" or _inner_dot(text, end)):
        end += 1
    return start, end


def _inner_dot(text: str, place: int) -> bool:
    return text[place] == "." and place + 1 < len(text) and (text[place + 1].isalnum() or text[place + 1] == "_")


def _stands_alone(text: str, start: int, end: int) -> bool:
    """No Latin letter, digit or _ on either side; a plural s is fine on a name in capitals."""
    if start and _is_latin(text[start - 1]):
        return False
    if text[start].isupper() and text[end : end + 1] in ("s", "S"):
        end += 1
    return end == len(text) or not _is_latin(text[end])


def _is_latin(letter: str) -> bool:
    return letter == "_" or (letter.isalnum() and letter < "\u0250")


def _is_official(part: str) -> bool:
    """Nothing, or one or two words that official accounts add."""
    if not part or part in official_words():
        return True
    known = official_words()
    return any(part[:place] in known and part[place:] in known for place in range(2, len(part) - 1))


def _shouts(text: str, start: int) -> bool:
    """The three words before a place are all in capitals: then capitals say nothing."""
    before = [word for word in _PIECES.findall(text[max(0, start - 40) : start]) if word.isalpha()][-3:]
    return bool(before) and all(word.isupper() for word in before) and sum(map(len, before)) > _SHORT
