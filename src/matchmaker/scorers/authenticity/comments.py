"""Comments: how likely is one spam or a scam, and how likely is it praise that would fit below anything?

The two are told apart: spam is learned from labelled comments of two platforms and generated ones; for generic
praise no labelled set exists, so that half is learned from generated comments alone.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import model_validator

from matchmaker.bundles import Bundle
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.authenticity.account_heads import Platt
from matchmaker.scorers.authenticity.comments_features import CONCEPTS, FEATURES, comment_features
from matchmaker.scorers.authenticity.comments_praise import PRAISE_FEATURES, praise_features
from matchmaker.scorers.authenticity.comments_reading import read_comments
from matchmaker.scorers.authenticity.numbers import Parameters, Ratio
from matchmaker.scorers.boosters import TextBooster
from matchmaker.text.word_weights import WordWeights

COMMENTS_FILE, COMMENTS_TREES_FILE = "comments.json", "comments.txt"
COMMENT_COLUMNS = ("spam_probability", "generic_probability")


class Linear(Parameters):
    """intercept + sum of weight x feature, the features in the order their module gives."""

    intercept: float
    weights: tuple[float, ...]

    def scores(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shape (rows,) of features of shape (rows, weights)."""
        rows = np.ascontiguousarray(features)  # summed row by row, so that a row's sum knows nothing of the others
        summed: NDArray[np.float64] = (rows * np.array(self.weights)).sum(axis=1)
        return summed + self.intercept


class CommentWeights(Parameters):
    """What goes with the head's trees; content of comments.json.

    Log odds of spam = (1 - `trees_weight`) x linear part (words and features) + `trees_weight` x trees, then Platt.
    `wordings` has a regular expression for each promotional idea, `praise` one for a word of praise.
    """

    wordings: dict[str, str]
    terms: tuple[str, ...]
    frequencies: tuple[float, ...]
    term_weights: tuple[float, ...]
    features: Linear
    trees_weight: Ratio
    spam: Platt
    praise: str
    generic: Linear

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        counts = {len(self.terms), len(self.frequencies), len(self.term_weights)}
        if len(counts) != 1 or set(self.wordings) != set(CONCEPTS):
            raise ValueError(f"expected as many weights as terms, and wordings of {', '.join(CONCEPTS)}")
        if len(self.features.weights) != len(FEATURES) or len(self.generic.weights) != len(PRAISE_FEATURES):
            raise ValueError("expected a weight for each feature")
        return self


@dataclass(frozen=True)
class CommentHead:
    """The head of comments; every comment is judged for itself, whatever is asked with it."""

    weights: CommentWeights
    words: WordWeights
    trees: TextBooster

    @classmethod
    def open(cls, bundle: Bundle) -> Self | None:
        """The head, None where the bundle has none; BundleDamagedError when it does not fit this code."""
        if COMMENTS_FILE not in bundle.contents:
            return None
        try:
            weights = CommentWeights.model_validate_json(bundle.read_bytes(COMMENTS_FILE))
        except ValueError as error:
            raise BundleDamagedError(
                f"{bundle.folder}: {COMMENTS_FILE} does not fit this code ({error}); train it again"
            ) from None
        return cls.of(weights, TextBooster.open(bundle, COMMENTS_TREES_FILE, FEATURES))

    @classmethod
    def of(cls, weights: CommentWeights, trees: TextBooster) -> Self:
        """The head of these weights and trees."""
        words = WordWeights(weights.terms, weights.frequencies, [(weight,) for weight in weights.term_weights])
        return cls(weights, words, trees)

    def score(self, texts: pl.Series) -> pl.DataFrame:
        """COMMENT_COLUMNS, one row a text, in order; null for a null text or one of spaces alone."""
        readable = texts.str.strip_chars().str.len_bytes().fill_null(0) > 0
        distinct = texts.filter(readable).unique(maintain_order=True)
        read = read_comments(distinct.to_list())
        answers = pl.DataFrame(
            {
                "text": distinct,
                "spam_probability": self.weights.spam.probability(self.raw_spam(read)),
                "generic_probability": self._generic(read),
            },
            schema={"text": pl.String, "spam_probability": pl.Float64, "generic_probability": pl.Float64},
        )
        return (
            pl.DataFrame({"text": texts}, schema={"text": pl.String})
            .join(answers, on="text", how="left", maintain_order="left")
            .select(COMMENT_COLUMNS)
        )

    def raw_spam(self, read: pl.DataFrame) -> NDArray[np.float64]:
        """Log odds of spam before calibration, shape (rows,), of texts as `read_comments` gives them."""
        features = comment_features(read, self.weights.wordings)
        linear = self.words.scores(read["said"])[:, 0] + self.weights.features.scores(features.to_numpy())
        share = self.weights.trees_weight
        return (1 - share) * linear + share * self.trees.raw_score(features)

    def _generic(self, read: pl.DataFrame) -> NDArray[np.float64]:
        features = praise_features(read, self.weights.praise)
        probability = 1 / (1 + np.exp(-self.weights.generic.scores(features.to_numpy())))
        # Praise is words: emoji alone, in any number, are no praise that somebody was paid to write.
        return np.where(features["has_praise"].to_numpy() > 0, probability, 0.0)
