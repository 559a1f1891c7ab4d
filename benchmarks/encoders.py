"""The service's int8 encoder against sentence-transformers in one run: speed, likeness and quality of ranking."""

import argparse
import time
from pathlib import Path

import numpy as np

from benchmarks.topic_matching import Scores, local_recipe, measured
from matchmaker.bundles import Metric
from matchmaker.resources import resource_folder
from matchmaker.text.encoder import Encoder, Vectors
from matchmaker.text.onnx_encoder import OnnxEncoder
from matchmaker.text.sentence_transformers_encoder import SentenceTransformersEncoder
from matchmaker.text.vectors import VectorCache
from training.checkout import CHECKOUT
from training.datasets import instagram_influencers_2017, topic_feeds
from training.evaluation import metric_row
from training.topic_fit.figures import ranking_rows

RIVAL = "sentence-transformers fp32"
MAX_TOKENS = 128
WARM_UP = 16  # texts before the clock: the first run of a session plans its memory


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--captions", type=int, default=1000, metavar="N", help="real captions encoded by each")
    parser.add_argument("--threads", type=int, default=1, metavar="N", help="threads of each encoder")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Captions a second of wall clock and of CPU, median cosine, and the centroid's figures on topic-feeds."""
    import torch

    torch.set_num_threads(arguments.threads)
    int8 = OnnxEncoder.open(resource_folder("models") / "encoder" / "bundle", arguments.threads)
    reference = SentenceTransformersEncoder(MAX_TOKENS)
    captions = _captions(arguments.data, arguments.captions)
    ours, our_speed = _timed(int8, captions)
    theirs, their_speed = _timed(reference, captions)
    readable = ours.any(axis=1)
    cosine = metric_row(
        "instagram-influencers-2017", "int8 to fp32", "cosine_median", _median, (ours * theirs).sum(axis=1)[readable]
    )
    speeds = [
        Metric(
            set="instagram-influencers-2017",
            target=f"int8, {arguments.threads} threads",
            metric=metric,
            value=mine,
            rows=len(captions),
            rival=RIVAL,
            rival_value=other,
        )
        for metric, mine, other in zip(
            ("captions_per_second", "captions_per_cpu_second"), our_speed, their_speed, strict=True
        )
    ]
    return [*speeds, cosine, *_ranking(arguments.data, int8, reference)]


def _ranking(data: Path, int8: Encoder, reference: Encoder) -> list[Metric]:
    matching, recipe, vectors = topic_feeds.read(data), local_recipe(), CHECKOUT / "var" / "vectors"
    ours, theirs = (measured(matching, VectorCache(vectors, encoder), recipe).pairs for encoder in (int8, reference))
    rivals: Scores = theirs.centroid
    return ranking_rows("centroid/int8", ours, ours.centroid, RIVAL, rivals)


def _captions(data: Path, count: int) -> list[str]:
    captions = instagram_influencers_2017.read(data).posts["caption"].drop_nulls()
    return captions.sample(min(count, len(captions)), seed=0).to_list()


def _timed(encoder: Encoder, captions: list[str]) -> tuple[Vectors, tuple[float, float]]:
    encoder.encode(captions[:WARM_UP])
    wall, cpu = time.perf_counter(), time.process_time()
    vectors = encoder.encode(captions)
    return vectors, (len(captions) / (time.perf_counter() - wall), len(captions) / (time.process_time() - cpu))


def _median(values: Scores) -> float:
    return float(np.median(values))
