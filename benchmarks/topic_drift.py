"""Is a change of subject told, and is none told where there is none? Composed feeds that switch, and real authors."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.topic_matching import add_folders, cached_encoder
from benchmarks.topic_mix import LABELS
from matchmaker.bundles import Metric
from matchmaker.errors import MatchmakerError
from matchmaker.scorers.topic_fit.drift import Drift, Moved, drifts
from matchmaker.scorers.topic_fit.mix import FeedSubjects, Subjects
from matchmaker.text.encoder import Encoder, Vectors
from training.datasets import instagram_influencers_2017, topic_feeds
from training.evaluation import coverage, mae, metric_row
from training.topic_fit.subjects import learn_subjects
from training.topic_fit.written import EncodedPosts

FEEDS = 400  # of each kind
LENGTHS = (12, 20, 30)
SHARES = (0.5, 0.8, 1.0)  # of the posts before on the one subject, and after on the other; the rest is anything
FEWEST_POSTS = 60  # of a label, to compose feeds of
HALVES = "another subject leads in the newer half"
Rows = NDArray[np.int64]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    add_folders(parser)


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Found changes, false alarms, the distance to the true moment; nothing is learned from either folder."""
    data, encoder = arguments.exam or arguments.data, cached_encoder()
    written = EncodedPosts.of(encoder)
    reader = learn_subjects(written, written.vectors.mean(axis=0))
    return [*_composed(data, encoder, reader), *_authors(data, encoder, reader)]


def _composed(data: Path, encoder: Encoder, reader: Subjects) -> list[Metric]:
    posts = topic_feeds.SOURCE.frame(data, "post_id", "text", *LABELS)
    labels = posts.select(LABELS.keys()).to_numpy().astype(np.bool_)
    vectors, random = encoder.encode(posts["text"].to_list()), np.random.default_rng(0)
    often = np.flatnonzero(labels.sum(axis=0) >= FEWEST_POSTS)
    rows = []
    for length in LENGTHS:
        for share in SHARES:
            pairs = [random.choice(often, 2, replace=False) for _ in range(FEEDS)]
            feeds = [_switching(labels, pair, length, share, random) for pair in pairs]
            shuffled = [random.permutation(feed) for feed in feeds]
            name = f"drift, {length} posts, {share:.0%} on the subject"
            rows += _told(name, read(reader, vectors, feeds), read(reader, vectors, shuffled))
            rows += _exact(name, drifts(read(reader, vectors, feeds)), length, share)
    return rows


def _switching(
    labels: NDArray[np.bool_], subjects: Rows, length: int, share: float, random: np.random.Generator
) -> Rows:
    """Rows of posts, oldest first: half of them mostly on one subject, half on the other."""
    halves = []
    for subject in subjects:
        size = length // 2
        on_it = random.choice(np.flatnonzero(labels[:, subject]), round(share * size), replace=False)
        halves.append(random.permutation(np.concatenate([on_it, random.choice(len(labels), size - len(on_it))])))
    return np.concatenate(halves)


def read(reader: Subjects, vectors: Vectors, feeds: Sequence[Rows]) -> FeedSubjects:
    """Feeds of rows of `vectors`, each oldest first."""
    rows = np.concatenate([feed[::-1] for feed in feeds])
    owner = np.repeat(np.arange(len(feeds)), [len(feed) for feed in feeds])
    return reader.read(vectors[rows]).by_feed(owner, len(feeds))


def _told(target: str, switching: FeedSubjects, steady: FeedSubjects) -> list[Metric]:
    """How many changes are found, and how many where the same posts have no order."""
    return [
        metric_row(
            topic_feeds.SOURCE.name,
            target,
            metric,
            _mean,
            _alarms(drifts(feeds)),
            rival=HALVES,
            rival_value=_mean(_leader_changes(feeds)),
        )
        for metric, feeds in (("found_ratio", switching), ("false_alarm_ratio", steady))
    ]


def _exact(target: str, found: Sequence[Drift | None], length: int, share: float) -> list[Metric]:
    """Of the changes found: posts between the moment told and the true one, and whether its interval holds that."""
    moved = _moved(found)
    if not moved:
        return []
    places = [(each.first, each.latest, each.earliest) for each in moved]  # posts are newest first
    newer, low, high = np.array(places).T % length + 1
    said = np.array([each.ratio for each in moved])
    true, half = np.full(len(moved), share), np.full(len(moved), length // 2)
    name = topic_feeds.SOURCE.name
    return [
        metric_row(name, target, "moment_mae_posts", mae, half, newer),
        metric_row(name, target, "moment_coverage", coverage, half, low, high),
        metric_row(name, target, "moved_ratio_mae", mae, true, said),
    ]


def _authors(data: Path, encoder: Encoder, reader: Subjects) -> list[Metric]:
    """Real authors in their own order, whose subjects may have changed, and in random order, where none can have."""
    try:
        posts = instagram_influencers_2017.read(data).posts.drop_nulls("caption").sort("creator_id", "posted_at")
    except MatchmakerError:
        return []  # the folder has topic-feeds alone
    vectors, random = encoder.encode(posts["caption"].to_list()), np.random.default_rng(0)
    owner = posts["creator_id"].rle_id().to_numpy()
    readable = np.asarray(vectors.any(axis=1), np.bool_)
    feeds = [rows[readable[rows]] for rows in np.split(np.arange(len(owner)), np.flatnonzero(np.diff(owner)) + 1)]
    feeds = [rows for rows in feeds if len(rows)]
    rows = []
    for target, ordered in (("own order", feeds), ("random order", [random.permutation(feed) for feed in feeds])):
        found = read(reader, vectors, ordered)
        asked = np.array([drift is not None for drift in drifts(found)])
        rows.append(
            metric_row(
                instagram_influencers_2017.SOURCE.name,
                f"drift, real authors, {target}",
                "alarm_ratio",
                _mean,
                _alarms(drifts(found))[asked],
                rival=HALVES,
                rival_value=_mean(_leader_changes(found)[asked]),
            )
        )
    return rows


def _alarms(found: Sequence[Drift | None]) -> NDArray[np.float64]:
    return np.array([bool(drift and drift.moved) for drift in found], np.float64)


def _moved(found: Sequence[Drift | None]) -> list[Moved]:
    return [drift.moved for drift in found if drift and drift.moved]


def _leader_changes(feeds: FeedSubjects) -> NDArray[np.float64]:
    """The naive way: does the subject with most posts differ between the newer and the older half?"""
    changes = np.zeros(feeds.creators)
    for creator in range(feeds.creators):
        own = feeds.alone.probability[feeds.owner == creator]
        newer, older = own[: len(own) // 2], own[len(own) // 2 :]
        changes[creator] = bool(len(newer)) and newer.sum(axis=0).argmax() != older.sum(axis=0).argmax()
    return changes


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else float("nan")
