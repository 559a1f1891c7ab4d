"""What a creator posts about, as answers say it: the subjects of the recent posts, and whether they changed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.topic_document import TopicDrift, TopicShare
from matchmaker.scorers.topic_fit.drift import Drift, drifts
from matchmaker.scorers.topic_fit.mix import FeedSubjects, Numbers
from matchmaker.scorers.topic_fit.pair_signals import RecentPosts

SUBJECTS_SHOWN = 5
SMALLEST_SHARE = 0.05  # of a creator's posts; less is one post in thirty, or doubt about several
POSTS_SHOWN = 3
SURE_OF_A_POST = 0.5  # probability from which a post shows a subject


@dataclass(frozen=True)
class FeedTopics:
    """The largest subjects first, and how they changed; nothing where there is no readable post."""

    mix: tuple[TopicShare, ...] = ()
    drift: TopicDrift | None = None


NOTHING_READ = FeedTopics()


def feed_topics(snapshot: Snapshot, posts: RecentPosts) -> Mapping[str, FeedTopics]:
    """By creator; those without a readable post are left out, everybody where the model reads no subjects."""
    feeds = posts.about
    if feeds is None or not len(posts.owner):
        return {}
    shown = _posts_shown(feeds, snapshot.posts["post_id"].gather(posts.rows))
    moments = snapshot.posts["posted_at"].gather(posts.rows).dt.to_string("%Y-%m-%dT%H:%M:%SZ").to_list()
    names, moved = snapshot.creators["creator_id"].to_list(), drifts(feeds)
    return {
        names[creator]: FeedTopics(
            _mix(feeds.names, feeds.shares[creator], shown[creator]), _drift(moved[creator], feeds.names, moments)
        )
        for creator in np.unique(posts.owner).tolist()
    }


def _mix(names: tuple[str, ...], shares: Numbers, shown: Mapping[int, list[str]]) -> tuple[TopicShare, ...]:
    """The largest one whatever its share, the others from SMALLEST_SHARE where a post shows them: the rest is doubt."""
    largest = np.argsort(-shares, kind="stable")[:SUBJECTS_SHOWN].tolist()
    kept = [
        subject
        for place, subject in enumerate(largest)
        if place == 0 or (shares[subject] >= SMALLEST_SHARE and shown.get(subject))
    ]
    return tuple(
        {"topic": names[subject], "ratio": round(float(shares[subject]), 4), "post_ids": shown.get(subject, [])}
        for subject in kept
    )


def _posts_shown(feeds: FeedSubjects, post_ids: pl.Series) -> Mapping[int, Mapping[int, list[str]]]:
    """By creator and subject: the posts most surely on it; the newer one of equals."""
    subject = feeds.probability.argmax(axis=1)
    surest = (
        pl.LazyFrame(
            {
                "creator": feeds.owner,
                "subject": subject,
                "probability": np.take_along_axis(feeds.probability, subject[:, None], axis=1)[:, 0].round(6),
                "post_id": post_ids,
            }
        )
        .filter(pl.col("probability") >= SURE_OF_A_POST)
        .sort("creator", "subject", "probability", descending=[False, False, True], maintain_order=True)
        .filter(pl.int_range(pl.len()).over("creator", "subject") < POSTS_SHOWN)
        .collect()
    )
    found: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for creator, own, post_id in surest.select("creator", "subject", "post_id").iter_rows():
        found[creator][own].append(post_id)
    return found


def _drift(drift: Drift | None, names: tuple[str, ...], moments: list[str | None]) -> TopicDrift | None:
    if drift is None:
        return None
    moved = drift.moved
    return {
        "moved": moved is not None,
        "chance_probability": round(drift.chance, 4),
        "changed_at": moments[moved.first] if moved else None,
        "changed_from": moments[moved.earliest] if moved else None,
        "changed_until": moments[moved.latest] if moved else None,
        "topic_before": names[moved.before] if moved else None,
        "topic_after": names[moved.after] if moved else None,
        "moved_ratio": round(moved.ratio, 4) if moved else None,
    }
