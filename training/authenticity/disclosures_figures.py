"""How good is the disclosure head on videos and pins it did not learn from, and on a platform it never saw?"""

from collections.abc import Iterator

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from matchmaker.bundles import Metric
from training.authenticity.disclosures_fitting import (
    DisclosureFitting,
    DisclosureModel,
    Labels,
    Numbers,
    Sentences,
    calibrate,
    fit,
    group_folds,
    platt,
)
from training.authenticity.disclosures_generated import SOURCE_NAME
from training.authenticity.figures import DECIDED
from training.authenticity.text_figures import TFIDF, TextCase
from training.evaluation import accuracy, f1, metric_row

KNOWN, UNSEEN, TYPE = "disclosure/known", "disclosure/unseen", "disclosure/type"
KEYWORDS, KEYWORD_RULE = "keyword rule", r"(?i)affiliate|commission|sponsored|#ad\b|paid partnership"


def known_cases(model: DisclosureModel, fitting: DisclosureFitting) -> Iterator[TextCase]:
    """Each platform on items that took no part, other items of it did; the rival on the same folds."""
    learned, folds = model.learned, group_folds(model.learned, fitting.folds)
    probability, rival = np.full(len(learned), np.nan), np.full(len(learned), np.nan)
    for fold in range(fitting.folds):
        others, asked = folds != fold, folds == fold
        scale = platt(model.held_out[others], learned.where(others), fitting)
        probability[asked] = scale.probability(model.held_out[asked])
    for name in real_sources(learned):
        own = learned.source == name
        for fold in range(fitting.folds):
            train, asked = own & (folds != fold), own & (folds == fold)
            rival[asked] = _rival(learned.where(train), learned.where(asked))
        yield _case(name, KNOWN, learned.where(own), probability[own], rival[own], f"{TFIDF} of the platform")


def unseen_cases(learned: Sentences, asked: Sentences, fitting: DisclosureFitting, seed: int) -> Iterator[TextCase]:
    """Each platform of `asked` by a model that learned every other source of `learned`, generated sentences among them."""
    for name in real_sources(asked):
        others, own = learned.where(learned.source != name), asked.where(asked.source == name)
        model = calibrate(fit(others, fitting, seed), fitting, seed)
        yield _asked_case(name, UNSEEN, model, own)


def asked_cases(target: str, model: DisclosureModel, asked: Sentences) -> Iterator[TextCase]:
    """Each platform of other sentences by a model, beside the rival on what the model learned."""
    for name in real_sources(asked):
        yield _asked_case(name, target, model, asked.where(asked.source == name))


def real_sources(sentences: Sentences) -> list[str]:
    """The platforms of real sentences by name."""
    return [str(name) for name in np.unique(sentences.source) if name != SOURCE_NAME]


def keyword_rows(case: TextCase, texts: Labels, seed: int) -> Metric:
    """F1 at the calibrated threshold beside a rule of keywords on the same sentences."""
    return metric_row(
        case.set,
        case.target,
        "f1",
        f1,
        case.positive,
        case.probability >= DECIDED,
        rival=KEYWORDS,
        rival_value=f1(case.positive, texts),
        groups=case.group,
        seed=seed,
    )


def by_keywords(sentences: Sentences) -> Labels:
    """Which sentences hold a keyword, shape (rows,)."""
    says: Labels = pl.Series(sentences.text, dtype=pl.String).str.contains(KEYWORD_RULE).to_numpy()
    return says


def type_rows(model: DisclosureModel, seed: int) -> Iterator[Metric]:
    """Share of disclosing sentences, of items that took no part, whose type is right; always the commonest as rival."""
    learned = model.learned
    for name in real_sources(learned):
        own = (learned.source == name) & learned.disclosing
        labels = learned.label[own]
        _, sizes = np.unique(labels, return_counts=True)
        yield metric_row(
            name,
            TYPE,
            "accuracy",
            accuracy,
            labels,
            model.held_out_type[own].astype(str),
            rival="always the commonest type",
            rival_value=float(sizes.max() / sizes.sum()),
            groups=learned.group[own],
            seed=seed,
        )


def _asked_case(name: str, target: str, model: DisclosureModel, own: Sentences) -> TextCase:
    real = model.learned.source != SOURCE_NAME
    taught = model.learned.where(real) if real.any() else model.learned
    probability = model.head.weights.platt.probability(model.head.raw_affiliate(own.read))
    return _case(name, target, own, probability, _rival(taught, own), f"{TFIDF} of the same sets")


def _case(name: str, target: str, own: Sentences, probability: Numbers, rival: Numbers, rival_name: str) -> TextCase:
    return TextCase(name, target, own.disclosing, probability, rival, rival_name, own.group)


def _rival(train: Sentences, asked: Sentences) -> Numbers:
    """Words and word pairs alone: characters as well score lower here and take ten times as long."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    model = make_pipeline(words, LogisticRegression(C=10, max_iter=1000)).fit(train.text, train.disclosing)
    probability: Numbers = model.predict_proba(asked.text)[:, 1]
    return probability
