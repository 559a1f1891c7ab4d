"""Encoders that say how far they are: reading captions is nearly all of the work."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from matchmaker.application.passes import Encoders
from matchmaker.application.scoring.files import Progress
from matchmaker.text.encoder import Encoder, Vectors

_TEXTS_AT_ONCE = 256  # some seconds of work between two steps of a bar


@dataclass
class Watched:
    """Counts texts under the name of a bar; those of a part that nobody had to read are counted when it is finished."""

    bar: Path
    total: int
    progress: Progress
    done: int = 0
    finished_count: int = 0

    def encoders(self, encoders: Encoders) -> Encoders:
        """The same encoders, watched; the fast one needs no watching."""
        return replace(encoders, precise=_Watched(encoders.precise, self))

    def read(self, count: int) -> None:
        """So many texts more were read; briefs among them do not lead beyond the total."""
        self.done = min(self.done + count, self.total)
        self.progress(self.bar, self.done, self.total)

    def finished(self, count: int) -> None:
        """A part of so many texts is done."""
        self.finished_count += count
        self.done = self.finished_count
        self.read(0)


@dataclass(frozen=True)
class _Watched:
    encoder: Encoder
    watched: Watched

    @property
    def space(self) -> str:
        return self.encoder.space

    @property
    def dimension(self) -> int:
        return self.encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        parts = [np.empty((0, self.dimension), np.float32)]
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            part = texts[start : start + _TEXTS_AT_ONCE]
            parts.append(self.encoder.encode(part))
            self.watched.read(len(part))
        return np.concatenate(parts)
