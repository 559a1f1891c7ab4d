"""What an encoder is: texts in, unit vectors of a named embedding space out."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors; vectors of different `space` are never compared."""

    @property
    def space(self) -> str:
        """Identifier of the embedding space: model name and digest of its weights."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length 1; an empty text is a row of zeros."""
        ...
