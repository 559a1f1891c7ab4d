"""The promotional ideas and words of praise of comments_wordings.toml as patterns over comments as they are read."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from matchmaker.text.confusables import fold

FILE = Path(__file__).with_name("comments_wordings.toml")
_FILLERS_AROUND = 4  # words such as "so" or "this photo" on either side that belong to the praise


class _Wordings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[str, ...]
    parts: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()

    def pattern(self) -> str:
        """Words matched whole, parts anywhere."""
        whole = rf"\b(?:{'|'.join(map(_folded, self.words))})\b"
        return "|".join([whole, *map(_folded, self.parts)])


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    concepts: dict[str, _Wordings]
    praise: _Wordings


@cache
def _file() -> _File:
    return _File.model_validate(tomllib.loads(FILE.read_text()))


def concept_patterns() -> dict[str, str]:
    """A regular expression for each promotional idea."""
    return {name: wordings.pattern() for name, wordings in _file().concepts.items()}


def praise_pattern() -> str:
    """A regular expression for a wording of praise with the fillers around it."""
    praise = _file().praise
    filler = rf"\b(?:{'|'.join(map(_folded, praise.fillers))})\b"
    return rf"(?:{filler}\s+){{0,{_FILLERS_AROUND}}}(?:{praise.pattern()})(?:\s+{filler}){{0,{_FILLERS_AROUND}}}"


def _folded(wording: str) -> str:
    """As texts are read; patterns use lower-case classes alone, which folding leaves as they are."""
    return fold(wording)
