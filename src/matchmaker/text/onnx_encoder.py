"""The encoder of the service: an int8 sentence model run by onnxruntime, without torch."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from matchmaker.bundles import Bundle, open_bundle
from matchmaker.errors import BundleDamagedError
from matchmaker.text.clean import clean
from matchmaker.text.encoder import Vectors

LARGEST_BATCH_TEXTS = 16
LARGEST_BATCH_TOKENS = 512  # padded; the activations of one batch then stay in the cache of a core
_READING_BATCH = 1024  # texts tokenised at once: bounds memory on a catalogue


class OnnxEncoder:
    """Texts to unit vectors; safe to share between threads.

    The graph quantises activations by token, so a text's vector does not depend on the texts beside it
    (test: shuffled and batched otherwise, the vectors agree within 1e-6).
    """

    def __init__(self, session: ort.InferenceSession, tokenizer: Tokenizer, space: str, dimension: int) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._unknown = tokenizer.token_to_id("[UNK]")
        self._space = space
        self._dimension = dimension

    @classmethod
    def open(cls, folder: Path, threads: int = 2) -> Self:
        """The encoder of a bundle with model.onnx and tokenizer.json; BundleDamagedError when it is not one."""
        bundle = open_bundle(folder)
        max_tokens, dimension = _whole(bundle, "max_tokens"), _whole(bundle, "dimension")
        tokenizer = Tokenizer.from_str(bundle.read_text("tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_tokens)
        weights = bundle.manifest.files["model.onnx"][:16]
        space = f"{bundle.manifest.name}-{max_tokens}-{weights}"
        return cls(_session(bundle.read_bytes("model.onnx"), threads), tokenizer, space, dimension)

    @property
    def space(self) -> str:
        """Name, word pieces read and digest of the weights: a change of any is another space."""
        return self._space

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length 1.

        A text that is empty after cleaning, or of which the model knows no word piece (most emoji),
        is a row of zeros: it says nothing about a topic.
        """
        parts = (texts[start : start + _READING_BATCH] for start in range(0, len(texts), _READING_BATCH))
        return np.concatenate([self._nothing(0), *(self._encode_tokens(self._tokens(part)) for part in parts)])

    @property
    def pieces(self) -> list[str]:
        """The vocabulary of word pieces, in the order of their numbers."""
        return sorted(vocabulary := self._tokenizer.get_vocab(), key=lambda piece: vocabulary[piece])

    def encode_pieces(self, pieces: Sequence[str]) -> Vectors:
        """Shape (len(pieces), dimension): each word piece alone, as if a text of its own; for making other encoders."""
        number_of = self._tokenizer.get_vocab()
        return self._encode_tokens([[number_of["[CLS]"], number_of[piece], number_of["[SEP]"]] for piece in pieces])

    def _encode_tokens(self, tokens: list[list[int]]) -> Vectors:
        vectors = self._nothing(len(tokens))
        for rows, word_pieces, mask in _batches(tokens):
            vectors[rows] = self._session.run(["vectors"], {"input_ids": word_pieces, "attention_mask": mask})[0]
        return vectors

    def _nothing(self, texts: int) -> Vectors:
        return np.zeros((texts, self._dimension), np.float32)

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        encodings = self._tokenizer.encode_batch_fast([clean(text) for text in texts])
        return [encoding.ids if self._says_something(encoding.ids) else [] for encoding in encodings]

    def _says_something(self, word_pieces: list[int]) -> bool:
        return any(piece != self._unknown for piece in word_pieces[1:-1])


def _batches(
    tokens: list[list[int]],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """Texts of like length together: their rows, word pieces padded with 0, and mask; unreadable texts left out."""
    lengths = np.array([len(pieces) for pieces in tokens], np.int64)
    order = np.argsort(lengths, kind="stable")[int((lengths == 0).sum()) :]
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and _fits(end + 1 - start, int(lengths[order[end]])):
            end += 1
        rows = order[start:end]
        mask = np.arange(lengths[rows[-1]]) < lengths[rows, None]
        word_pieces = np.zeros(mask.shape, np.int64)
        word_pieces[mask] = np.concatenate([tokens[row] for row in rows])
        yield rows, word_pieces, mask.astype(np.int64)
        start = end


def _fits(texts: int, longest: int) -> bool:
    return texts <= LARGEST_BATCH_TEXTS and texts * longest <= LARGEST_BATCH_TOKENS


def _session(model: bytes, threads: int) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads leave the cores to others
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _whole(bundle: Bundle, name: str) -> int:
    value = bundle.manifest.parameters.get(name)
    if not isinstance(value, int):
        raise BundleDamagedError(
            f"{bundle.folder}: expected a whole number {name} in the manifest's parameters, got {value!r}; "
            "make the encoder again: python -m training encoder"
        )
    return value
