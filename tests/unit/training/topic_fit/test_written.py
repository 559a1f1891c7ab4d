"""Posts written for this project: complete, each once, and never in a model's way when they are not."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from training.topic_fit.written import EncodedPosts, WrittenPosts, WrittenPostsError, written_posts


def test_every_topic_has_posts_and_a_subject() -> None:
    written = written_posts()
    assert written.parts.sum(axis=1) == pytest.approx(1)
    assert np.bincount(written.topic).min() >= 8
    assert (written.belongs.sum(axis=0) > 0).all()


def test_no_post_is_written_twice() -> None:
    assert [text for text, times in Counter(written_posts().texts).items() if times > 1] == []


def written(folder: Path, posts: str, subjects: str) -> WrittenPosts:
    (folder / "posts").mkdir()
    (folder / "posts" / "some.toml").write_text(posts)
    (folder / "subjects.toml").write_text(f"[subjects]\n{subjects}")
    return WrittenPosts.read(folder / "posts", folder / "subjects.toml")


def test_a_topic_of_two_subjects_counts_half_for_either(tmp_path: Path) -> None:
    found = written(
        tmp_path, 'running = ["ran"]\nchess = ["mate", "check"]', 'sports = ["running"]\nfit = ["running", "chess"]'
    )
    assert found.topics == ("chess", "running")
    assert found.parts.tolist() == [[0, 1], [0, 1], [0.5, 0.5]]


def test_a_topic_without_a_subject_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrittenPostsError, match=r"\['chess'\].*add posts or name their subject"):
        written(tmp_path, 'running = ["ran"]\nchess = ["mate"]', 'sports = ["running"]')


def test_a_part_keeps_texts_topics_and_vectors_together(tmp_path: Path) -> None:
    whole = written(tmp_path, 'running = ["ran"]\nchess = ["mate", "check"]', 'all = ["running", "chess"]')
    part = EncodedPosts(whole, np.eye(3, dtype=np.float32)).where(np.array([True, False, True]))
    assert part.written.texts == ("mate", "ran")
    assert part.written.topic.tolist() == [0, 1]
    assert part.vectors.tolist() == [[1, 0, 0], [0, 0, 1]]


def test_shuffled_posts_keep_their_texts_and_the_number_of_each_topic(tmp_path: Path) -> None:
    whole = written(tmp_path, 'running = ["a", "b"]\nchess = ["c", "d", "e", "f"]', 'all = ["running", "chess"]')
    shuffled = EncodedPosts(whole, np.eye(6, dtype=np.float32)).shuffled(seed=0).written
    assert shuffled.texts == whole.texts
    assert sorted(shuffled.topic) == sorted(whole.topic)
    assert shuffled.topic.tolist() != whole.topic.tolist()
