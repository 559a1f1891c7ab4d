"""Posts written for this project, by topic, and the subjects the topics belong to: what the subject reader learns from."""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matchmaker.errors import MatchmakerError
from matchmaker.text.encoder import Encoder, Vectors

FOLDER = Path(__file__).parent
POSTS, SUBJECTS = FOLDER / "posts", FOLDER / "subjects.toml"


class WrittenPostsError(MatchmakerError):
    """A topic of the posts belongs to no subject, or a subject names a topic without posts."""

    status, code, title = 500, "written_posts_invalid", "The written posts are not valid"


@dataclass(frozen=True)
class WrittenPosts:
    """Texts, the topic of each, and each topic's part in every subject: shape (topics, subjects), rows sum to 1."""

    texts: tuple[str, ...]
    topic: NDArray[np.int64]
    topics: tuple[str, ...]
    subjects: tuple[str, ...]
    belongs: NDArray[np.float64]

    @classmethod
    def read(cls, posts: Path = POSTS, subjects: Path = SUBJECTS) -> Self:
        """All files of a folder; WrittenPostsError when topics and subjects do not match."""
        texts = _by_topic(posts)
        members: dict[str, list[str]] = tomllib.loads(subjects.read_text())["subjects"]
        named = {topic for topics in members.values() for topic in topics}
        if named != set(texts):
            raise WrittenPostsError(
                f"expected the topics of {posts} to be those of {subjects}, got {sorted(named ^ set(texts))} in one "
                "of them alone; add posts or name their subject"
            )
        topics = sorted(texts)
        belongs = np.array([[topic in members[name] for name in members] for topic in topics], np.float64)
        return cls(
            tuple(text for topic in topics for text in texts[topic]),
            np.repeat(np.arange(len(topics)), [len(texts[topic]) for topic in topics]),
            tuple(topics),
            tuple(members),
            belongs / belongs.sum(axis=1, keepdims=True),
        )

    @property
    def parts(self) -> NDArray[np.float64]:
        """Each post's part in every subject; shape (posts, subjects)."""
        return np.asarray(self.belongs[self.topic])


@dataclass(frozen=True, eq=False)
class EncodedPosts:
    """Written posts with their vectors as encoded; shape (posts, dimension)."""

    written: WrittenPosts
    vectors: Vectors

    @classmethod
    def of(cls, encoder: Encoder) -> Self:
        """Those of the repository in the space of an encoder."""
        return cls(written_posts(), encoder.encode(written_posts().texts))

    def where(self, kept: NDArray[np.bool_]) -> Self:
        """The posts of a mask; topics and subjects stay."""
        texts = tuple(text for text, is_kept in zip(self.written.texts, kept, strict=True) if is_kept)
        return type(self)(replace(self.written, texts=texts, topic=self.written.topic[kept]), self.vectors[kept])

    def shuffled(self, seed: int) -> Self:
        """Each post with the topic of another."""
        topic = np.random.default_rng(seed).permutation(self.written.topic)
        return replace(self, written=replace(self.written, topic=topic))


@cache
def written_posts() -> WrittenPosts:
    """Those of the repository."""
    return WrittenPosts.read()


def _by_topic(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.toml")):
        for topic, texts in tomllib.loads(path.read_text()).items():
            found.setdefault(topic, []).extend(texts)
    return found
