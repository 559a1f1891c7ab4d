"""What reading a brief is worth, on human topic labels: several vectors, what is ruled out, themes, and neighbours.

Nothing here is learned from the labels: the shipped fit, heads taught by the project's own texts, and words, sentences
and neighbours of our own judgement (brief_cases.py).
"""

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.brief_cases import NEIGHBOURS, RULING_OUT, WORDS
from matchmaker.application.brief_reading import understand
from matchmaker.bundles import Metric, open_bundle
from matchmaker.domain.assessment import Numbers, TopicFitAssessment
from matchmaker.domain.brief import Brief
from matchmaker.domain.snapshot import Snapshot
from matchmaker.resources import resource_folder
from matchmaker.scorers.topic_fit.adjacent import adjacent_fit
from matchmaker.scorers.topic_fit.brief_heads import BRIEF_HEADS_FILE, NEAR_SHARE, SHOWN_SHARE, BriefHeads
from matchmaker.scorers.topic_fit.pair_signals import RecentPosts, Step
from matchmaker.scorers.topic_fit.queries import PartWeights, brief_vectors
from matchmaker.scorers.topic_fit.scorer import TopicFit
from matchmaker.scorers.topic_fit.sought import brief_texts
from matchmaker.scorers.topic_fit.themes import theme_fits
from matchmaker.text.encoder import Encoder, Vectors
from training.datasets import topic_feeds
from training.evaluation import brier, ece, metric_row, ndcg_at_k, per_query, roc_auc
from training.topic_fit.brief_heads import asked_cosines, asked_nearness, learn_brief_heads
from training.topic_fit.own_texts import AskedVectors, OwnTexts
from training.topic_fit.spaces import precise_encoder

SET = "topic-feeds"
TOP = 10
RULED_OUT_EACH = 4  # other topics that are ruled out of each brief, one in each wording
WEIGHTS = (0.1, 0.25, 0.5, 1.0)  # of a product or audience beside the subject
SEED = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--data DIR."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")


@dataclass(frozen=True)
class Feeds:
    """Feeds with the topics that people gave their posts: `labels` (posts, topics) along posts.rows, in WORDS' order."""

    snapshot: Snapshot
    posts: RecentPosts
    labels: NDArray[np.bool_]
    model: TopicFit
    encoder: Encoder

    @classmethod
    def read(cls, data: Path) -> "Feeds":
        """Those of topic-feeds, read by the service's encoder and the shipped model."""
        snapshot, encoder = topic_feeds.read(data).snapshot, precise_encoder()
        model = TopicFit.open(open_bundle(resource_folder("models") / "topic_fit" / "bundle"))
        posts = model.recent_posts(snapshot, encoder.encode(snapshot.posts["caption"].to_list()))
        labels = topic_feeds.SOURCE.frame(data, "post_id", "text", *WORDS).unique("post_id")
        named = snapshot.posts.select("post_id").join(labels, on="post_id", how="left", maintain_order="left")
        return cls(snapshot, posts, named.select(*WORDS).to_numpy()[posts.rows] > 0, model, encoder)

    @property
    def step(self) -> Step:
        """When the model has a post on the topic."""
        return Step(self.model.parameters.on_topic_similarity, self.model.parameters.on_topic_width)

    def heads(self, own_texts: OwnTexts) -> BriefHeads:
        """As a training of this model would teach them."""
        return learn_brief_heads(own_texts, self.model.topic_space, self.step, self.encoder.space, SEED)

    def fit(self, vectors: Vectors) -> TopicFitAssessment:
        """Of all feeds to one brief."""
        return self.model.assess_posts(vectors, self.snapshot, self.posts)

    def share(self, label: NDArray[np.bool_]) -> Numbers:
        """Share of the posts of each feed that a mask holds."""
        return self.posts.mean(label.astype(np.float64))


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Rows on briefs in several vectors, on what is ruled out, on themes and on neighbours."""
    feeds = Feeds.read(arguments.data)
    briefs = topic_feeds.SOURCE.frame(arguments.data, "brief_id", "brief", "topic").sort("brief_id")
    texts, topics = briefs["brief"].to_list(), briefs["topic"].to_list()
    return [
        *_vector_rows(feeds, texts, topics),
        *_ruled_out_rows(feeds, texts, topics),
        *_theme_rows(feeds),
        *_neighbour_rows(feeds, texts, topics),
    ]


def _vector_rows(feeds: Feeds, texts: Sequence[str], topics: Sequence[str]) -> list[Metric]:
    """A product that the text names already, and one that only its field names, beside one vector of the whole text."""
    gains = partial(_gains, feeds, topics)
    read = [understand(Brief(text)).brief for text in texts]
    sought = [Brief(brief_texts(text)[-1]) for text in texts]
    whole = gains([feeds.encoder.encode([text]) for text in texts])
    alone = gains([brief_vectors(brief, feeds.encoder, PartWeights(0, 0)) for brief in sought])
    variants = {"several vectors": gains([feeds.encoder.encode(list(brief_texts(text))) for text in texts])}
    rows = [_ndcg_row(f"fit/{name}", found, "one vector", whole) for name, found in variants.items()]
    for weight in WEIGHTS:
        again = gains([_with_product(brief_texts(b.text), b.product, weight, feeds.encoder) for b in read])
        apart = gains(
            [_with_product([s.text], b.product, weight, feeds.encoder) for s, b in zip(sought, read, strict=True)]
        )
        rows.append(
            _ndcg_row(f"fit/product again, weight {weight:g}", again, "several vectors", variants["several vectors"])
        )
        rows.append(_ndcg_row(f"fit/product as a field, weight {weight:g}", apart, "without the field", alone))
    return rows


def _with_product(subject: Sequence[str], product: str | None, weight: float, encoder: Encoder) -> Vectors:
    rows = encoder.encode([*subject, product or ""])
    rows[-1] *= weight * np.linalg.norm(rows[:-1].sum(axis=0))
    return rows


def _ruled_out_rows(feeds: Feeds, texts: Sequence[str], topics: Sequence[str]) -> list[Metric]:
    """Each brief with a sentence that rules another topic out: read, beside the same text compared as it stands."""
    cases = [
        (text, topic, other, f"{text} {wording.format(words=WORDS[other])}")
        for place, (text, topic) in enumerate(zip(texts, topics, strict=True))
        for wording, other in zip(cycle(RULING_OUT), _others(topics, place), strict=False)
    ]
    topics_asked = [topic for _, topic, _, _ in cases]
    asked = {
        "read": [understand(Brief(said)).brief.query for *_, said in cases],
        "as it stands": [said for *_, said in cases],
        "without the sentence": [text for text, *_ in cases],
    }
    vectors = {name: [feeds.encoder.encode(list(brief_texts(text))) for text in said] for name, said in asked.items()}
    gains = {name: _gains(feeds, topics_asked, each) for name, each in vectors.items()}
    labels = [feeds.share(feeds.labels[:, list(WORDS).index(other)]) for _, _, other, _ in cases]
    shares = {name: _shares_at_top(feeds, labels, each) for name, each in vectors.items()}
    groups = [text for text, *_ in cases]  # four cases share a brief
    return [
        metric_row(
            SET, "fit/ruling out", name, _mean, each["read"], rival=rival, rival_value=_mean(each[rival]), groups=groups
        )
        for rival in ("as it stands", "without the sentence")
        for name, each in (("ndcg@10", gains), ("ruled_out_share@10", shares))
    ]


def _others(topics: Sequence[str], place: int) -> list[str]:
    return [topics[(place + 1 + 3 * step) % len(topics)] for step in range(RULED_OUT_EACH)]


def _theme_rows(feeds: Feeds) -> list[Metric]:
    """Does a feed show a theme at all? Beside the words of the theme in its posts, and beside always the base rate."""
    head = feeds.heads(OwnTexts.encoded(feeds.encoder)).theme
    themes = list(WORDS.values())
    fits = theme_fits(themes, feeds.encoder.encode(themes), feeds.posts, feeds.model.topic_space, head)
    captions = feeds.snapshot.posts["caption"].gather(feeds.posts.rows)
    columns = [
        (fit.probability, feeds.share(label) >= SHOWN_SHARE, feeds.share(_says(captions, fit.theme)))
        for fit, label in zip(fits, feeds.labels.T, strict=True)
    ]
    said, shown = (np.concatenate(column) for column in list(zip(*columns, strict=True))[:2])
    creators = np.tile(np.arange(feeds.posts.creators), len(themes))
    aucs, rivals = (np.array([roc_auc(column[1], column[place]) for column in columns]) for place in (0, 2))
    constant = np.full(len(said), shown.mean())
    posts = np.concatenate([fit.post_probability for fit in fits])
    return [
        metric_row(SET, "themes/creators", "auc", _mean, aucs, rival="share of posts with a word of it", rival_value=_mean(rivals)),
        *(
            metric_row(
                SET, "themes/creators", name, statistic, shown, said, rival="base rate",
                rival_value=statistic(shown, constant), groups=creators,
            )
            for name, statistic in (("brier", brier), ("ece", ece))
        ),
        metric_row(SET, "themes/posts", "auc", roc_auc, feeds.labels.T.ravel(), posts, groups=np.tile(feeds.posts.owner, len(themes))),
    ]  # fmt: skip


def _says(captions: pl.Series, theme: str) -> NDArray[np.bool_]:
    words = [word for word in re.findall(r"\w+", theme.lower()) if word != "and"]
    return captions.str.to_lowercase().str.contains("|".join(rf"\b{word.rstrip('s')}" for word in words)).to_numpy()


def _neighbour_rows(feeds: Feeds, texts: Sequence[str], topics: Sequence[str]) -> list[Metric]:
    """Feeds of neighbouring topics, by our judgement, that are not of the brief's: beside the fit and a middling fit."""
    own_texts = OwnTexts.encoded(feeds.encoder)
    contents = dict(feeds.model.bundle.contents) | {BRIEF_HEADS_FILE: feeds.heads(own_texts).model_dump_json().encode()}
    model = replace(feeds.model, bundle=replace(feeds.model.bundle, contents=contents))
    names = list(WORDS)
    cases = []
    for text, topic in zip(texts, topics, strict=True):
        own = feeds.labels[:, names.index(topic)]
        near = feeds.labels[:, [names.index(name) for name in NEIGHBOURS[topic]]].any(axis=1) & ~own
        inside = feeds.share(own) >= NEAR_SHARE
        vectors = feeds.encoder.encode(list(brief_texts(text)))
        primary = feeds.fit(vectors)
        fit = _probability(primary)
        scores = {
            "adjacent": _probability(adjacent_fit(primary, vectors, feeds.posts, model)),
            "fit": fit,
            "nearest to a fit of 0.5": -np.abs(fit - 0.5),
        }
        cases.append(_Neighbours((feeds.share(near) >= NEAR_SHARE) & ~inside, inside, scores))
    return [*_neighbour_figures(cases), _near_posts_row(own_texts.neighbours, feeds)]


@dataclass(frozen=True)
class _Neighbours:
    """Of one brief: which feeds are its neighbours, which are of its topic, and the scores of all, by name."""

    near: NDArray[np.bool_]
    inside: NDArray[np.bool_]
    scores: dict[str, Numbers]

    def among(self, kept: NDArray[np.bool_], statistic: Callable[..., float], name: str) -> float:
        """A figure of the neighbours among some feeds."""
        return statistic(self.near[kept], self.scores[name][kept])


def _neighbour_figures(cases: Sequence[_Neighbours]) -> list[Metric]:
    everybody = [np.ones_like(case.near) for case in cases]
    figures = (
        ("adjacent", "auc", roc_auc, everybody),
        ("adjacent", "ndcg@10", partial(ndcg_at_k, k=TOP), everybody),
        ("adjacent/against the category", "auc", roc_auc, [case.near | case.inside for case in cases]),
        ("adjacent/against far feeds", "auc", roc_auc, [~case.inside for case in cases]),
    )
    rows = []
    for target, metric, statistic, kept in figures:
        each = {
            name: np.array([case.among(own, statistic, name) for case, own in zip(cases, kept, strict=True)])
            for name in cases[0].scores
        }
        rows += [
            metric_row(SET, target, metric, _mean, each["adjacent"], rival=rival, rival_value=_mean(each[rival]))
            for rival in list(each)[1:]
        ]
    return rows


def _near_posts_row(asked: AskedVectors, feeds: Feeds) -> Metric:
    """Our own posts of neighbouring topics against all others; nothing of it is learned."""
    near = asked_nearness(asked, feeds.model.topic_space, feeds.step)
    cosines = asked_cosines(asked, feeds.model.topic_space)
    ours, theirs = (
        np.array([roc_auc(own == 1, scores) for own, scores in zip(asked.relation, each, strict=True)])
        for each in (near, cosines)
    )
    return metric_row("own texts", "adjacent/posts", "auc", _mean, ours, rival="cosine", rival_value=_mean(theirs))


def _gains(feeds: Feeds, topics: Sequence[str], vectors: Sequence[Vectors]) -> Numbers:
    """nDCG@10 of each brief, by grades of the true share of its topic, as the set's protocol has them."""
    names = list(WORDS)
    shares = [feeds.share(feeds.labels[:, names.index(topic)]) for topic in topics]
    return np.array(
        [
            per_query(partial(ndcg_at_k, k=TOP), np.zeros(len(share)), np.digitize(share + 1e-9, (0.18, 0.35, 0.6)), _probability(feeds.fit(rows)))[0]
            for share, rows in zip(shares, vectors, strict=True)
        ]
    )  # fmt: skip


def _shares_at_top(feeds: Feeds, shares: Sequence[Numbers], vectors: Sequence[Vectors]) -> Numbers:
    """Of the ten best of each brief: the mean share of posts on the topic that was ruled out."""
    ranked = (np.argsort(-_probability(feeds.fit(rows)), kind="stable")[:TOP] for rows in vectors)
    return np.array([share[best].mean() for share, best in zip(shares, ranked, strict=True)])


def _ndcg_row(target: str, ours: Numbers, rival: str, theirs: Numbers) -> Metric:
    return metric_row(SET, target, "ndcg@10", _mean, ours, rival=rival, rival_value=_mean(theirs))


def _probability(fit: TopicFitAssessment) -> Numbers:
    return np.asarray(fit.columns["topic_fit_probability"].fill_null(0.0).to_numpy())


def _mean(values: Numbers) -> float:
    return float(np.mean(values))
