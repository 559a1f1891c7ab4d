"""Look-alike characters read as the letters they imitate, so that a disguised word is the word itself.

Undone are styled letters (bold, circled, squared, full-width, small capitals), invisible characters between
letters, stacked accents, and letters of other alphabets inside a Latin word: Unicode Technical Standard 39
(2023), section 4, the pairs of its confusables table whose model is one Latin letter, and a few that
resemble less but are used the same way. A word in its own script stays: Russian or Greek is no disguise.
"""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff\ud800-\udfff]"
)
_ALIKE = str.maketrans(
    "ЅІЈАВЕКМНОРСТУХЬагеорсухѕіјѡѴѵҮүһҺҽӀӏԁԌԛԜԝͿΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγινορσυϜϳϺՍՏՕազգհոռսցքօᎠᎡᎢᎥᎩᎪᎫᎬᎳᎷᎻᎽᏀᏂᏃᏏᏒᏔᏕᏙᏚᏞᏟᏢᏦᏧᏳᏴ",
    "SIJABEKMHOPCTYXbareopcyxsijwVvYyhHeIidGqWwJABEZHIKMNOPTYXayivopouFjMUSOaqghnnugpoDRTiYAJEWMHYGhZbRWSVSLCPKdGB",
)
_LESS_ALIKE = str.maketrans("вийклмнптшԍЄєъьэцѐёїεηκτωπςβδμθ", "bnnknmhntwgEebbeueeienktwnsbdmo")
_STYLED = str.maketrans(
    "ıƖǀɑɡɣɩɪɯʋʏᴄᴏᴑᴜᴠᴡᴢᶃᶌꜱᴀʙᴅᴇꜰɢʜᴊᴋʟᴍɴᴘʀᴛøØłŁđĐŧƀƙɨʉ"
    + "".join(chr(start + letter) for start in (0x1F150, 0x1F170) for letter in range(26)),
    "iilagyiiwuycoouvwzgysabdefghjklmnprtoOlLdDtbkiu" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 2,
)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z]")
_ACCENTED_LATIN = re.compile("([A-Za-z])[\u0300-\u036f]+")
_MARKS = re.compile("[\u0300-\u036f]+")
_ONLY_ALIKE = re.compile(f"[{''.join(map(chr, _ALIKE))}]+")


def fold(text: str) -> str:
    """The text without disguises, accents on Latin letters and case; for comparing, not for showing.

    Never longer than 18 times the text (one character of Unicode stands for 18), never raises.
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text)).translate(_STYLED)
    composed = unicodedata.normalize("NFC", _ACCENTED_LATIN.sub(r"\1", apart))
    return _latin_words(composed).casefold()


def _latin_words(text: str) -> str:
    """The text with foreign letters of Latin words, or of look-alike words among Latin words, made Latin."""
    if text.isascii():
        return text
    latin = len(_LATIN.findall(text))
    is_latin = 2 * latin >= sum(len(word) for word in _WORD.findall(text))
    return _WORD.sub(lambda word: _undisguised(word[0], is_latin), text)


def _undisguised(word: str, among_latin: bool) -> str:
    if word.isascii():
        return word
    if _LATIN.search(word):
        bare = _MARKS.sub("", unicodedata.normalize("NFD", word))
        return bare.translate(_ALIKE).translate(_LESS_ALIKE)
    return word.translate(_ALIKE) if among_latin and _ONLY_ALIKE.fullmatch(word) else word
