"""The words of English with their meanings, read from WordNet's own files (Fellbaum 1998; format: wndb(5WN))."""

import re
from collections.abc import Iterator
from pathlib import Path

from matchmaker.errors import ValidationFailedError

SOURCE = "WordNet 3.0: free for any purpose while its notice is kept; Copyright 2006 by Princeton University"
FILES = ("data.noun", "data.verb", "data.adj", "data.adv")
_FEWEST_WORDS = 3  # an example of two words is no sentence
_EXAMPLE = re.compile(r'"([^"]+)"')
_MARKER = re.compile(r"\((a|p|ip)\)$")  # where an adjective stands: before a noun, after it


def glosses(folder: Path) -> list[str]:
    """Each meaning as "word, synonym: definition", and its examples, in the order of the files.

    Debian's package wordnet-base puts them into /usr/share/wordnet. ValidationFailedError when they are not there.
    """
    return [text for name in FILES for line in _lines(folder / name) for text in _texts(line)]


def _lines(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ValidationFailedError(
            f"{path}: expected a file of WordNet, got {error.strerror}; install Debian's wordnet-base, or name its folder"
        ) from None
    return [line for line in lines if not line.startswith("  ")]  # the licence stands before the data


def _texts(line: str) -> Iterator[str]:
    head, gloss = line.split(" | ", 1)
    fields = head.split(" ")
    synonyms = [_MARKER.sub("", fields[4 + 2 * number]).replace("_", " ") for number in range(int(fields[3], 16))]
    definition = gloss.split('; "')[0].strip()
    yield f"{', '.join(synonyms)}: {definition}"
    yield from (example for example in _EXAMPLE.findall(gloss) if len(example.split()) >= _FEWEST_WORDS)
