"""The encoders held together on real captions."""

import time

import numpy as np

from benchmarks.topic_matching import local_recipe, measured
from matchmaker.resources import resource_folder
from matchmaker.text.encoder import Encoder
from matchmaker.text.onnx_encoder import OnnxEncoder
from matchmaker.text.sentence_transformers_encoder import SentenceTransformersEncoder
from matchmaker.text.static_encoder import StaticEncoder
from matchmaker.text.vectors import VectorCache
from tests.realdata import real_data
from training.checkout import CHECKOUT
from training.datasets import instagram_influencers_2017, topic_feeds
from training.evaluation import ndcg_at_k, per_query

CAPTIONS = 60


def test_int8_and_torch_agree_on_real_captions() -> None:
    captions = instagram_influencers_2017.read(real_data()).posts["caption"].drop_nulls().head(CAPTIONS * 50)
    some = captions.gather_every(50).to_list()
    int8 = OnnxEncoder.open(resource_folder("models") / "encoder" / "bundle", threads=1).encode(some)
    torch = SentenceTransformersEncoder(max_tokens=128).encode(some)
    cosines = (int8 * torch).sum(axis=1)[int8.any(axis=1)]
    assert len(cosines) > 0.9 * CAPTIONS
    assert np.median(cosines) > 0.99
    assert np.quantile(cosines, 0.01) > 0.97


def test_int8_ranks_topic_feeds_as_well_as_torch_within_1_percent() -> None:
    matching, vectors = topic_feeds.read(real_data()), CHECKOUT / "var" / "vectors"  # embedded once, then kept
    int8 = OnnxEncoder.open(resource_folder("models") / "encoder" / "bundle", threads=1)
    figures = []
    for encoder in (int8, SentenceTransformersEncoder(max_tokens=128)):
        pairs = measured(matching, VectorCache(vectors, encoder), local_recipe()).pairs
        figures.append(per_query(ndcg_at_k, pairs.brief, pairs.grade, pairs.centroid).mean())
    assert abs(figures[0] / figures[1] - 1) < 0.01


def test_the_static_encoder_ranks_topic_feeds_no_worse_than_int8() -> None:
    matching, vectors = topic_feeds.read(real_data()), CHECKOUT / "var" / "vectors"
    int8 = OnnxEncoder.open(resource_folder("models") / "encoder" / "bundle", threads=1)
    ndcg = {}
    for name, encoder in (("int8", VectorCache(vectors, int8)), ("static", static_encoder())):
        pairs = measured(matching, encoder, local_recipe()).pairs
        ndcg[name] = per_query(ndcg_at_k, pairs.brief, pairs.grade, pairs.centroid).mean()
    assert ndcg["static"] > 0.97 * ndcg["int8"]


def test_the_static_encoder_reads_at_least_fifty_times_as_fast_as_int8() -> None:
    captions = instagram_influencers_2017.read(real_data()).posts["caption"].drop_nulls().head(6_000).to_list()
    int8 = OnnxEncoder.open(resource_folder("models") / "encoder" / "bundle", threads=1)
    assert seconds_a_caption(int8, captions[::100]) > 50 * seconds_a_caption(static_encoder(), captions)


def static_encoder() -> StaticEncoder:
    return StaticEncoder.open(resource_folder("models") / "static-encoder" / "bundle")


def seconds_a_caption(encoder: Encoder, captions: list[str]) -> float:
    """Of this process's CPU, so that other work on the machine does not count."""
    encoder.encode(captions[:2])
    before = time.process_time()
    encoder.encode(captions)
    return (time.process_time() - before) / len(captions)
