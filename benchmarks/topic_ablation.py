"""What each part of topic fit is worth: from word search to the model, one addition at a time, on unseen rows."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Self, TypeAlias

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from benchmarks.text_search import TextSearch
from benchmarks.topic_matching import Scores, add_folders, cached_encoder, local_recipe, scored, shipped_model
from benchmarks.topic_matching import shipped_first_pass as first_pass
from matchmaker.bundles import Metric
from matchmaker.scorers.topic_fit.pair_signals import FIT_SIGNALS
from matchmaker.text.encoder import Encoder
from matchmaker.text.onnx_encoder import OnnxEncoder
from matchmaker.text.vectors import VectorCache
from training.datasets import topic_feeds
from training.datasets.matching import Matching
from training.evaluation import DRAWS, metric_row, ndcg_at_k, per_query, roc_auc
from training.logistic import fit_head
from training.topic_fit.crossfit import BRIEF_FOLDS, CREATOR_FOLDS, folds
from training.topic_fit.examples import Mask, Material, Pairs
from training.topic_fit.heads import Form, learn_measure
from training.topic_fit.more_signals import MORE_SIGNALS, MoreSignals
from training.topic_fit.projection import Sides, projected
from training.topic_fit.rows import bank
from training.topic_fit.spaces import VECTORS, turn_of

NAMES = (*FIT_SIGNALS, *MORE_SIGNALS)
PLAIN, SHARP, _ = FIT_SIGNALS
MODEL = "the model"
# Small trees that a signal can only raise; untuned, for 14 briefs tune nothing.
TREES = {"objective": "binary", "num_leaves": 7, "learning_rate": 0.05, "min_data_in_leaf": 40, "lambda_l2": 5.0}
ROUNDS = 80
SEED = 0

Numbers: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """Pairs that a head learns from: signals by name, posts a creator, and whether they fit."""

    signals: Numbers
    counts: NDArray[np.int64]
    relevant: NDArray[np.bool_]


Head: TypeAlias = Callable[[Seen, Numbers, NDArray[np.int64]], Numbers]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    add_folders(parser)
    parser.add_argument(
        "--encoder", type=Path, action="append", default=[], metavar="DIR", help="a bundle to compare, e.g. a tuned one"
    )


def run(arguments: argparse.Namespace) -> list[Metric]:
    """A row a step and metric, each beside the step before it; `better_ratio` is the share of draws of briefs it wins."""
    encoder, form = cached_encoder(), local_recipe().form
    matching = topic_feeds.read(arguments.exam or arguments.data)
    material = Material.encoded(matching, encoder)
    search, topics = TextSearch(matching), encoder.encode(bank())
    pairs = learn_measure([material], topics, replace(form, common_parts=False)).examples(material).pairs
    whole, sought = Cells.of(replace(material, asked=None), form, encoder), Cells.of(material, form, encoder)
    turned = Material.encoded(matching, encoder, turn_of(encoder))
    model = Cells.of(turned, form, encoder)
    head = _logistic(form)
    ladder: list[tuple[str, Scores]] = [
        ("BM25", search.bm25()),
        ("TF-IDF", search.tf_idf()),
        ("MiniLM centroid", pairs.centroid),
        ("+ less what all texts share", whole.answers([PLAIN], head)),
        ("+ drawn to topics", whole.answers([PLAIN, SHARP], head)),
        ("+ recency-weighted share on the topic", whole.answers(FIT_SIGNALS, head)),
        ("+ what is sought", sought.answers(FIT_SIGNALS, head)),
        (MODEL, model.answers(FIT_SIGNALS, head)),
    ]
    rows = [row for before, now in zip([None, *ladder], ladder, strict=False) for row in _rows(pairs, now, before)]
    rest = [*_beside(model, head), *_other_encoders(matching, form, arguments.encoder), *_shipped(material)]
    return rows + [row for step in rest for row in _rows(pairs, step, ladder[-1])]


@dataclass(frozen=True)
class Cell:
    """A part of briefs and a part of creators, and what is measured on all pairs without having seen either."""

    asked: Mask
    held: Mask
    signals: Numbers
    counts: NDArray[np.int64]
    relevant: NDArray[np.bool_]
    sides: Sides


@dataclass(frozen=True)
class Cells:
    """All parts of a set: together they answer every pair once."""

    parts: tuple[Cell, ...]

    @classmethod
    def of(cls, material: Material, form: Form, encoder: Encoder) -> Self:
        """Signals by NAMES in each part."""
        more, topics = MoreSignals.of(material, encoder), encoder.encode(bank())
        briefs, creators = len(material.brief_ids), len(material.creator_ids)
        parts = []
        for asked, held in product(folds(briefs, BRIEF_FOLDS), folds(creators, CREATOR_FOLDS)):
            measure = learn_measure([material.where(~asked, ~held)], topics, form)
            pairs = measure.examples(material).pairs
            signals = np.hstack([pairs.signals, more.signals(measure)])
            parts.append(Cell(asked, held, signals, pairs.counts, pairs.relevant, Sides.of(material, measure)))
        return cls(tuple(parts))

    def answers(self, names: Sequence[str], head: Head) -> Scores:
        """Each pair by a head on these signals that saw neither its brief nor its creator; shape (pairs,)."""
        columns = [NAMES.index(name) for name in names]
        answers = np.full(len(self.parts[0].counts), np.nan)
        for cell in self.parts:
            seen, own = _outer(~cell.asked, ~cell.held), _outer(cell.asked, cell.held)
            signals = cell.signals[:, columns]
            taught = Seen(signals[seen], cell.counts[seen], cell.relevant[seen])
            answers[own] = head(taught, signals[own], cell.counts[own])
        return answers

    def two_towers(self) -> Scores:
        """The same by projections of both sides, learned from the pairs seen."""
        answers = np.full(len(self.parts[0].counts), np.nan)
        for cell in self.parts:
            relevant = cell.relevant.reshape(len(cell.asked), len(cell.held))
            own = _outer(cell.asked, cell.held)
            answers[own] = projected(cell.sides, relevant, ~cell.asked, ~cell.held, SEED).ravel()[own]
        return answers


def _beside(model: Cells, head: Head) -> Iterator[tuple[str, Scores]]:
    """Other signals and heads in place of the model's."""
    for name in MORE_SIGNALS:
        yield f"{MODEL} + {name}", model.answers((*FIT_SIGNALS, name), head)
    yield f"{MODEL} + all of these", model.answers(NAMES, head)
    yield "trees on the model's signals", model.answers(FIT_SIGNALS, _trees)
    yield "trees on all signals", model.answers(NAMES, _trees)
    yield "two-tower projection", model.two_towers()


def _other_encoders(matching: Matching, form: Form, folders: Sequence[Path]) -> Iterator[tuple[str, Scores]]:
    for folder in folders:
        encoder = VectorCache(VECTORS, OnnxEncoder.open(folder))
        cells = Cells.of(Material.encoded(matching, encoder), form, encoder)
        yield f"encoder of {folder.parent.name}", cells.answers(FIT_SIGNALS, _logistic(form))


def _shipped(material: Material) -> Iterator[tuple[str, Scores]]:
    yield "shipped", scored(shipped_model(), material).fit
    if found := first_pass():
        yield "shipped, first pass", scored(found[0], Material.encoded(material.matching, found[1])).fit


def _outer(briefs: Mask, creators: Mask) -> Mask:
    return np.outer(briefs, creators).ravel()


def _logistic(form: Form) -> Head:
    def head(seen: Seen, asked: Numbers, counts: NDArray[np.int64]) -> Numbers:
        names = [str(column) for column in range(asked.shape[1])]
        chosen = {"prior_posts": form.prior_posts, "penalty": form.penalty}
        return fit_head(names, seen.signals, seen.counts, seen.relevant, **chosen).probability(asked, counts)

    return head


def _trees(seen: Seen, asked: Numbers, counts: NDArray[np.int64]) -> Numbers:
    rising = {"monotone_constraints": [1] * asked.shape[1], "num_threads": 1, "verbose": -1, "seed": 0}
    table = lgb.Dataset(seen.signals, seen.relevant.astype(np.float64))
    return np.asarray(lgb.train(TREES | rising, table, ROUNDS).predict(asked), np.float64)


def _rows(pairs: Pairs, step: tuple[str, Scores], before: tuple[str, Scores] | None) -> list[Metric]:
    name, scores = step
    briefs = np.unique(pairs.brief, return_inverse=True)[1]
    ndcg = partial(per_query, partial(ndcg_at_k, k=10), briefs, pairs.grade)
    auc = partial(per_query, roc_auc, briefs, pairs.relevant)
    rows = []
    for metric, measure in (("ndcg@10", ndcg), ("auc", auc)):
        rival = None if before is None else float(np.mean(measure(_last(before[1]))))
        ours = measure(_last(scores))
        rows.append(
            metric_row(str(pairs.set[0]), name, metric, np.mean, ours, rival=before and before[0], rival_value=rival)
        )
    if before is not None:
        gain = ndcg(_last(scores)) - ndcg(_last(before[1]))
        draws = np.random.default_rng(0).integers(0, len(gain), (DRAWS, len(gain)))
        better = float((gain[draws].mean(axis=1) > 0).mean())
        rows.append(
            Metric(
                set=str(pairs.set[0]),
                target=name,
                metric="ndcg@10_better_ratio",
                value=better,
                rows=len(gain),
                rival=before[0],
            )
        )
    return rows


def _last(scores: Scores) -> Scores:
    return np.where(np.isnan(scores), np.nanmin(scores) - 1, scores)
