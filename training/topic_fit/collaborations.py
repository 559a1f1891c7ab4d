"""Which creator would work with which brand? A logistic head on cosines by space, maps learned from brands, and words."""

from collections import Counter
from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from training.datasets.brand_micro_influencer import Collaborations, Numbers
from training.topic_fit.bilinear import Words, bilinear_scores
from training.topic_fit.towers import Towers, fit_towers
from training.topic_fit.views import NEIGHBOURS, views

FOLDS = 5
RAREST_WORD = 3  # accounts a word must be known of
NEGATIVES = 0.15  # share of the pairs that did not work which the head sees; all pairs that did
PENALTY_INVERSE = 1.0
NEIGHBOURS_SHARE = 0.3  # of the mean score with the nearest known brands; .5 ranks alike, 1 takes too much off
_NO_WORD = " "  # stands for the vocabulary where nobody says anything; no text holds it

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
    "bilinear_score",
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


@dataclass(frozen=True)
class Known:
    """Collaborations that may be learned from, and what was."""

    seen: Collaborations
    towers: Towers

    @classmethod
    def of(cls, seen: Collaborations, seed: int) -> Self:
        """With towers learned from it."""
        return cls(seen, fit_towers(seen, seed))

    def signals(self, asked: Collaborations) -> Numbers:
        """See `pair_signals`."""
        return pair_signals(self.seen, asked, self.towers)


@dataclass(frozen=True)
class CollaborationModel:
    """A head, all that is known, and what each part of the brands left out would have known."""

    head: CollaborationHead
    known: Known
    parts: tuple[tuple[Known, Collaborations], ...]

    def scores(self, asked: Collaborations) -> Scores:
        """Shape (brands, creators); higher is likelier.

        A creator near to every brand is near to none in particular: a share of the mean score with its nearest known
        brands is taken off, each of them judged as if it were not known (Conneau 2018, section 2.3, one side).
        """
        others = np.concatenate(
            [self.head.scores(known.signals(_between(brands, asked))) for known, brands in self.parts]
        )
        nearest = np.sort(others, axis=0)[-NEIGHBOURS:].mean(axis=0)
        return np.asarray(self.head.scores(self.known.signals(asked)) - NEIGHBOURS_SHARE * nearest)


def fit_collaborations(seen: Collaborations, seed: int) -> CollaborationModel:
    """On signals of brands left out in turn: a learned signal of a brand that taught it would be trusted too much."""
    parts = tuple(
        (Known.of(seen.of_brands(~asked), seed), seen.of_brands(asked))
        for asked in brand_folds(len(seen.worked), seed + 1)
    )
    signals = np.concatenate([known.signals(brands).reshape(-1, len(SIGNALS)) for known, brands in parts])
    worked = np.concatenate([brands.worked.ravel() for _, brands in parts])
    kept = worked | (np.random.default_rng(seed).random(len(worked)) < NEGATIVES)
    means, spreads = signals[kept].mean(axis=0), np.maximum(signals[kept].std(axis=0), 1e-9)
    line = LogisticRegression(C=PENALTY_INVERSE, max_iter=300).fit((signals[kept] - means) / spreads, worked[kept])
    head = CollaborationHead(means, spreads, np.asarray(line.coef_[0], np.float64))
    return CollaborationModel(head, Known.of(seen, seed), parts)


def brand_folds(brands: int, seed: int) -> list[NDArray[np.bool_]]:
    """Masks of FOLDS parts of equal size, drawn at random."""
    fold = np.random.default_rng(seed).permutation(brands) % FOLDS
    return [fold == part for part in range(FOLDS)]


def pair_signals(seen: Collaborations, asked: Collaborations, towers: Towers) -> Numbers:
    """Shape (brands, creators, len(SIGNALS)) of `asked`; means, maps and towers come from `seen` alone."""
    hashtags, whitened, affinity, topics, centred_topics = views(seen, asked)
    seen_words, asked_words = _words(seen, asked)
    columns = [view.similarity for view in (hashtags, whitened, affinity, topics)]
    columns += [view.beyond_neighbours() for view in (hashtags, affinity)]
    columns += [view.mapped(seen, asked) for view in (hashtags, centred_topics)]
    columns += [centred_topics.creators_of_near_brands(seen), towers.scores(asked)]
    columns.append(bilinear_scores((hashtags, centred_topics), seen, asked, seen_words, asked_words))
    columns = [_standard(column) for column in columns]
    columns.append(np.asarray((asked_words[0] @ asked_words[1].T).toarray(), np.float64))
    columns += [view.known_brands(seen, asked) for view in (hashtags, centred_topics)]
    return np.stack(columns, axis=-1)


def _words(seen: Collaborations, asked: Collaborations) -> tuple[Words, Words]:
    """TF-IDF of bio, concepts and business category of brands and creators; rows of zeros where none are known."""
    known = [*seen.brands.words, *seen.creators.words]
    accounts = Counter(word for text in known for word in set(text.lower().split()))
    common = sorted(word for word, count in accounts.items() if count >= RAREST_WORD) or [_NO_WORD]
    weights = TfidfVectorizer(vocabulary=common, token_pattern=r"\S+", sublinear_tf=True).fit(known)
    brands, creators = (
        [csr_array(weights.transform(list(accounts.words))) for accounts in sides]
        for sides in ((seen.brands, asked.brands), (seen.creators, asked.creators))
    )
    return (brands[0], creators[0]), (brands[1], creators[1])


def _between(brands: Collaborations, creators: Collaborations) -> Collaborations:
    """Brands of the one and creators of the other, of whom it is not known who worked with whom."""
    unknown = np.zeros((len(brands.worked), len(creators.creators.ids)), np.bool_)
    return Collaborations(brands.brands, brands.category, creators.creators, unknown)


def _standard(scores: Scores) -> Scores:
    """By brand: how far a creator stands out among the candidates."""
    return np.asarray((scores - scores.mean(axis=1, keepdims=True)) / scores.std(axis=1, keepdims=True))
