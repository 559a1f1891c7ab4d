"""Pairs that tune the encoder: what belongs together, and what only seems to."""

import numpy as np

from matchmaker.scorers.topic_fit.sought import brief_texts
from training.datasets.written_feeds import written_briefs, written_posts
from training.tuned.pairs import HARDEST, Grouped, triples, written_groups

GROUPS = Grouped(("tea?", "dogs?"), np.array([0, 1]), ("green tea", "black tea", "my dog"), np.array([0, 0, 1]))
EAST, NORTH = [1.0, 0.0], [0.0, 1.0]
VECTORS = np.array([EAST, NORTH, EAST, EAST, NORTH], np.float32)


def test_a_triple_is_a_text_one_of_its_group_and_one_of_another() -> None:
    found = triples(GROUPS, VECTORS, 40)
    group = [0, 1, 0, 0, 1]
    assert len(found.rows) == 40
    for anchor, own, other in found.rows:
        assert group[anchor] == group[own] != group[other]
        assert anchor != own
        assert own >= len(GROUPS.asking)
        assert other >= len(GROUPS.asking)


def test_the_negative_is_near_to_the_anchor() -> None:
    answers = tuple(f"answer {n}" for n in range(101))
    group = np.array([0, *[1] * 100])
    towards = np.linspace(0, 1, 100)  # the last of the other group is the nearest
    others = np.column_stack([towards, np.sqrt(1 - towards**2)])
    vectors = np.vstack([EAST, EAST, others]).astype(np.float32)
    found = triples(Grouped(("asked",), np.array([0]), answers, group), vectors, 10)
    assert found.rows[found.rows[:, 0] == 0, 2].min() >= 2 + 100 - HARDEST


def test_written_briefs_ask_as_a_whole_and_by_what_they_seek() -> None:
    groups = written_groups()
    first = next(iter(written_briefs().values()))[0]
    assert set(brief_texts(first)) <= set(groups.asking)
    assert len(groups.answers) == sum(map(len, written_posts().values()))
