"""Which creator would work with which brand? A logistic head on cosines by space, maps learned from brands, and words."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from training.datasets.brand_micro_influencer import Collaborations, Numbers
from training.topic_fit.towers import fit_towers
from training.topic_fit.views import views

FOLDS = 5
RAREST_WORD = 3  # accounts a word must be known of
NEGATIVES = 0.15  # share of the pairs that did not work which the head sees; all pairs that did
PENALTY_INVERSE = 1.0

Scores: TypeAlias = NDArray[np.float64]
SIGNALS = (
    "hashtag_similarity",
    "whitened_hashtag_similarity",
    "topic_affinity",
    "topic_similarity",
    "hashtag_similarity_beyond_neighbours",
    "topic_affinity_beyond_neighbours",
    "mapped_hashtag_similarity",
    "mapped_topic_similarity",
    "creators_of_near_brands_similarity",
    "two_tower_similarity",
    "word_similarity",
    "known_brand_hashtag_similarity",
    "known_brand_topic_similarity",
)


@dataclass(frozen=True)
class CollaborationHead:
    """Coefficients of standardised signals."""

    means: Numbers
    spreads: Numbers
    coefficients: Numbers

    def scores(self, signals: Numbers) -> Scores:
        """Shape (brands, creators), from the answer of `pair_signals`; higher is likelier."""
        return np.asarray((signals - self.means) / self.spreads @ self.coefficients)


def fit_collaborations(seen: Collaborations, seed: int) -> CollaborationHead:
    """On signals of brands left out in turn: a learned signal of a brand that taught it would be trusted too much."""
    rows, labels = [], []
    for asked in brand_folds(len(seen.worked), seed + 1):
        held = seen.of_brands(asked)
        signals = pair_signals(seen.of_brands(~asked), held, seed)
        rows.append(signals.reshape(-1, len(SIGNALS)))
        labels.append(held.worked.ravel())
    signals, worked = np.concatenate(rows), np.concatenate(labels)
    kept = worked | (np.random.default_rng(seed).random(len(worked)) < NEGATIVES)
    means, spreads = signals[kept].mean(axis=0), np.maximum(signals[kept].std(axis=0), 1e-9)
    head = LogisticRegression(C=PENALTY_INVERSE, max_iter=300).fit((signals[kept] - means) / spreads, worked[kept])
    return CollaborationHead(means, spreads, np.asarray(head.coef_[0], np.float64))


def brand_folds(brands: int, seed: int) -> list[NDArray[np.bool_]]:
    """Masks of FOLDS parts of equal size, drawn at random."""
    fold = np.random.default_rng(seed).permutation(brands) % FOLDS
    return [fold == part for part in range(FOLDS)]


def pair_signals(seen: Collaborations, asked: Collaborations, seed: int) -> Numbers:
    """Shape (brands, creators, len(SIGNALS)) of `asked`; means, maps and towers come from `seen` alone."""
    hashtags, whitened, affinity, topics, centred_topics = views(seen, asked)
    columns = [view.similarity for view in (hashtags, whitened, affinity, topics)]
    columns += [view.beyond_neighbours() for view in (hashtags, affinity)]
    columns += [view.mapped(seen, asked) for view in (hashtags, centred_topics)]
    columns += [centred_topics.creators_of_near_brands(seen), fit_towers(seen, seed).scores(asked)]
    columns = [_standard(column) for column in columns]
    columns.append(_word_similarity(seen, asked))
    columns += [view.known_brands(seen, asked) for view in (hashtags, centred_topics)]
    return np.stack(columns, axis=-1)


def _standard(scores: Scores) -> Scores:
    """By brand: how far a creator stands out among the candidates."""
    return np.asarray((scores - scores.mean(axis=1, keepdims=True)) / scores.std(axis=1, keepdims=True))


def _word_similarity(seen: Collaborations, asked: Collaborations) -> Scores:
    """Cosine of TF-IDF over the words of bio, concepts and business category; 0 where none are known."""
    known = [*seen.brands.words, *seen.creators.words]
    weights = TfidfVectorizer(min_df=RAREST_WORD, sublinear_tf=True).fit(known)
    words = [weights.transform(list(side.words)) for side in (asked.brands, asked.creators)]
    return np.asarray((words[0] @ words[1].T).toarray(), np.float64)
