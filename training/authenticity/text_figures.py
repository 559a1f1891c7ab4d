"""Figures of the text heads: the same six measures beside a rival, and reliability plots."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from matchmaker.bundles import Metric
from training.authenticity.figures import judged_rows

Numbers = NDArray[np.float64]
Labels = NDArray[np.bool_]
TFIDF = "TF-IDF and logistic regression"
PLOT_BINS = 10


@dataclass(frozen=True)
class TextCase:
    """One set of texts with what the model and its rival say of them; `group` tells which rows belong together."""

    set: str
    target: str
    positive: Labels
    probability: Numbers
    rival: Numbers
    rival_name: str
    group: NDArray[np.str_]


def tfidf_classifier() -> Pipeline:
    """Words, word pairs and two to five characters, weighted by TF-IDF, in a logistic regression: untuned."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    return make_pipeline(make_union(words, characters), LogisticRegression(C=10, max_iter=1000))


def tfidf_probability(
    texts: NDArray[np.object_], positive: Labels, asked: NDArray[np.object_], seed: int = 0
) -> Numbers:
    """What the untuned classifier of the first texts says of others, shape (asked,)."""
    probability: Numbers = tfidf_classifier().fit(texts, positive).predict_proba(asked)[:, 1]
    return probability


def case_rows(item: TextCase, seed: int) -> list[Metric]:
    """Area under both curves, F1 and accuracy at the calibrated threshold, Brier and ECE, beside the rival.

    Intervals draw whole groups: comments of a page, or sentences of a video, resemble each other.
    """
    return judged_rows(
        *(item.set, item.target, item.positive, item.probability, item.rival_name, item.rival),
        groups=item.group,
        seed=seed,
    )


def reliability_plot(cases: Sequence[TextCase], title: str) -> Figure:
    """Share of positives against mean probability in bins of equal count, one line a set."""
    figure = Figure(figsize=(6, 5))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.5)
    for item in cases:
        parts = np.array_split(np.argsort(item.probability, kind="stable"), PLOT_BINS)
        means = [(item.probability[part].mean(), item.positive[part].mean()) for part in parts if len(part)]
        axes.plot(*zip(*means, strict=True), marker="o", label=f"{item.set} ({item.target})")
    axes.set(xlabel="probability", ylabel="share of positives", title=title)
    axes.legend(fontsize="x-small")
    return figure
