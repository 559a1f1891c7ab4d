"""What feeds are said to be about, against human topic labels the reader never saw, beside the nearest centroid."""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.topic_matching import add_folders, cached_encoder
from matchmaker.bundles import Metric
from matchmaker.scorers.topic_fit.space import unit_rows
from matchmaker.text.encoder import Encoder
from training.datasets import topic_feeds
from training.evaluation import accuracy, f1, metric_row
from training.topic_fit.subjects import learn_subjects
from training.topic_fit.written import EncodedPosts

CENTROID = "nearest centroid"
SET = topic_feeds.SOURCE.name
# The set's labels in our words; subjects that no label stands for (pets, home, humour, faith, offers) are mistakes.
LABELS: Mapping[str, tuple[str, ...]] = {
    "arts_&_culture": ("art and books",),
    "business_&_entrepreneurs": ("business and money",),
    "celebrity_&_pop_culture": ("celebrities",),
    "diaries_&_daily_life": ("daily life",),
    "family": ("family",),
    "fashion_&_style": ("fashion", "beauty"),
    "film_tv_&_video": ("film and television",),
    "fitness_&_health": ("fitness and health",),
    "food_&_dining": ("food and drink",),
    "gaming": ("video games",),
    "learning_&_educational": ("learning",),
    "music": ("music",),
    "news_&_social_concern": ("news and society",),
    "other_hobbies": ("hobbies and crafts",),
    "relationships": ("love and friends",),
    "science_&_technology": ("technology and science",),
    "sports": ("sports",),
    "travel_&_adventure": ("travel and outdoors",),
    "youth_&_student_life": ("student life",),
}
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class LabelledFeeds:
    """Posts of feeds, newest first: `labels` has shape (posts, len(LABELS)), a post of several counts for all."""

    texts: tuple[str, ...]
    owner: NDArray[np.int64]
    creators: int
    labels: NDArray[np.bool_]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    add_folders(parser)


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Posts and shares by feed; nothing is learned from --data, so that with --exam the other folder alone is read."""
    feeds, encoder = labelled_feeds(arguments.exam or arguments.data), cached_encoder()
    vectors = encoder.encode(feeds.texts)
    written = EncodedPosts.of(encoder)
    reader = learn_subjects(written, written.vectors.mean(axis=0))
    alone = reader.read(vectors)
    in_feed = alone.by_feed(feeds.owner, feeds.creators)
    said = {"mix": in_feed.probability, "mix, posts alone": alone.probability}
    rival = _in_labels(centroids(written, encoder, feeds), reader.words.names)
    return [
        row
        for target, probability in said.items()
        for row in _rows(target, feeds, _in_labels(probability, reader.words.names), rival)
    ]


def labelled_feeds(data: Path) -> LabelledFeeds:
    """The feeds of topic-feeds with the labels of their posts."""
    snapshot = topic_feeds.read(data).snapshot
    labels = topic_feeds.SOURCE.frame(data, "post_id", "text", *LABELS).select("post_id", *LABELS)
    posts = snapshot.posts.select("creator_id", "post_id", "caption").join(
        labels, on="post_id", how="left", maintain_order="left"
    )
    order = snapshot.creators.select("creator_id").with_row_index("owner")
    owner = posts.select("creator_id").join(order, on="creator_id", how="left", maintain_order="left")["owner"]
    return LabelledFeeds(
        tuple(posts["caption"].fill_null("")),
        owner.cast(pl.Int64).to_numpy(),
        order.height,
        posts.select(LABELS.keys()).to_numpy().astype(np.bool_),
    )


def centroids(written: EncodedPosts, encoder: Encoder, feeds: LabelledFeeds) -> Numbers:
    """One for the subject whose written posts' mean is nearest, 0 for the others; shape (posts, subjects)."""
    means = unit_rows(written.written.parts.T @ written.vectors)
    nearest = (encoder.encode(feeds.texts) @ means.T).argmax(axis=1)
    return np.asarray(np.eye(len(means))[nearest], np.float64)


def _in_labels(probability: Numbers, names: tuple[str, ...]) -> Numbers:
    """By label; shape (posts, len(LABELS)), rows sum to 1 less what no label stands for."""
    return np.column_stack(
        [probability[:, [names.index(subject) for subject in subjects]].sum(axis=1) for subjects in LABELS.values()]
    )


def _rows(target: str, feeds: LabelledFeeds, said: Numbers, rival: Numbers) -> list[Metric]:
    """Intervals draw whole feeds; posts of several labels are right with any, their share is divided among all."""
    own, other = (_first(each) for each in (said, rival))
    truth = _shares(feeds, feeds.labels / feeds.labels.sum(axis=1, keepdims=True))
    errors = [np.abs(_shares(feeds, each) - truth).mean(axis=1) for each in (said, rival)]
    right = [(feeds.labels & each).any(axis=1) for each in (own, other)]
    everyone = np.ones(len(own), np.bool_)
    known = partial(metric_row, SET, target, rival=CENTROID)
    return [
        known("accuracy", accuracy, everyone, right[0], rival_value=accuracy(everyone, right[1]), groups=feeds.owner),
        known("macro_f1", _macro_f1, feeds.labels, own, rival_value=_macro_f1(feeds.labels, other), groups=feeds.owner),
        known("share_mae", _mean, errors[0], rival_value=_mean(errors[1])),
    ]


def _first(said: Numbers) -> NDArray[np.bool_]:
    """The likeliest label of each post; none where no label has anything."""
    return np.asarray((said == said.max(axis=1, keepdims=True)) & (said > 0), np.bool_)


def _shares(feeds: LabelledFeeds, parts: Numbers) -> Numbers:
    """Mean of the posts of each feed; shape (creators, labels)."""
    sums = np.zeros((feeds.creators, parts.shape[1]))
    np.add.at(sums, feeds.owner, parts)
    return np.asarray(sums / np.bincount(feeds.owner, minlength=feeds.creators)[:, None])


def _macro_f1(labels: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """Mean over labels, each of a post's labels a positive although only one can be said."""
    return float(np.nanmean([f1(labels[:, column], said[:, column]) for column in range(labels.shape[1])]))


def _mean(values: Numbers) -> float:
    return float(values.mean())
