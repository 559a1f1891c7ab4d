"""Captions as an encoder reads them: composed, without control characters, in one line, of bounded length."""

import re
import unicodedata

LONGEST_RAW = 8_000  # characters looked at; huge captions cost no more than long ones
LONGEST_CLEAN = 2_000  # characters kept: 256 word pieces of ordinary text are about 1,200
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")  # controls but spaces, lone surrogates


def clean(text: str) -> str:
    """The text in NFC, spaces collapsed, control characters and lone surrogates removed, cut to LONGEST_CLEAN.

    Emoji, joiners and right-to-left marks stay; a text of nothing but spaces or controls is empty.
    """
    composed = unicodedata.normalize("NFC", _NOT_TEXT.sub("", text[:LONGEST_RAW]))
    return " ".join(composed.split())[:LONGEST_CLEAN].rstrip()
