"""Do the posts cited for a fit bear its topic? Human labels of posts against what each post changes of the fit."""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.topic_matching import add_folders, cached_encoder
from matchmaker.bundles import Metric, open_bundle
from matchmaker.domain.assessment import Numbers, TopicFitAssessment
from matchmaker.domain.brief import Brief
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.evidence import MOST_LOWERING, MOST_RAISING, evidence_posts
from matchmaker.resources import resource_folder
from matchmaker.scorers.topic_fit import TopicFit
from matchmaker.scorers.topic_fit.queries import PartWeights, brief_vectors
from training.datasets import topic_feeds
from training.evaluation import metric_row, roc_auc

_RIVAL = "MiniLM cosine"
_NO_PARTS = PartWeights(0.0, 0.0)  # these briefs are one sentence each
_RELEVANT_GRADE = 1  # feeds with some posts on the topic: elsewhere there is nothing to find


@dataclass(frozen=True)
class _Posts:
    """Posts of feeds relevant to a brief, a row a brief and post; `cited` is 1 raising, -1 lowering, 0 not cited."""

    pair: NDArray[np.str_]
    creator: NDArray[np.str_]
    on_topic: NDArray[np.bool_]
    effect: Numbers
    cosine: Numbers
    cited: NDArray[np.int64]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    add_folders(parser)


def run(arguments: argparse.Namespace) -> list[Metric]:
    """The shipped model on topic-feeds: AUC within feeds, and how much of what is cited either way is on the topic."""
    posts = _posts(arguments.exam or arguments.data)
    creators, ours, theirs = _within(posts)
    rows = [
        metric_row(
            "topic-feeds",
            "evidence/posts of a feed on the brief's topic",
            "auc",
            _mean,
            ours,
            rival=_RIVAL,
            rival_value=_mean(theirs),
            groups=creators,
        )
    ]
    for words, direction, shown in (("raising", 1, MOST_RAISING), ("lowering", -1, MOST_LOWERING)):
        cited = posts.cited == direction
        rows.append(
            metric_row(
                "topic-feeds",
                f"evidence/cited as {words}, {posts.on_topic.mean():.3f} of all",
                "on_topic_ratio",
                _mean,
                posts.on_topic[cited].astype(np.float64),
                rival=f"{shown} {'nearest' if direction > 0 else 'farthest'} by {_RIVAL}",
                rival_value=_mean(posts.on_topic[_first(posts.pair, direction * posts.cosine, shown)]),
                groups=posts.creator[cited],
            )
        )
    return rows


def _posts(data: Path) -> _Posts:
    matching, encoder = topic_feeds.read(data), cached_encoder()
    model = TopicFit.open(open_bundle(resource_folder("models") / "topic_fit" / "bundle"))
    snapshot = matching.snapshot
    vectors = encoder.encode(snapshot.posts["caption"].fill_null("").to_list())
    recent = model.recent_posts(snapshot, vectors)
    labels = topic_feeds.SOURCE.frame(data, "post_id", "date", "text")
    briefs = topic_feeds.SOURCE.frame(data, "brief_id", "brief", "topic").select("brief_id", "topic", "brief")
    parts = []
    for brief_id, topic, words in briefs.iter_rows():
        assessment = model.assess_posts(brief_vectors(Brief(words), encoder, _NO_PARTS), snapshot, recent)
        relevant = matching.relevance.filter((pl.col("brief_id") == brief_id) & (pl.col("grade") >= _RELEVANT_GRADE))
        parts.append(
            snapshot.posts.select("creator_id", "post_id")
            .with_columns(
                pair=pl.format("{}/{}", pl.lit(brief_id), "creator_id"),
                effect=assessment.post_effect,
                cosine=(vectors @ encoder.encode([words])[0]).astype(np.float64),
            )
            .join(relevant.select("creator_id"), on="creator_id", how="semi")
            .join(labels.select("post_id", on_topic=pl.col(topic).cast(pl.Float64) > 0), on="post_id", how="inner")
            .join(_cited(assessment, snapshot), on=["creator_id", "post_id"], how="left")
            .filter(pl.col("effect").is_finite())
        )
    rows = pl.concat(parts).with_columns(pl.col("cited").fill_null(0)).rename({"creator_id": "creator"})
    return _Posts(
        pair=rows["pair"].to_numpy().astype(str),
        creator=rows["creator"].to_numpy().astype(str),
        **{name: rows[name].to_numpy() for name in ("on_topic", "effect", "cosine", "cited")},
    )


def _cited(assessment: TopicFitAssessment, snapshot: Snapshot) -> pl.DataFrame:
    rows = [
        (creator, post["post_id"], 1 if post["effect"] == "raises" else -1)
        for creator, found in evidence_posts(assessment, snapshot).items()
        for post in found
    ]
    return pl.DataFrame(rows, {"creator_id": pl.String, "post_id": pl.String, "cited": pl.Int64}, orient="row")


def _within(posts: _Posts) -> tuple[NDArray[np.str_], Numbers, Numbers]:
    """Creator, and AUC by effect and by cosine, of each brief and feed that has posts of both kinds."""
    creators, ours, theirs = [], [], []
    for pair in np.unique(posts.pair):
        own = posts.pair == pair
        if 0 < posts.on_topic[own].sum() < own.sum():
            creators.append(posts.creator[own][0])
            ours.append(roc_auc(posts.on_topic[own], posts.effect[own]))
            theirs.append(roc_auc(posts.on_topic[own], posts.cosine[own]))
    return np.array(creators), np.array(ours), np.array(theirs)


def _first(pair: NDArray[np.str_], scores: Numbers, shown: int) -> NDArray[np.int64]:
    """The rows of the `shown` highest scores of each pair."""
    place = np.unique(pair, return_inverse=True)[1]
    order = np.lexsort((-scores, place))
    rank = np.arange(len(order)) - np.searchsorted(place[order], place[order])
    return np.asarray(order[rank < shown], np.int64)


def _mean(values: NDArray[np.float64] | NDArray[np.bool_]) -> float:
    return float(np.mean(values))
