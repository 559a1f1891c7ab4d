"""The student learns to say of whole texts what its teacher says: vectors of pieces are moved until their sums agree."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.text.encoder import Vectors

SEED = 0


@dataclass(frozen=True)
class Schedule:
    """How long and how fast is learned: `step` is in units of the mean length of a piece's vector."""

    epochs: int = 3
    texts_at_once: int = 256
    step: float = 0.005


def distilled(start: Vectors, texts: Sequence[Sequence[int]], targets: Vectors, schedule: Schedule) -> Vectors:
    """Vectors of pieces, shape of `start`, whose sums over `texts` (rows of pieces) point where `targets` do.

    Minimises 1 - cosine by Adam on the pieces that a batch has; a piece that no text has stays where it started.
    """
    import torch

    torch.manual_seed(SEED)
    size = float(np.linalg.norm(start, axis=1).mean())  # steps are relative to it
    table = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(start / size), freeze=False, mode="sum", sparse=True)
    learner = torch.optim.SparseAdam(list(table.parameters()), lr=schedule.step)
    wanted = torch.from_numpy(targets)
    steps = schedule.epochs * -(-len(texts) // schedule.texts_at_once)
    slower = torch.optim.lr_scheduler.LinearLR(learner, 1.0, 0.01, steps)
    random = np.random.default_rng(SEED)
    for _ in range(schedule.epochs):
        order = random.permutation(len(texts))
        for begin in range(0, len(order), schedule.texts_at_once):
            batch = order[begin : begin + schedule.texts_at_once]
            ends = np.cumsum([0, *(len(texts[row]) for row in batch)])
            rows = torch.from_numpy(np.concatenate([np.asarray(texts[row], np.int64) for row in batch]))
            said = table(rows, torch.from_numpy(ends[:-1]))
            loss = (1 - torch.nn.functional.cosine_similarity(said, wanted[batch])).mean()
            learner.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch's own
            learner.step()  # type: ignore[no-untyped-call]  # torch's own
            slower.step()
    return np.asarray(table.weight.detach().numpy(), np.float32)
