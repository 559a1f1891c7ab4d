"""Tuning the last layers of a sentence model: what lies below is frozen, and read once for every text."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from torch import Tensor, nn
from transformers import BertModel

from training.tuned.pairs import Triples

TOKENS = 64  # of a text while it is tuned; nine of ten captions are shorter
TRIPLES_AT_ONCE = 32  # every other text of a batch is a negative too
READ_AT_ONCE = 64
CLOSED = -1e9  # added to the attention to padding


@dataclass(frozen=True)
class Schedule:
    """How long and how fast; `layers` of the model learn, counted from the last."""

    steps: int
    layers: int = 1
    learning_rate: float = 2e-5  # the usual one for sentence models (Reimers 2019, section 3)
    seed: int = 0


class LastLayers(nn.Module):
    """The layers that learn, behind the states of those that do not; a module of sentence-transformers."""

    def __init__(self, layers: Sequence[nn.Module]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def forward(self, features: dict[str, Tensor]) -> dict[str, Tensor]:
        """`hidden` (texts, tokens, dimension) becomes `token_embeddings`."""
        hidden = features["hidden"]
        mask = (1.0 - features["attention_mask"][:, None, None, :].float()) * CLOSED
        for layer in self.layers:
            said = layer(hidden, attention_mask=mask)
            hidden = said[0] if isinstance(said, tuple) else said
        return {**features, "token_embeddings": hidden}


@dataclass(frozen=True)
class _Read:
    """What the frozen layers say of every text, with its mask; shape (texts, TOKENS, dimension) and (texts, TOKENS)."""

    hidden: Tensor
    mask: Tensor

    def of(self, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> dict[str, Tensor]:
        chosen = torch.from_numpy(rows)
        mask = self.mask[chosen]
        longest = int(mask.sum(dim=1).max())
        return {"hidden": self.hidden[chosen, :longest], "attention_mask": mask[:, :longest]}


def tune(model: SentenceTransformer, triples: Triples, schedule: Schedule, tell: Callable[[int, float], None]) -> None:
    """Change the last layers in place so that texts of a topic come nearer than all others of a batch.

    InfoNCE with the other triples of the batch and one hard negative each (Oord 2018; Henderson 2017). The seed and
    one thread give the same weights again on the same machine. `tell` gets every step and its loss.
    """
    torch.manual_seed(schedule.seed)
    layers = list(_bert(model).encoder.layer)
    learned = nn.ModuleList(layers[-schedule.layers :])
    read = _read(model, len(layers) - schedule.layers, triples.texts)
    head = SentenceTransformer(modules=[LastLayers(list(learned)), model[1]], device="cpu")
    loss = MultipleNegativesRankingLoss(head)
    optimizer = torch.optim.AdamW(learned.parameters(), lr=schedule.learning_rate)
    head.train()
    for step, rows in enumerate(_batches(len(triples.rows), schedule)):
        columns = [read.of(column) for column in triples.rows[rows].T]
        value = loss(columns, torch.empty(0))
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        tell(step + 1, float(value.detach()))
    head.eval()


def weights(model: SentenceTransformer) -> Mapping[str, "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"]:
    """Of the transformer by name, as sentence_graph takes them."""
    return {
        name: value.detach().numpy().astype(np.float32)
        for name, value in _bert(model).state_dict().items()
        if value.dtype.is_floating_point
    }


def _bert(model: SentenceTransformer) -> BertModel:
    """The transformer inside the first module."""
    return cast(BertModel, model[0].model)


def _read(model: SentenceTransformer, frozen: int, texts: Sequence[str]) -> _Read:
    parts = []
    with torch.no_grad():
        for start in range(0, len(texts), READ_AT_ONCE):
            words = model.tokenizer(
                list(texts[start : start + READ_AT_ONCE]),
                padding="max_length",
                truncation=True,
                max_length=TOKENS,
                return_tensors="pt",
            )
            states = _bert(model)(**words, output_hidden_states=True).hidden_states[frozen]
            parts.append((states, words["attention_mask"]))
    return _Read(torch.cat([states for states, _ in parts]), torch.cat([mask for _, mask in parts]))


def _batches(count: int, schedule: Schedule) -> Iterator["np.ndarray[tuple[int], np.dtype[np.int64]]"]:
    random = np.random.default_rng(schedule.seed)
    for _ in range(schedule.steps):
        yield random.choice(count, TRIPLES_AT_ONCE, replace=False)
