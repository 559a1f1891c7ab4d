"""How good is the comment head: below pages it did not learn from, on a platform it never saw, and for whom is it wrong?"""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from matchmaker.bundles import Metric
from matchmaker.scorers.authenticity.comments_praise import praise_features
from training.authenticity.comments_fitting import (
    CommentFitting,
    CommentModel,
    Comments,
    Labels,
    Numbers,
    calibrate,
    fit,
    fit_praise,
    group_folds,
    platt,
    praise_rows,
)
from training.authenticity.comments_generated import SOURCE_NAME
from training.authenticity.comments_languages import languages_of
from training.authenticity.comments_wordings import praise_pattern
from training.authenticity.fairness import wilson
from training.authenticity.figures import DECIDED
from training.authenticity.text_figures import TFIDF, TextCase, tfidf_probability
from training.evaluation import accuracy, metric_row, roc_auc

KNOWN, UNSEEN = "spam/known", "spam/unseen"
FALSE_FLAGS, GENERIC = "spam/false flags", "generic"
SMALLEST_GROUP = 8  # genuine comments of a language below which a ratio says nothing
RULE_WORDS = 4  # the hand rule: praise of at most so many words and nothing else


def held_out_probability(model: CommentModel, fitting: CommentFitting) -> Numbers:
    """Probabilities of the learned comments by models, calibration included, that did not see their group."""
    folds = group_folds(model.learned, fitting.folds)
    probability = np.full(len(model.learned), np.nan)
    for fold in range(fitting.folds):
        others, asked = folds != fold, folds == fold
        scale = platt(model.held_out[others], model.learned.where(others), fitting)
        probability[asked] = scale.probability(model.held_out[asked])
    return probability


def known_cases(model: CommentModel, fitting: CommentFitting) -> Iterator[TextCase]:
    """Each real set below pages (videos) that took no part, other pages of it did; the rival on the same folds."""
    learned, probability = model.learned, held_out_probability(model, fitting)
    folds = group_folds(learned, fitting.folds)
    for name in real_sources(learned):
        own = learned.source == name
        rival = np.full(len(learned), np.nan)
        for fold in range(fitting.folds):
            train, asked = own & (folds != fold), own & (folds == fold)
            rival[asked] = tfidf_probability(learned.text[train], learned.spam[train], learned.text[asked])
        yield TextCase(
            name, KNOWN, learned.spam[own], probability[own], rival[own], f"{TFIDF} of the set", learned.group[own]
        )


def unseen_cases(learned: Comments, asked: Comments, fitting: CommentFitting, seed: int) -> Iterator[TextCase]:
    """Each real set of `asked` by a model that learned every other set of `learned`, generated comments among them.

    The rival learns the other real sets; where there is none, the generated comments.
    """
    for name in real_sources(asked):
        others, own = learned.where(learned.source != name), asked.where(asked.source == name)
        model = calibrate(fit(others, fitting, seed), fitting, seed)
        real = others.source != SOURCE_NAME
        taught = others.where(real) if real.any() else others
        rival = tfidf_probability(taught.text, taught.spam, own.text)
        yield TextCase(name, UNSEEN, own.spam, _spam(model, own), rival, f"{TFIDF} of the other sets", own.group)


def asked_cases(target: str, model: CommentModel, asked: Comments) -> Iterator[TextCase]:
    """Each real set of other comments by a model, beside the rival on the real sets the model learned."""
    real = model.learned.where(model.learned.source != SOURCE_NAME)
    for name in real_sources(asked):
        own = asked.where(asked.source == name)
        rival = tfidf_probability(real.text, real.spam, own.text)
        yield TextCase(name, target, own.spam, _spam(model, own), rival, f"{TFIDF} of the same sets", own.group)


def real_sources(comments: Comments) -> list[str]:
    """The sets by name that people labelled."""
    return [str(name) for name in np.unique(comments.source) if name != SOURCE_NAME]


def false_flag_rows(comments: Comments, probability: Numbers) -> Iterator[Metric]:
    """The share of genuine comments called spam, by set and language, with Wilson's interval, beside all of the set."""
    for name in np.unique(comments.source):
        genuine = (comments.source == name) & ~comments.spam
        flagged = probability[genuine] >= DECIDED
        languages = np.array(_languages(comments.where(genuine), str(name)))
        yield _ratio_row(str(name), "all", flagged, None)
        for language in np.unique(languages):
            rows = languages == language
            if rows.sum() >= SMALLEST_GROUP:
                yield _ratio_row(str(name), str(language), flagged[rows], float(flagged.mean()))


def generic_rows(model: CommentModel, fitting: CommentFitting, seed: int) -> Iterator[Metric]:
    """What can be measured without labels: languages left out of the generated praise, and agreement with a hand rule.

    The rule calls generic what is praise of at most RULE_WORDS words and nothing else. On real comments the share
    called generic is told too: it is no error rate.
    """
    rows = praise_rows(seed, fitting.english_copies, fitting.other_copies)
    for language in np.unique(rows.language):
        own, others = rows.where(rows.language == language), rows.where(rows.language != language)
        odds = np.where(own.praises, fit_praise(others, fitting).scores(own.features), -np.inf)
        target = f"{GENERIC}/{language} left out"
        yield metric_row(SOURCE_NAME, target, "roc_auc", roc_auc, own.is_generic, odds, seed=seed)
    for name in real_sources(model.learned):
        own_comments = model.learned.where(model.learned.source == name)
        said = model.head.score(pl.Series(own_comments.text, dtype=pl.String))["generic_probability"] >= DECIDED
        yield metric_row(
            name,
            f"{GENERIC}/hand rule",
            "agreement_ratio",
            accuracy,
            _by_rule(own_comments),
            said.to_numpy(),
            seed=seed,
        )
        yield metric_row(name, f"{GENERIC}/called", "called_ratio", _mean, said.to_numpy(), seed=seed)


def _by_rule(comments: Comments) -> Labels:
    features = praise_features(comments.read, praise_pattern())
    rule = (
        (features["has_praise"] > 0)
        & (features["other_words"] == 0)
        & (features["words"] <= np.log1p(RULE_WORDS))
        & (features["things"] == 0)
    )
    says: Labels = rule.to_numpy()
    return says


def _spam(model: CommentModel, asked: Comments) -> Numbers:
    return model.head.weights.spam.probability(model.head.raw_spam(asked.read))


def _languages(comments: Comments, source: str) -> Sequence[str]:
    if source == SOURCE_NAME:
        return [group.split("/")[0] for group in comments.group]
    return languages_of(pl.Series(comments.text, dtype=pl.String))


def _ratio_row(source: str, language: str, flagged: Labels, every: float | None) -> Metric:
    low, high = wilson(int(flagged.sum()), len(flagged))
    return Metric(
        set=source,
        target=f"{FALSE_FLAGS}/{language}",
        metric="false_flag_ratio",
        value=float(flagged.mean()),
        low=low,
        high=high,
        rows=len(flagged),
        rival=None if every is None else "all languages of the set",
        rival_value=every,
    )


def _mean(values: Labels) -> float:
    return float(np.mean(values))
