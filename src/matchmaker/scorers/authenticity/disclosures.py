"""Disclosures in captions: how likely does one say that it earns, of which type, and does a reader see it at once?

Affiliate disclosures come in free wording and are learned, sentence by sentence. Paid partnerships are told by
the plain words that the rules ask for (`signals.rows.disclosures`), which need no learning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import model_validator

from matchmaker.bundles import Bundle
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.authenticity.account_heads import Platt
from matchmaker.scorers.authenticity.disclosures_reading import (
    IDEAS,
    SENTENCE_FEATURES,
    read_sentences,
    sentence_features,
    sentences,
)
from matchmaker.scorers.authenticity.numbers import OpenRatio, Parameters, Ratio
from matchmaker.scorers.boosters import TextBooster
from matchmaker.signals.rows.disclosures import VISIBLE_CHARACTERS, discloses, discloses_up_front
from matchmaker.text.word_weights import WordWeights

DISCLOSURES_FILE, DISCLOSURES_TREES_FILE = "disclosures.json", "disclosures.txt"
AFFILIATE_TYPES = ("affiliate_link", "affiliate_link_explained", "support_channel")
SPONSORED = "sponsored"
DISCLOSURE_TYPES = (*AFFILIATE_TYPES, SPONSORED)  # the closed set of `disclosure_type`
DISCLOSURE_COLUMNS = pl.Schema(
    {"disclosure_probability": pl.Float64(), "disclosure_type": pl.String(), "disclosure_up_front": pl.Boolean()}
)
_DECIDED = 0.5  # the calibrated probability from which a caption is said to disclose
DENIED = r"(?i)\b(?:not|isn'?t|never|no|nicht|kein\w*|non|no es|não é|pas)\s+(?:an?\s+|been\s+|une?\s+)?(?:sponsored|gesponsert|sponsoris\w+|sponsorizzat\w|patrocinad\w)(?:\s+(?:by|post|von|par|da|por))?"


class TermTable(Parameters):
    """A linear function of terms: for each output one weight a term and an intercept."""

    terms: tuple[str, ...]
    frequencies: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]
    intercepts: tuple[float, ...]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not len(self.terms) == len(self.frequencies) == len(self.weights):
            raise ValueError("expected as many frequencies and weights as terms")
        return self

    def words(self) -> WordWeights:
        """The weights, ready to be asked."""
        return WordWeights(self.terms, self.frequencies, self.weights)


class DisclosureWeights(Parameters):
    """What goes with the head's trees; content of disclosures.json.

    Log odds = (1 - `trees_weight`) x words + `trees_weight` x trees, then Platt; the type is the likeliest of
    AFFILIATE_TYPES. `sponsored_probability` is stated, not learned: plain wording leaves little doubt.
    """

    wordings: dict[str, str]
    affiliate: TermTable
    types: TermTable
    trees_weight: Ratio
    platt: Platt
    sponsored_probability: OpenRatio

    @model_validator(mode="after")
    def _has_all(self) -> Self:
        if set(self.wordings) != set(IDEAS):
            raise ValueError(f"expected wordings of {', '.join(IDEAS)}")
        if len(self.affiliate.intercepts) != 1 or len(self.types.intercepts) != len(AFFILIATE_TYPES):
            raise ValueError(f"expected one affiliate output and one for each of {', '.join(AFFILIATE_TYPES)}")
        return self


@dataclass(frozen=True)
class DisclosureHead:
    """The head of disclosures; every caption is judged for itself."""

    weights: DisclosureWeights
    affiliate: WordWeights
    types: WordWeights
    trees: TextBooster

    @classmethod
    def open(cls, bundle: Bundle) -> Self | None:
        """The head, None where the bundle has none; BundleDamagedError when it does not fit this code."""
        if DISCLOSURES_FILE not in bundle.contents:
            return None
        try:
            weights = DisclosureWeights.model_validate_json(bundle.read_bytes(DISCLOSURES_FILE))
        except ValueError as error:
            raise BundleDamagedError(
                f"{bundle.folder}: {DISCLOSURES_FILE} does not fit this code ({error}); train it again"
            ) from None
        return cls.of(weights, TextBooster.open(bundle, DISCLOSURES_TREES_FILE, SENTENCE_FEATURES))

    @classmethod
    def of(cls, weights: DisclosureWeights, trees: TextBooster) -> Self:
        """The head of these weights and trees."""
        return cls(weights, weights.affiliate.words(), weights.types.words(), trees)

    def score(self, captions: pl.Series) -> pl.DataFrame:
        """DISCLOSURE_COLUMNS, one row a caption, in order; all null for a null caption or one of spaces alone.

        A caption discloses as its likeliest sentence does. `disclosure_type` (one of DISCLOSURE_TYPES) and
        `disclosure_up_front` are null below a probability of one half. Up front: the part shown before "more"
        discloses when read alone, outside a group of hashtags.
        """
        readable = captions.str.strip_chars().str.len_bytes().fill_null(0) > 0
        texts = pl.Series("caption", captions, dtype=pl.String).filter(readable).unique(maintain_order=True)
        whole, visible = self._affiliate(texts), self._affiliate(texts.str.slice(0, VISIBLE_CHARACTERS))
        said = texts.to_frame().select(pl.col("caption").str.replace_all(DENIED, " "))
        paid, paid_first = (
            said.select(rule(pl.col("caption"))).to_series() for rule in (discloses, discloses_up_front)
        )
        sponsored = paid.cast(pl.Float64) * self.weights.sponsored_probability
        probability = pl.select(pl.max_horizontal(sponsored, whole["probability"])).to_series()
        answers = pl.DataFrame(
            {
                "caption": texts,
                "disclosure_probability": probability,
                "disclosure_type": pl.select(
                    pl.when(sponsored >= whole["probability"]).then(pl.lit(SPONSORED)).otherwise(whole["type"])
                ).to_series(),
                "disclosure_up_front": paid_first | (visible["probability"] >= _DECIDED),
            },
            schema={"caption": pl.String, **DISCLOSURE_COLUMNS},
        ).with_columns(
            pl.when(pl.col("disclosure_probability") >= _DECIDED).then(pl.col("disclosure_type", "disclosure_up_front"))
        )
        return (
            pl.DataFrame({"caption": captions}, schema={"caption": pl.String})
            .join(answers, on="caption", how="left", maintain_order="left")
            .select(DISCLOSURE_COLUMNS.names())
        )

    def affiliate_probability(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """For each sentence the probability that it discloses an affiliate link, shape (texts,)."""
        return self.weights.platt.probability(self.raw_affiliate(read_sentences(texts)))

    def raw_affiliate(self, read: pl.DataFrame) -> NDArray[np.float64]:
        """Log odds before calibration, shape (rows,), of sentences as `read_sentences` gives them."""
        words = self.affiliate.scores(read["said"])[:, 0] + self.weights.affiliate.intercepts[0]
        share = self.weights.trees_weight
        return (1 - share) * words + share * self.trees.raw_score(sentence_features(read, self.weights.wordings))

    def affiliate_types(self, read: pl.DataFrame) -> list[str]:
        """The likeliest of AFFILIATE_TYPES of each sentence, shape (rows,), whether or not it discloses."""
        scores = self.types.scores(read["said"]) + np.array(self.weights.types.intercepts)
        return [AFFILIATE_TYPES[likeliest] for likeliest in scores.argmax(axis=1)]

    def _affiliate(self, texts: pl.Series) -> pl.DataFrame:
        """probability and type of each text's likeliest sentence, its first at a tie."""
        parts = [(row, sentence) for row, text in enumerate(texts) for sentence in sentences(text) or [text]]
        read = read_sentences([sentence for _, sentence in parts])
        judged = pl.DataFrame(
            {
                "row": [row for row, _ in parts],
                "probability": self.weights.platt.probability(self.raw_affiliate(read)),
                "type": self.affiliate_types(read),
            },
            schema={"row": pl.Int64, "probability": pl.Float64, "type": pl.String},
        )
        return judged.group_by("row", maintain_order=True).agg(
            pl.col("probability").max(), pl.col("type").get(pl.col("probability").arg_max())
        )
