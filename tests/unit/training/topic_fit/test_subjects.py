"""The subject reader and the composed feeds, on made-up posts whose topics are known."""

import numpy as np

from training.evaluation import roc_auc
from training.logistic import fit_head
from training.topic_fit.specialism import LENGTHS, composed_feeds
from training.topic_fit.subjects import learn_subjects
from training.topic_fit.written import EncodedPosts, WrittenPosts

TOPICS, EACH, DIMENSION = 8, 40, 16
MIDDLE = np.eye(DIMENSION, dtype=np.float32)[-1]  # what every post has in common


def posts(noise: float = 0.3) -> EncodedPosts:
    """Eight topics, one axis each, two by two in four subjects."""
    topic = np.repeat(np.arange(TOPICS), EACH)
    spread = np.random.default_rng(0).normal(0, noise, (len(topic), DIMENSION))
    vectors = np.eye(DIMENSION)[topic] + 2 * MIDDLE + spread
    names = tuple(f"topic {number}" for number in range(TOPICS))
    texts = tuple(f"post {number}" for number in range(len(topic)))
    belongs = np.eye(TOPICS // 2)[np.arange(TOPICS) // 2]
    written = WrittenPosts(texts, topic, names, names[: TOPICS // 2], belongs)
    return EncodedPosts(written, (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32))


def test_posts_are_read_as_their_subject() -> None:
    known = posts()
    read = learn_subjects(known, known.vectors.mean(axis=0)).read(known.vectors)
    assert (read.probability.argmax(axis=1) == known.written.topic // 2).mean() > 0.9


def test_what_is_said_surely_is_right_as_often_on_posts_it_has_not_seen() -> None:
    known = posts()
    seen = np.arange(len(known.vectors)) % 2 == 0
    read = learn_subjects(known.where(seen), known.vectors.mean(axis=0)).read(known.vectors[~seen])
    right = read.probability.argmax(axis=1) == known.written.topic[~seen] // 2
    assert abs(read.probability.max(axis=1).mean() - right.mean()) < 0.1


def test_a_subject_without_a_post_is_never_said() -> None:
    known = posts()
    others = known.where(known.written.topic // 2 != 1)
    read = learn_subjects(others, known.vectors.mean(axis=0)).read(known.vectors)
    assert read.probability[:, 1].max() < 1e-6


def test_composed_feeds_teach_to_tell_special_from_general() -> None:
    known = posts()
    feeds = composed_feeds(known, known.vectors.mean(axis=0))
    head = fit_head(("similarity",), feeds.signals, feeds.counts, feeds.specialist, prior_posts=0.5, penalty=0.01)
    assert roc_auc(feeds.specialist, head.probability(feeds.signals, feeds.counts)) > 0.9
    assert feeds.counts.max() <= LENGTHS[1]
    assert 0.3 < feeds.specialist.mean() < 0.7


def test_the_same_posts_give_the_same_feeds() -> None:
    known = posts()
    first, again = (composed_feeds(known, known.vectors.mean(axis=0)) for _ in range(2))
    assert first.signals.tolist() == again.signals.tolist()
