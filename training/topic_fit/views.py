"""Brands and creators side by side in one space of vectors, and what known collaborations say there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from matchmaker.scorers.topic_fit.space import unit_rows
from training.datasets.brand_micro_influencer import Accounts, Collaborations, Numbers

NEIGHBOURS = 10  # known brands nearest to a creator, whose mean similarity is what the creator has for any brand
RIDGE = 1.0  # on squared coefficients of the map from brands to their creators
KERNEL_WIDTH = 0.1  # in cosine: how near a known brand must be to lend its creators
_Space: TypeAlias = Callable[[Accounts], Numbers]


@dataclass(frozen=True)
class View:
    """Unit vectors in one space: brands and creators asked about, and those whose collaborations are known."""

    brands: Numbers
    creators: Numbers
    seen_brands: Numbers
    seen_creators: Numbers

    @property
    def similarity(self) -> Numbers:
        """Cosine of every brand and creator; shape (brands, creators)."""
        return np.asarray(self.brands @ self.creators.T)

    def beyond_neighbours(self) -> Numbers:
        """Twice the similarity less the creator's mean to its nearest known brands (Conneau 2018, section 2.3, one side)."""
        near = np.sort(self.seen_brands @ self.creators.T, axis=0)[-NEIGHBOURS:].mean(axis=0)
        return np.asarray(2 * self.similarity - near)

    def mapped(self, seen: Collaborations, asked: Collaborations) -> Numbers:
        """Cosine to where a ridge regression on vector and category puts the mean of the brand's creators."""
        categories = np.unique(seen.category)
        known = np.hstack([self.seen_brands, seen.category[:, None] == categories])
        means = self._mean_creators(seen)
        centre = means.mean(axis=0)
        slope = np.linalg.solve(known.T @ known + RIDGE * np.eye(known.shape[1]), known.T @ (means - centre))
        places = np.hstack([self.brands, asked.category[:, None] == categories]) @ slope
        return np.asarray(unit_rows(places) @ unit_rows(self.creators - centre).T)

    def creators_of_near_brands(self, seen: Collaborations) -> Numbers:
        """Cosine to the mean creator of known brands, near ones weighing most."""
        weights = np.exp(self.brands @ self.seen_brands.T / KERNEL_WIDTH)
        return np.asarray(unit_rows(weights @ self._mean_creators(seen)) @ self.creators.T)

    def known_brands(self, seen: Collaborations, asked: Collaborations) -> Numbers:
        """Mean cosine of the brand to the known brands of the creator; 0 for a creator without one."""
        row = {name: number for number, name in enumerate(seen.creators.ids)}
        known = np.zeros((len(seen.worked), len(self.creators)))
        for column, name in enumerate(asked.creators.ids):
            if name in row:
                known[:, column] = seen.worked[:, row[name]]
        return np.asarray(self.brands @ self.seen_brands.T @ known / np.maximum(known.sum(axis=0), 1))

    def _mean_creators(self, seen: Collaborations) -> Numbers:
        return np.asarray(seen.worked @ self.seen_creators / seen.worked.sum(axis=1, keepdims=True))


def views(seen: Collaborations, asked: Collaborations) -> tuple[View, View, View, View, View]:
    """Hashtags centred, hashtags whitened, roots of topic shares (Hellinger), topic shares, roots centred."""
    whiten = _whitening(seen)
    return (
        _centred(lambda rows: rows.hashtags, seen, asked),
        _centred(lambda rows: rows.hashtags, seen, asked, whiten),
        _view(_roots, _roots, seen, asked),
        _view(lambda rows: rows.topics, lambda rows: rows.topics, seen, asked),
        _centred(_roots, seen, asked),
    )


def _unit(rows: Numbers) -> Numbers:
    return np.asarray(unit_rows(rows), np.float64)


def _roots(rows: Accounts) -> Numbers:
    return np.sqrt(rows.topics)


def _centred(space: _Space, seen: Collaborations, asked: Collaborations, turn: Numbers | None = None) -> View:
    """Brands less the mean brand, creators less the mean creator, then turned."""
    means = [space(side).mean(axis=0) for side in (seen.brands, seen.creators)]
    turning = np.eye(len(means[0])) if turn is None else turn
    return _view(
        lambda rows: _unit(space(rows) - means[0]) @ turning,
        lambda rows: _unit(space(rows) - means[1]) @ turning,
        seen,
        asked,
    )


def _view(brands: _Space, creators: _Space, seen: Collaborations, asked: Collaborations) -> View:
    return View(
        _unit(brands(asked.brands)),
        _unit(creators(asked.creators)),
        _unit(brands(seen.brands)),
        _unit(creators(seen.creators)),
    )


def _whitening(seen: Collaborations) -> Numbers:
    """Hashtag directions in which accounts differ most weigh less; ridge of the mean variance."""
    rows = np.vstack([unit_rows(side.hashtags - side.hashtags.mean(axis=0)) for side in (seen.brands, seen.creators)])
    variances, directions = np.linalg.eigh(rows.T @ rows / len(rows))
    return np.asarray(directions * (variances + variances.mean()) ** -0.5 @ directions.T)
