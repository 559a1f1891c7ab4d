"""Texts made small for the database: the feature values of 500 creators are a megabyte of JSON."""

import base64
import zlib


def packed(text: bytes) -> str:
    """The text deflated, in base64."""
    return base64.b64encode(zlib.compress(text)).decode()


def unpacked(text: str) -> str:
    """The text that `packed` was given, as UTF-8."""
    return zlib.decompress(base64.b64decode(text)).decode()
