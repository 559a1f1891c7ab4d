"""Which languages does the model read, and how well? Measured when it was trained; other languages are not guessed at."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from matchmaker.bundles import Bundle
from matchmaker.errors import BundleDamagedError
from matchmaker.text.encoder import Encoder, Vectors
from matchmaker.text.language import languages_of

LANGUAGES_FILE = "languages.json"
Mask = NDArray[np.bool_]


class LanguageQuality(BaseModel):
    """How well posts in one language (ISO 639) are ranked for briefs in English.

    `auc` is that of relevant against other feeds with the ends of its 95 % interval over subjects, `ndcg_at_10` the
    mean over briefs. `is_read`: the lower end is at least the one the recipe asks for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    language: str
    auc: float
    auc_low: float
    auc_high: float
    ndcg_at_10: float
    posts_count: int
    is_read: bool


@dataclass(frozen=True)
class Coverage:
    """What was measured for each language; None where nothing was: then every text is read, whatever its language."""

    measured: tuple[LanguageQuality, ...] | None = None

    @cached_property
    def read(self) -> frozenset[str]:
        """Codes of the languages that the model was shown to read."""
        return frozenset(each.language for each in self.measured or () if each.is_read)

    def reads(self, language: str | None) -> bool:
        """Whether a text in this language is read; one whose language nobody knows is."""
        return self.measured is None or language is None or language in self.read

    def mask(self, languages: pl.Series) -> Mask:
        """The same for many; shape (texts,)."""
        if self.measured is None:
            return np.ones(len(languages), np.bool_)
        read = languages.is_null() | languages.is_in(sorted(self.read))
        return read.to_numpy()


@dataclass(frozen=True)
class CoveredEncoder:
    """An encoder that says nothing of texts in a language its model was not shown to read: their rows are zeros."""

    behind: Encoder
    languages: Coverage

    @property
    def space(self) -> str:
        """That of the encoder behind."""
        return self.behind.space

    @property
    def dimension(self) -> int:
        """That of the encoder behind."""
        return self.behind.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension); texts in a language that nobody can tell are read."""
        read = [self.languages.reads(language) for language in languages_of(texts)]
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        vectors[read] = self.behind.encode([text for text, is_read in zip(texts, read, strict=True) if is_read])
        return vectors


def read_coverage(bundle: Bundle, prefix: str = "") -> Coverage:
    """That of a space of a bundle; BundleDamagedError when it is not this version's."""
    name = prefix + LANGUAGES_FILE
    if name not in bundle.contents:
        return Coverage()
    try:
        return Coverage(_QUALITIES.validate_json(bundle.read_bytes(name)))
    except ValidationError as error:
        raise BundleDamagedError(
            f"{bundle.folder}/{name}: {error.error_count()} faults, first: {error.errors()[0]['msg']}; "
            "train topic_fit again with this version"
        ) from None


def coverage_file(measured: Sequence[LanguageQuality]) -> bytes:
    """What `read_coverage` reads."""
    return _QUALITIES.dump_json(tuple(measured), indent=1) + b"\n"


_QUALITIES = TypeAdapter(tuple[LanguageQuality, ...])
