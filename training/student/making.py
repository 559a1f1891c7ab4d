"""From a teacher and texts to the student's bundle."""

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.bundles import Bundle, Manifest, Metric, save_bundle
from matchmaker.text.encoder import Vectors
from matchmaker.text.onnx_encoder import OnnxEncoder
from matchmaker.text.static_encoder import PIECES_FILE, SCALES_FILE, TABLE_FILE
from matchmaker.text.word_pieces import WordPieces
from training.checkout import CHECKOUT, commit
from training.encoder_graph import quantised_rows
from training.student.distillation import SEED, Schedule, distilled
from training.student.vocabulary import Axes, places_of, readable_pieces, start_vectors

NAME = "static-minilm-l6"
DIMENSION = 256
SCHEDULE = Schedule()


def student_vectors(teacher: OnnxEncoder, texts: Sequence[str], said: Vectors) -> tuple[list[str], Vectors]:
    """Pieces and their vectors, shape (pieces, DIMENSION); `said` are the teacher's vectors of `texts`."""
    pieces = readable_pieces(teacher)
    reader = WordPieces(pieces)
    rows = [reader.read(text) for text in texts]
    kept = [row for row, own in enumerate(rows) if own and said[row].any()]
    axes = Axes.of(said[kept], DIMENSION)
    start = start_vectors(teacher.encode_pieces(pieces), axes, places_of(pieces, teacher))
    return pieces, distilled(start, [rows[row] for row in kept], axes.project(said[kept]), SCHEDULE)


def save_student(
    folder: Path,
    pieces: Sequence[str],
    vectors: Vectors,
    sources: Sequence[str],
    metrics: Sequence[Metric],
    now: datetime,
) -> Bundle:
    """Write the bundle of StaticEncoder: vectors as int8 with a scale a piece."""
    table, scales = quantised_rows(vectors)
    manifest = Manifest(
        name=NAME,
        version=f"{now:%Y%m%d}",
        created_at=now.isoformat(timespec="seconds"),
        description="A vector a word piece, distilled from all-MiniLM-L6-v2; a text is the direction of their sum",
        units={"vectors": "unit length; cosine similarity is their dot product"},
        parameters={"dimension": vectors.shape[1], "pooling": "sum"},
        data_sources=tuple(sources),
        commit=commit(CHECKOUT),
        seed=SEED,
        metrics=tuple(metrics),
    )
    files = {
        PIECES_FILE: "".join(f"{piece}\n" for piece in pieces).encode(),
        TABLE_FILE: _npy(table),
        SCALES_FILE: _npy(scales[:, 0]),
    }
    return save_bundle(folder, manifest, files)


def _npy(array: NDArray[Any]) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()
