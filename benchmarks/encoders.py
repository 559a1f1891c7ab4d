"""The service's encoders against sentence-transformers in one run: speed, likeness and quality of ranking, by set and language."""

import argparse
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from benchmarks.topic_matching import Scores, local_recipe
from matchmaker.bundles import Metric
from matchmaker.resources import resource_folder
from matchmaker.text.encoder import Encoder, Vectors
from matchmaker.text.onnx_encoder import OnnxEncoder
from matchmaker.text.sentence_transformers_encoder import SentenceTransformersEncoder
from matchmaker.text.static_encoder import StaticEncoder
from matchmaker.text.vectors import VectorCache
from training.checkout import CHECKOUT
from training.datasets import instagram_brand_mentions, instagram_influencers_2017, topic_feeds
from training.datasets.matching import Matching
from training.evaluation import metric_row
from training.topic_fit.examples import Material, TopicExamples
from training.topic_fit.figures import ranking_rows
from training.topic_fit.heads import learn_measure
from training.topic_fit.languages import language_matching, languages
from training.topic_fit.rows import bank

CAPTIONS_SET = "instagram-influencers-2017"
FP32, INT8, STATIC = "sentence-transformers fp32", "int8", "static"
MAX_TOKENS = 128
WARM_UP = 16  # texts before the clock: the first run of a session plans its memory
SHOWN = ("ndcg@10", "map", "auc")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--captions", type=int, default=1000, metavar="N", help="real captions encoded by each")
    parser.add_argument(
        "--static-captions", type=int, default=15_000, metavar="N", help="real captions encoded by the static one"
    )
    parser.add_argument("--threads", type=int, default=1, metavar="N", help="threads of each encoder")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Captions a second of wall clock and of CPU, likeness to fp32, and what the plain centroid ranks with each.

    The static encoder's clock includes cutting words it never met; its loss is that to int8, its teacher.
    """
    import torch

    torch.set_num_threads(arguments.threads)
    encoders = _encoders(arguments.threads)
    rows = _speeds(arguments, encoders)
    cached = {name: _remembered(name, encoder) for name, encoder in encoders.items()}
    for matching, compared in _sets(arguments.data):
        rows += _losses(matching, {name: cached[name] for name in compared})
    return rows


def _encoders(threads: int) -> dict[str, Encoder]:
    models = resource_folder("models")
    return {
        FP32: SentenceTransformersEncoder(MAX_TOKENS),
        INT8: OnnxEncoder.open(models / "encoder" / "bundle", threads),
        STATIC: StaticEncoder.open(models / "static-encoder" / "bundle"),
    }


def _remembered(name: str, encoder: Encoder) -> Encoder:
    return encoder if name == STATIC else VectorCache(CHECKOUT / "var" / "vectors", encoder)


def _sets(data: Path) -> Iterator[tuple[Matching, tuple[str, ...]]]:
    """What is ranked, and by which encoders; the mentions' 15,000 captions would take fp32 ten minutes."""
    yield topic_feeds.read(data), (FP32, INT8, STATIC)
    yield instagram_brand_mentions.read(data), (INT8, STATIC)
    english, *others = languages()
    for texts in (english, *others):
        yield language_matching(texts, english), (FP32, INT8, STATIC)


def _speeds(arguments: argparse.Namespace, encoders: Mapping[str, Encoder]) -> list[Metric]:
    """A second of each, and how alike int8 and fp32 are on the captions both read."""
    captions = _captions(arguments.data, max(arguments.captions, arguments.static_captions))
    some = captions[: arguments.captions]
    fp32, fp32_speed = _timed(encoders[FP32], some)
    int8, int8_speed = _timed(encoders[INT8], some)
    _, static_speed = _timed(encoders[STATIC], captions[: arguments.static_captions])
    readable = int8.any(axis=1)
    cosine = metric_row(CAPTIONS_SET, "int8 to fp32", "cosine_median", _median, (int8 * fp32).sum(axis=1)[readable])
    measured = ((INT8, int8_speed, len(some)), (STATIC, static_speed, arguments.static_captions))
    speeds = [
        Metric(
            set=CAPTIONS_SET,
            target=f"{name}, {arguments.threads} threads",
            metric=metric,
            value=mine,
            rows=rows,
            rival=FP32,
            rival_value=other,
        )
        for name, speed, rows in measured
        for metric, mine, other in zip(
            ("captions_per_second", "captions_per_cpu_second"), speed, fp32_speed, strict=True
        )
    ]
    return [*speeds, cosine]


def _losses(matching: Matching, encoders: Mapping[str, Encoder]) -> list[Metric]:
    """The centroid of each encoder beside that of the one it was made from, as encoded and less the common part."""
    rows: list[Metric] = []
    made_from = {INT8: FP32, STATIC: INT8}
    centroids = {name: _centroids(matching, encoder) for name, encoder in encoders.items()}
    for name, (examples, ours) in centroids.items():
        rival = made_from.get(name)
        if rival in centroids:
            for way, scores in ours.items():
                compared = ranking_rows(f"{way}/{name}", examples.pairs, scores, rival, centroids[rival][1][way])
                rows += [row for row in compared if row.metric in SHOWN]
    return rows


def _centroids(matching: Matching, encoder: Encoder) -> tuple[TopicExamples, dict[str, Scores]]:
    material = Material.encoded(matching, encoder)
    examples = learn_measure([material], encoder.encode(bank()), local_recipe().form).examples(material)
    return examples, {"centroid": examples.pairs.centroid, "centroid less common part": examples.pairs.signals[:, 0]}


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
