"""Figures from rows that neither taught the heads nor chose the form: cross-validation over briefs and creators."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from matchmaker.text.encoder import Vectors
from training.evaluation import ndcg_at_k, per_query
from training.topic_fit.examples import Mask, Material
from training.topic_fit.heads import Form, Learned, learn
from training.topic_fit.written import EncodedPosts

BRIEF_FOLDS, CREATOR_FOLDS, INNER_FOLDS = 5, 4, 3
_TEMPERATURES, _WEIGHTS = (0.03, 0.05, 0.08), (0.25, 0.5, 1.0)

Learner: TypeAlias = Callable[[Sequence[Material], Form], Learned]


@dataclass(frozen=True)
class Crossed:
    """One probability a pair and one a creator, in the order of `Measure.examples`; NaN where nothing is known."""

    fit: NDArray[np.float64]
    specialism: NDArray[np.float64]


def forms(recipe: Form) -> tuple[Form, ...]:
    """The recipe's and its neighbours: how sharply, how strongly, and whether common parts are removed."""
    grid = [replace(recipe, temperature=t, weight=w) for t in _TEMPERATURES for w in _WEIGHTS]
    return (*grid, replace(recipe, common_parts=False))


def cross_fitted(
    material: Material, learner: Learner, choices: Sequence[Form], trial: Learner | None = None
) -> Crossed:
    """Each pair by a model that saw neither its brief nor its creator, in the form that ranks best without both.

    `trial` learns while forms are compared; it may leave out what no ranking needs.
    """
    briefs, creators = len(material.brief_ids), len(material.creator_ids)
    fit, specialism = np.full((briefs, creators), np.nan), np.full((BRIEF_FOLDS, creators), np.nan)
    for number, asked in enumerate(folds(briefs, BRIEF_FOLDS)):
        for held in folds(creators, CREATOR_FOLDS):
            seen = material.where(~asked, ~held)
            learned = learner([seen], choose(seen, trial or learner, choices))
            examples = learned.measure.examples(material.where(asked, held))
            fit[np.ix_(asked, held)] = learned.fit_probability(examples).reshape(asked.sum(), held.sum())
            specialism[number, np.isin(material.creator_ids, examples.feeds.creator)] = learned.specialism_probability(
                examples
            )
    known = ~np.isnan(specialism).all(axis=0)
    return Crossed(fit.ravel(), specialism[:, known].mean(axis=0))


def choose(material: Material, learner: Learner, choices: Sequence[Form]) -> Form:
    """The form with the best mean nDCG@10 on briefs left out in turn; the first of equals."""
    if len(choices) == 1:
        return choices[0]
    return max(choices, key=partial(_left_out, material, learner))


def learn_from_rows(topics: Vectors, written: EncodedPosts | None = None) -> Learner:
    """Heads and common parts from the rows seen."""
    return lambda materials, form: learn(materials, topics, form, written)


def learn_elsewhere(materials: Sequence[Material], topics: Vectors, written: EncodedPosts | None = None) -> Learner:
    """Heads and common parts from other sets, whatever rows are seen: those choose the form alone."""
    known: dict[Form, Learned] = {}

    def learner(_: Sequence[Material], form: Form) -> Learned:
        if form not in known:
            known[form] = learn(materials, topics, form, written)
        return known[form]

    return learner


def _left_out(material: Material, learner: Learner, form: Form) -> float:
    everyone = np.ones(len(material.creator_ids), np.bool_)
    gains = []
    for asked in folds(len(material.brief_ids), INNER_FOLDS):
        learned = learner([material.where(~asked, everyone)], form)
        examples = learned.measure.examples(material.where(asked, everyone))
        scores = np.nan_to_num(learned.fit_probability(examples), nan=-1.0)
        gains.append(per_query(partial(ndcg_at_k, k=10), examples.pairs.brief, examples.pairs.grade, scores))
    return float(np.mean(np.concatenate(gains)))


def folds(rows: int, count: int) -> list[Mask]:
    """Masks of `count` parts of equal size, drawn at random: a set of 14 briefs leaves none empty."""
    fold = np.random.default_rng(0).permutation(rows) % count
    return [fold == part for part in range(count)]
