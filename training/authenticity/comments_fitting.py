"""How the comment head is fitted: words, ideas and form in a linear model, the latter two also in small trees.

Every source weighs the same, generated comments included: they bring what no labelled set has, other languages
and kinds of spam, and hold the model to them. Probabilities are calibrated on scores of held-out groups.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from matchmaker.scorers.authenticity.account_heads import Platt
from matchmaker.scorers.authenticity.comments import CommentHead, CommentWeights, Linear
from matchmaker.scorers.authenticity.comments_features import FEATURES, comment_features
from matchmaker.scorers.authenticity.comments_praise import PRAISE_FEATURES, praise_features
from matchmaker.scorers.authenticity.comments_reading import read_comments
from matchmaker.scorers.boosters import TextBooster
from matchmaker.text.word_weights import terms
from training.authenticity.boosting import Trees, boost
from training.authenticity.comments_generated import PRAISE, SOURCE_NAME, generated_comments
from training.authenticity.comments_wordings import concept_patterns, praise_pattern
from training.authenticity.fake_fitting import Frozen

Numbers = NDArray[np.float64]
Labels = NDArray[np.bool_]

FLATTEST = 1e-3  # slope of scores that tell nothing: the order is kept
UNCALIBRATED = Platt(slope=1.0, intercept=0.0)
MOST_ITERATIONS = 3000  # the solver ends long before
DECIMALS = 5  # of weights in the bundle: half the bytes, and no answer moves by more than 1e-4


class BlendedTrees(Trees):
    """Trees of a blend; `weight_ratio` is their share of it."""

    weight_ratio: float


class CommentFitting(Frozen):
    """Everything that decides how the comment head is fitted; explained in the recipe."""

    folds: int
    english_copies: int
    other_copies: int
    generated_weight: float
    rarest_term_count: int
    inverse_penalty: float
    features_scale: float
    praise_inverse_penalty: float
    trees: BlendedTrees


@dataclass(frozen=True)
class Comments:
    """Labelled comments: as written, as read (`read_comments`), FEATURES, whether spam, and group and set of each."""

    text: NDArray[np.object_]
    read: pl.DataFrame
    features: pl.DataFrame
    spam: Labels
    group: NDArray[np.str_]
    source: NDArray[np.str_]

    @classmethod
    def of(cls, labelled: pl.DataFrame) -> Self:
        """From the columns of `labelled_comments`."""
        read = read_comments(labelled["text"].to_list())
        return cls(
            labelled["text"].to_numpy().astype(object),
            read,
            comment_features(read, concept_patterns()),
            labelled["spam"].to_numpy().astype(bool),
            labelled["group"].to_numpy().astype(str),
            labelled["source"].to_numpy().astype(str),
        )

    def __len__(self) -> int:
        return len(self.spam)

    def where(self, mask: Labels) -> Self:
        """The comments of a mask of shape (rows,)."""
        return replace(
            self,
            text=self.text[mask],
            read=self.read.filter(pl.Series(mask)),
            features=self.features.filter(pl.Series(mask)),
            spam=self.spam[mask],
            group=self.group[mask],
            source=self.source[mask],
        )


@dataclass(frozen=True)
class CommentModel:
    """The head and its trees as text, what it learned from, and of each of those comments the raw score of a model
    that did not see its group (NaN before calibration)."""

    head: CommentHead
    trees_text: str
    learned: Comments
    held_out: Numbers


def fit(comments: Comments, fitting: CommentFitting, seed: int) -> CommentModel:
    """The head on all comments, not yet calibrated."""
    head, trees_text = _fit_head(comments, fitting, seed)
    return CommentModel(head, trees_text, comments, np.full(len(comments), np.nan))


def calibrate(model: CommentModel, fitting: CommentFitting, seed: int) -> CommentModel:
    """The head with Platt's two numbers, from scores of its comments by models that did not see their group."""
    held_out = held_out_scores(model.learned, fitting, seed)
    weights = model.head.weights.model_copy(update={"spam": platt(held_out, model.learned, fitting)})
    return replace(model, head=CommentHead.of(weights, model.head.trees), held_out=held_out)


def held_out_scores(comments: Comments, fitting: CommentFitting, seed: int) -> Numbers:
    """Raw scores, shape (rows,), each by a head that was fitted without the comment's fold of groups."""
    folds, raw = group_folds(comments, fitting.folds), np.full(len(comments), np.nan)
    for fold in range(fitting.folds):
        asked = folds == fold
        head, _ = _fit_head(comments.where(~asked), fitting, seed)
        raw[asked] = head.raw_spam(comments.read.filter(pl.Series(asked)))
    return raw


def group_folds(comments: Comments, count: int) -> NDArray[np.int64]:
    """The fold of each comment, groups whole and every source spread over all folds."""
    folds = np.zeros(len(comments), np.int64)
    for source in np.unique(comments.source):
        rows = np.flatnonzero(comments.source == source)
        parts = min(count, len(np.unique(comments.group[rows])))
        if parts < 2:
            continue
        for fold, (_, asked) in enumerate(GroupKFold(parts).split(rows, groups=comments.group[rows])):
            folds[rows[asked]] = fold
    return folds


def platt(raw: Numbers, comments: Comments, fitting: CommentFitting) -> Platt:
    """Slope and intercept that make the labels likeliest, every source of the same weight."""
    fitted = LogisticRegression(C=np.inf).fit(
        raw[:, None], comments.spam, sample_weight=source_weights(comments, fitting)
    )
    return Platt(slope=max(float(fitted.coef_[0, 0]), FLATTEST), intercept=float(fitted.intercept_[0]))


def source_weights(comments: Comments, fitting: CommentFitting) -> Numbers:
    """A weight a comment, mean 1: every source the same sum, the generated one `generated_weight` of it."""
    names, member, sizes = np.unique(comments.source, return_inverse=True, return_counts=True)
    share = np.where(names == SOURCE_NAME, fitting.generated_weight, 1.0) / sizes
    weights: Numbers = share[member] * (len(comments) / share[member].sum())
    return weights


def _fit_head(comments: Comments, fitting: CommentFitting, seed: int) -> tuple[CommentHead, str]:
    weight, features = source_weights(comments, fitting), comments.features
    vectorizer = TfidfVectorizer(analyzer=_terms, sublinear_tf=True, min_df=fitting.rarest_term_count)
    words = vectorizer.fit_transform(comments.read["said"].to_list())
    values = features.to_numpy()
    spread = np.maximum(values.std(axis=0), 1e-6)
    scale = fitting.features_scale / spread
    columns = hstack([words, csr_matrix((values - values.mean(axis=0)) * scale)]).tocsr()
    linear = LogisticRegression(C=fitting.inverse_penalty, max_iter=MOST_ITERATIONS)
    linear.fit(columns, comments.spam, sample_weight=weight)
    coefficients = linear.coef_[0]
    by_term, by_feature = coefficients[: words.shape[1]], coefficients[words.shape[1] :] * scale
    weights = CommentWeights(
        wordings=concept_patterns(),
        terms=tuple(vectorizer.get_feature_names_out()),
        frequencies=_rounded(vectorizer.idf_),
        term_weights=_rounded(by_term),
        features=Linear(
            intercept=float(linear.intercept_[0] - values.mean(axis=0) @ by_feature), weights=_rounded(by_feature)
        ),
        trees_weight=fitting.trees.weight_ratio,
        spam=UNCALIBRATED,
        praise=praise_pattern(),
        generic=fit_praise(praise_rows(seed, fitting.english_copies, fitting.other_copies), fitting),
    )
    trees_text = boost(features.to_numpy(), comments.spam, weight, FEATURES, fitting.trees, seed)
    return CommentHead.of(weights, TextBooster(trees_text, FEATURES)), trees_text


@dataclass(frozen=True)
class PraiseRows:
    """Generated comments for the generic half: praise features of shape (rows, features), label and language."""

    features: Numbers
    is_generic: Labels
    language: NDArray[np.str_]

    def where(self, mask: Labels) -> Self:
        """The rows of a mask of shape (rows,)."""
        return replace(
            self, features=self.features[mask], is_generic=self.is_generic[mask], language=self.language[mask]
        )

    @property
    def praises(self) -> Labels:
        """Which rows hold a word of praise, shape (rows,)."""
        says: Labels = self.features[:, PRAISE_FEATURES.index("has_praise")] > 0
        return says


@cache
def praise_rows(seed: int, english_copies: int, other_copies: int) -> PraiseRows:
    """Read once for all the heads that are fitted with them."""
    generated = generated_comments(seed, english_copies, other_copies)
    return PraiseRows(
        praise_features(read_comments(generated["text"].to_list()), praise_pattern()).to_numpy(),
        (generated["kind"] == PRAISE).to_numpy(),
        generated["language"].to_numpy().astype(str),
    )


def fit_praise(rows: PraiseRows, fitting: CommentFitting) -> Linear:
    """Generic praise against other comments with a word of praise, every language of the same weight."""
    praising = rows.where(rows.praises)
    _, member, sizes = np.unique(praising.language, return_inverse=True, return_counts=True)
    model = LogisticRegression(C=fitting.praise_inverse_penalty, max_iter=MOST_ITERATIONS)
    model.fit(praising.features, praising.is_generic, sample_weight=sizes.mean() / sizes[member])
    return Linear(intercept=float(model.intercept_[0]), weights=_rounded(model.coef_[0]))


def _terms(text: str) -> list[str]:
    return list(terms(text))


def _rounded(values: Numbers) -> tuple[float, ...]:
    return tuple(round(float(value), DECIMALS) for value in values)
