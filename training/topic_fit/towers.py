"""A two-tower network for collaborations: brands and creators in one space, learned with in-batch negatives."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from training.datasets.brand_micro_influencer import Collaborations

HIDDEN, DIMENSION, BATCH, EPOCHS = 256, 128, 256, 30  # the sizes the set's own baseline names
DROPOUT, LEARNING_RATE, WEIGHT_DECAY, FIRST_LOG_SCALE = 0.4, 1e-3, 1e-3, 2.5

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Towers:
    """Both networks, and the spread the inputs are divided by."""

    brand: nn.Module
    creator: nn.Module
    spread: float

    def scores(self, asked: Collaborations) -> Numbers:
        """Cosine of every brand and creator; shape (brands, creators)."""
        with torch.no_grad():
            brands = functional.normalize(
                self.brand.eval()(_inputs(asked.brands.hashtags, asked.brands.topics, self.spread))
            )
            creators = functional.normalize(
                self.creator.eval()(_inputs(asked.creators.hashtags, asked.creators.topics, self.spread))
            )
            return np.asarray((brands @ creators.T).numpy(), np.float64)


def fit_towers(seen: Collaborations, seed: int) -> Towers:
    """By cross-entropy over the batch in both directions (Yi 2019, section 3); other pairs that worked are no negatives."""
    torch.manual_seed(seed)
    spread = float(seen.creators.hashtags.std())
    brands = _inputs(seen.brands.hashtags, seen.brands.topics, spread)
    creators = _inputs(seen.creators.hashtags, seen.creators.topics, spread)
    towers = Towers(_tower(brands.shape[1]), _tower(creators.shape[1]), spread)
    scale = nn.Parameter(torch.tensor(FIRST_LOG_SCALE))
    learned = [*towers.brand.parameters(), *towers.creator.parameters(), scale]
    optimiser = torch.optim.AdamW(learned, lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    of_brand, of_creator = (torch.from_numpy(side) for side in np.nonzero(seen.worked))
    worked = torch.from_numpy(seen.worked)
    for _ in range(EPOCHS):
        for batch in torch.split(torch.randperm(len(of_brand)), BATCH):
            rows, columns = of_brand[batch], of_creator[batch]
            cosines = (
                functional.normalize(towers.brand(brands[rows]))
                @ functional.normalize(towers.creator(creators[columns])).T
            )
            loss = _loss(cosines * scale.exp(), worked[rows][:, columns])
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
    return towers


def _loss(logits: Tensor, worked: Tensor) -> Tensor:
    own = torch.eye(len(logits), dtype=torch.bool)
    masked = logits.masked_fill(worked & ~own, -torch.inf)
    target = torch.arange(len(logits))
    return functional.cross_entropy(masked, target) + functional.cross_entropy(masked.T, target)


def _tower(width: int) -> nn.Module:
    return nn.Sequential(nn.Linear(width, HIDDEN), nn.ReLU(), nn.Dropout(DROPOUT), nn.Linear(HIDDEN, DIMENSION))


def _inputs(hashtags: Numbers, topics: Numbers, spread: float) -> Tensor:
    return torch.from_numpy(np.hstack([hashtags / spread, 3 * np.sqrt(topics)]).astype(np.float32))
