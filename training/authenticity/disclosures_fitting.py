"""How the disclosure head is fitted: words in a linear model, ideas in small trees, the type from the words."""

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from matchmaker.scorers.authenticity.account_heads import Platt
from matchmaker.scorers.authenticity.disclosures import AFFILIATE_TYPES, DisclosureHead, DisclosureWeights, TermTable
from matchmaker.scorers.authenticity.disclosures_reading import SENTENCE_FEATURES, read_sentences, sentence_features
from matchmaker.scorers.boosters import TextBooster
from matchmaker.text.confusables import fold
from matchmaker.text.word_weights import terms
from training.authenticity.boosting import boost
from training.authenticity.comments_fitting import BlendedTrees
from training.authenticity.disclosures_generated import SOURCE_NAME
from training.authenticity.fake_fitting import Frozen
from training.datasets.affiliate_disclosures_2018 import NONE

Numbers = NDArray[np.float64]
Labels = NDArray[np.bool_]

WORDINGS = Path(__file__).with_name("disclosures_wordings.toml")
FLATTEST = 1e-3  # slope of scores that tell nothing: the order is kept
UNCALIBRATED = Platt(slope=1.0, intercept=0.0)
MOST_ITERATIONS = 3000  # the solver ends long before
DECIMALS = 5  # of weights in the bundle: no answer moves by more than 1e-4
_UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")  # scripts matched anywhere, for want of spaces


class DisclosureFitting(Frozen):
    """Everything that decides how the disclosure head is fitted; explained in the recipe."""

    folds: int
    copies: int
    weights: dict[str, float]
    base_ratio: float
    rarest_term_count: int
    inverse_penalty: float
    sponsored_probability: float
    trees: BlendedTrees


@dataclass(frozen=True)
class Sentences:
    """Labelled sentences: as written, as read, SENTENCE_FEATURES, type, and the item and set of each."""

    text: NDArray[np.object_]
    read: pl.DataFrame
    features: pl.DataFrame
    label: NDArray[np.str_]
    group: NDArray[np.str_]
    source: NDArray[np.str_]

    @classmethod
    def of(cls, labelled: pl.DataFrame) -> Self:
        """From the columns of the reader."""
        read = read_sentences(labelled["text"].to_list())
        return cls(
            labelled["text"].to_numpy().astype(object),
            read,
            sentence_features(read, idea_patterns()),
            *(labelled[name].to_numpy().astype(str) for name in ("label", "group", "source")),
        )

    def __len__(self) -> int:
        return len(self.label)

    @property
    def disclosing(self) -> Labels:
        """Which sentences disclose an affiliate link, shape (rows,)."""
        says: Labels = self.label != NONE
        return says

    def where(self, mask: Labels) -> Self:
        """The sentences of a mask of shape (rows,)."""
        rows = pl.Series(mask)
        return replace(
            self,
            text=self.text[mask],
            read=self.read.filter(rows),
            features=self.features.filter(rows),
            label=self.label[mask],
            group=self.group[mask],
            source=self.source[mask],
        )


@dataclass(frozen=True)
class DisclosureModel:
    """The head and its trees as text, what it learned from, and what models that did not see its item say of each of
    those sentences: raw score (NaN before calibration) and type, shape (rows,)."""

    head: DisclosureHead
    trees_text: str
    learned: Sentences
    held_out: Numbers
    held_out_type: NDArray[np.object_]


def fit(learned: Sentences, fitting: DisclosureFitting, seed: int) -> DisclosureModel:
    """The head on all sentences, not yet calibrated."""
    head, trees_text = _fit_head(learned, fitting, seed)
    return DisclosureModel(
        head, trees_text, learned, np.full(len(learned), np.nan), np.full(len(learned), NONE, dtype=np.object_)
    )


def calibrate(model: DisclosureModel, fitting: DisclosureFitting, seed: int) -> DisclosureModel:
    """The head with Platt's two numbers, from scores of its sentences by models that did not see their item."""
    learned, held_out, types = model.learned, model.held_out.copy(), model.held_out_type.copy()
    folds = group_folds(learned, fitting.folds)
    for fold_number in range(fitting.folds):
        asked = folds == fold_number
        head, _ = _fit_head(learned.where(~asked), fitting, seed)
        read = learned.read.filter(pl.Series(asked))
        held_out[asked], types[asked] = head.raw_affiliate(read), head.affiliate_types(read)
    weights = model.head.weights.model_copy(update={"platt": platt(held_out, learned, fitting)})
    return replace(model, head=DisclosureHead.of(weights, model.head.trees), held_out=held_out, held_out_type=types)


def group_folds(learned: Sentences, count: int) -> NDArray[np.int64]:
    """The fold of each sentence, items whole and every source spread over all folds."""
    folds = np.zeros(len(learned), np.int64)
    for source in np.unique(learned.source):
        rows = np.flatnonzero(learned.source == source)
        for fold_number, (_, asked) in enumerate(GroupKFold(count).split(rows, groups=learned.group[rows])):
            folds[rows[asked]] = fold_number
    return folds


def platt(raw: Numbers, learned: Sentences, fitting: DisclosureFitting) -> Platt:
    """Slope and intercept that make the labels likeliest: of real sentences, or of generated ones at `base_ratio`."""
    real = learned.source != SOURCE_NAME
    rows = real if real.any() else ~real
    weight = np.ones(len(learned)) if real.any() else _at_base_ratio(learned, fitting.base_ratio)
    fitted = LogisticRegression(C=np.inf).fit(raw[rows, None], learned.disclosing[rows], sample_weight=weight[rows])
    return Platt(slope=max(float(fitted.coef_[0, 0]), FLATTEST), intercept=float(fitted.intercept_[0]))


def row_weights(learned: Sentences, fitting: DisclosureFitting) -> Numbers:
    """A weight a sentence: its source's, against that of the heaviest source there is."""
    names, member = np.unique(learned.source, return_inverse=True)
    weights = np.array([fitting.weights.get(str(name), 1.0) for name in names])
    shares: Numbers = (weights / weights.max())[member]
    return shares


@cache
def idea_patterns() -> dict[str, str]:
    """A regular expression for each idea, over sentences as they are read."""
    ideas: dict[str, list[str]] = tomllib.loads(WORDINGS.read_text())["ideas"]
    return {name: _pattern([fold(wording) for wording in wordings]) for name, wordings in ideas.items()}


def _pattern(wordings: list[str]) -> str:
    spaced = [wording for wording in wordings if not _UNSPACED.search(wording)]
    return "|".join([rf"\b(?:{'|'.join(spaced)})\b", *(word for word in wordings if _UNSPACED.search(word))])


def _fit_head(learned: Sentences, fitting: DisclosureFitting, seed: int) -> tuple[DisclosureHead, str]:
    weight = row_weights(learned, fitting)
    rows, names = learned.features.to_numpy(), SENTENCE_FEATURES
    trees_text = boost(rows, learned.disclosing, weight, names, fitting.trees, seed)
    weights = DisclosureWeights(
        wordings=idea_patterns(),
        affiliate=_term_table(learned, learned.disclosing, weight, fitting),
        types=_type_table(learned.where(learned.disclosing), fitting),
        trees_weight=fitting.trees.weight_ratio,
        platt=UNCALIBRATED,
        sponsored_probability=fitting.sponsored_probability,
    )
    return DisclosureHead.of(weights, TextBooster(trees_text, SENTENCE_FEATURES)), trees_text


def _term_table(
    learned: Sentences, labels: NDArray[np.bool_], weight: Numbers, fitting: DisclosureFitting
) -> TermTable:
    vectorizer = TfidfVectorizer(analyzer=_terms, sublinear_tf=True, min_df=fitting.rarest_term_count)
    words = vectorizer.fit_transform(learned.read["said"].to_list())
    # This solver holds the intercept back too: one sentence in two hundred discloses, and it ranked them better.
    model = LogisticRegression(C=fitting.inverse_penalty, max_iter=MOST_ITERATIONS, solver="liblinear")
    model.fit(words, labels, sample_weight=weight)
    return _table(vectorizer, model.coef_, model.intercept_)


def _type_table(disclosing: Sentences, fitting: DisclosureFitting) -> TermTable:
    """One against the rest for each of AFFILIATE_TYPES; a type without a sentence is never the likeliest."""
    vectorizer = TfidfVectorizer(analyzer=_terms, sublinear_tf=True)
    words = vectorizer.fit_transform(disclosing.read["said"].to_list())
    weights, intercepts = np.zeros((len(AFFILIATE_TYPES), words.shape[1])), np.full(len(AFFILIATE_TYPES), -1e3)
    for row, name in enumerate(AFFILIATE_TYPES):
        is_type = disclosing.label == name
        if is_type.any() and not is_type.all():
            balanced = LogisticRegression(C=fitting.inverse_penalty, max_iter=MOST_ITERATIONS, class_weight="balanced")
            balanced.fit(words, is_type)
            weights[row], intercepts[row] = balanced.coef_[0], balanced.intercept_[0]
    return _table(vectorizer, weights, intercepts)


def _table(vectorizer: TfidfVectorizer, coefficients: Numbers, intercepts: Numbers) -> TermTable:
    return TermTable(
        terms=tuple(vectorizer.get_feature_names_out()),
        frequencies=tuple(round(float(value), DECIMALS) for value in vectorizer.idf_),
        weights=tuple(tuple(round(float(value), DECIMALS) for value in row) for row in coefficients.T),
        intercepts=tuple(map(float, intercepts)),
    )


def _at_base_ratio(learned: Sentences, ratio: float) -> Numbers:
    share = learned.disclosing.mean()
    weights: Numbers = np.where(learned.disclosing, ratio / share, (1 - ratio) / (1 - share))
    return weights


def _terms(text: str) -> list[str]:
    return list(terms(text))
