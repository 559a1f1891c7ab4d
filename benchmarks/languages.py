"""How well is topic fit read in each language, by which encoder, and what happens to posts that are not read?"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.topic_matching import learned_of_model
from matchmaker.bundles import Metric, open_bundle
from matchmaker.resources import resource_folder
from matchmaker.scorers.topic_fit.scorer import TopicFit
from matchmaker.text.encoder import Encoder
from training.evaluation import brier, metric_row, ndcg_at_k, per_query, roc_auc
from training.topic_fit.examples import Material, TopicExamples
from training.topic_fit.figures import specialist_rows
from training.topic_fit.heads import Learned
from training.topic_fit.languages import ENGLISH, LanguageTexts, language_matching, languages
from training.topic_fit.spaces import served_encoders

CENTROID = "centroid of the same vectors"
ALL_READ = "all posts read"
Scores = NDArray[np.float64]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--bundle; the posts are the repository's own."""
    shipped = resource_folder("models") / "topic_fit" / "bundle"
    parser.add_argument("--bundle", type=Path, default=shipped, metavar="DIR", help="topic fit; default: as shipped")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Ranking and specialists by language and encoder, briefs in English and in the language; then feeds of two."""
    spaces, known = _spaces(arguments.bundle), languages()
    english = known[0]
    rows: list[Metric] = []
    for name, (learned, encoder) in spaces.items():
        for texts in known:
            rows += _fit_rows(name, learned, Material.encoded(language_matching(texts, english), encoder))
            if texts.language != ENGLISH and name != "fast":
                own = Material.encoded(language_matching(texts, texts), encoder)
                rows += _fit_rows(f"{name}, brief in the language", learned, own)
    learned, encoder = spaces["precise"]
    return rows + [row for texts in known[1:] for row in _half_rows(learned, encoder, texts, english)]


def _spaces(bundle: Path) -> dict[str, tuple[Learned, Encoder]]:
    model = TopicFit.open(open_bundle(bundle))
    encoders = served_encoders()
    pairs: Sequence[tuple[str, TopicFit | None, Encoder | None]] = (
        ("precise", model, encoders.precise),
        ("fast", model.first_pass, encoders.fast),
        ("multilingual", model.multilingual, encoders.multilingual),
    )
    return {name: (learned_of_model(one), encoder) for name, one, encoder in pairs if one and encoder}


def _fit_rows(target: str, learned: Learned, material: Material) -> list[Metric]:
    examples = learned.measure.examples(material)
    rows = _ranked(f"fit/{target}", examples, learned.fit_probability(examples), examples.pairs.centroid, CENTROID)
    return rows + specialist_rows(f"specialism/{target}", examples.feeds, learned.specialism_probability(examples))


def _ranked(target: str, examples: TopicExamples, ours: Scores, theirs: Scores, rival: str) -> list[Metric]:
    pairs = examples.pairs
    ranked = [
        per_query(partial(ndcg_at_k, k=10), pairs.brief, pairs.grade, np.nan_to_num(scores, nan=-1.0))
        for scores in (ours, theirs)
    ]
    auc = partial(roc_auc, pairs.relevant)
    return [
        metric_row(
            str(pairs.set[0]), target, "ndcg@10", np.mean, ranked[0], rival=rival, rival_value=float(ranked[1].mean())
        ),
        metric_row(
            str(pairs.set[0]),
            target,
            "auc",
            roc_auc,
            pairs.relevant,
            np.nan_to_num(ours, nan=-1.0),
            rival=rival,
            rival_value=auc(np.nan_to_num(theirs, nan=-1.0)),
            groups=pairs.brief,
        ),
    ]


def _half_rows(learned: Learned, encoder: Encoder, texts: LanguageTexts, english: LanguageTexts) -> list[Metric]:
    """Feeds in which every second post is English and the others are not: these left out, or read all the same."""
    other, own = (Material.encoded(language_matching(each, english), encoder) for each in (texts, english))
    posts = other.matching.snapshot.posts["post_id"].str.strip_prefix("p").cast(int).to_numpy()
    is_english = (posts % 2 == 0)[:, None]
    read = replace(other, posts=np.where(is_english, own.posts, other.posts).astype(np.float32))
    left_out = replace(other, posts=(own.posts * is_english).astype(np.float32))
    ours, theirs = (learned.measure.examples(each) for each in (left_out, read))
    probabilities = [learned.fit_probability(each) for each in (ours, theirs)]
    rows = _ranked("fit/half left out", ours, probabilities[0], probabilities[1], ALL_READ)
    said, guessed = (_known(ours, each) for each in probabilities)
    rows.append(
        metric_row(
            str(ours.pairs.set[0]),
            "fit/half left out",
            "brier",
            brier,
            ours.pairs.relevant,
            said,
            rival=ALL_READ,
            rival_value=brier(ours.pairs.relevant, guessed),
            groups=ours.pairs.brief,
        )
    )
    special = [learned.specialism_probability(each) for each in (ours, theirs)]
    rows.append(
        metric_row(
            str(ours.pairs.set[0]),
            "specialism/half left out",
            "specialist_auc",
            roc_auc,
            ours.feeds.specialist,
            special[0],
            rival=ALL_READ,
            rival_value=roc_auc(theirs.feeds.specialist, special[1]),
        )
    )
    return rows


def _known(examples: TopicExamples, probability: Scores) -> Scores:
    """Where nothing was read, the share of relevant feeds."""
    return np.where(np.isnan(probability), examples.pairs.relevant.mean(), probability)
