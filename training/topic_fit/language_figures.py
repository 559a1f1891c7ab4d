"""How well does a model read each language? The same feeds in all of them, judged for the briefs in English."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matchmaker.bundles import Metric
from matchmaker.scorers.topic_fit.languages import LanguageQuality
from training.evaluation import bootstrap, ndcg_at_k, per_query, roc_auc
from training.topic_fit.examples import Material, Pairs
from training.topic_fit.heads import Learned

CHANCE = "chance"


def measured_languages(learned: Learned, materials: Sequence[Material], auc_min: float) -> tuple[LanguageQuality, ...]:
    """One for each set of feeds; a language counts as read from a lower end of the AUC's interval of `auc_min`."""
    return tuple(_measured(learned, material, auc_min) for material in materials)


def language_rows(target: str, languages: Sequence[LanguageQuality]) -> list[Metric]:
    """The AUC of each language as a row of a report."""
    return [
        Metric(
            set=f"own-posts-{each.language}",
            target=target,
            metric="auc",
            value=each.auc,
            low=each.auc_low,
            high=each.auc_high,
            rows=each.posts_count,
            rival=CHANCE,
            rival_value=0.5,
        )
        for each in languages
    ]


def _measured(learned: Learned, material: Material, auc_min: float) -> LanguageQuality:
    pairs, fit = _judged(learned, material)
    auc, low, high = bootstrap(roc_auc, pairs.relevant, fit, groups=pairs.brief)
    ndcg = per_query(partial(ndcg_at_k, k=10), pairs.brief, pairs.grade, fit)
    posts = material.matching.snapshot.posts
    return LanguageQuality(
        language=material.matching.snapshot.creators["language"][0],
        auc=round(auc, 4),
        auc_low=round(low, 4),
        auc_high=round(high, 4),
        ndcg_at_10=round(float(ndcg.mean()), 4),
        posts_count=posts["caption"].n_unique(),
        is_read=low >= auc_min,
    )


def _judged(learned: Learned, material: Material) -> tuple[Pairs, NDArray[np.float64]]:
    """Every brief and feed; a feed that the encoder cannot read at all comes last."""
    examples = learned.measure.examples(material)
    return examples.pairs, np.nan_to_num(learned.fit_probability(examples), nan=-1.0)
