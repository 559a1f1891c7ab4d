"""Two towers over frozen vectors: a projection of briefs and one of creators, learned so that who fits comes near."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from matchmaker.scorers.topic_fit.pair_signals import Query, RecentPosts
from matchmaker.scorers.topic_fit.space import unit_rows
from training.topic_fit.examples import Mask, Material, Measure

STEPS, LEARNING_RATE, WEIGHT_DECAY = 60, 1e-3, 0.1
SCALE = 20.0  # of cosines before the softmax, as sentence encoders are trained with

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Sides:
    """One vector a brief and one a creator (the direction of the mean post), in topic space; the creators' may be zeros."""

    briefs: Numbers
    creators: Numbers

    @classmethod
    def of(cls, material: Material, measure: Measure) -> "Sides":
        """As the model sees them."""
        posts = RecentPosts.of(material.matching.snapshot, material.posts, measure.space)
        sums = np.zeros((posts.creators, posts.plain.shape[1]))
        np.add.at(sums, posts.owner, posts.sharp.vectors)
        briefs = np.stack([Query.of(query[None], measure.space).sharp for query in material.queries])
        return cls(briefs.astype(np.float64), np.asarray(unit_rows(sums), np.float64))


def projected(sides: Sides, relevant: Mask, seen_briefs: Mask, seen_creators: Mask, seed: int) -> Numbers:
    """Cosines of all pairs, shape (briefs, creators), after both sides were moved by what the seen pairs teach.

    Each projection is the identity plus a matrix that starts at zero and is pulled back to it; the loss is the
    cross-entropy of a brief over the seen creators, all that fit sharing the target (Yi 2019, section 3).
    """
    torch.manual_seed(seed)
    briefs, creators = (torch.from_numpy(side.astype(np.float32)) for side in (sides.briefs, sides.creators))
    towers = nn.ModuleList(_unmoved(briefs.shape[1]) for _ in range(2))
    target = torch.from_numpy(relevant[np.ix_(seen_briefs, seen_creators)].astype(np.float32))
    target = target / target.sum(dim=1, keepdim=True).clamp(min=1)
    optimizer = torch.optim.AdamW(towers.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    for _ in range(STEPS):
        cosines = _cosines(towers, briefs[seen_briefs], creators[seen_creators])
        loss = -(target * functional.log_softmax(SCALE * cosines, dim=1)).sum(dim=1).mean()
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
    with torch.no_grad():
        return np.asarray(_cosines(towers, briefs, creators).numpy(), np.float64)


def _unmoved(dimension: int) -> nn.Linear:
    tower = nn.Linear(dimension, dimension, bias=False)
    nn.init.zeros_(tower.weight)
    return tower


def _cosines(towers: nn.ModuleList, briefs: Tensor, creators: Tensor) -> Tensor:
    asked, posting = (
        functional.normalize(side + tower(side)) for tower, side in zip(towers, (briefs, creators), strict=True)
    )
    return asked @ posting.T
