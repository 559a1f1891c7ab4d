"""Cross-validation of topic fit on a made-up market of four topics: who was seen, and which form is chosen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

from tests.builders import a_creator, a_post, a_snapshot
from training.datasets.matching import Matching
from training.topic_fit.crossfit import BRIEF_FOLDS, CREATOR_FOLDS, choose, cross_fitted, forms, learn_elsewhere
from training.topic_fit.examples import Material, Pairs
from training.topic_fit.figures import better_row
from training.topic_fit.heads import Form, Learned, learn

TOPICS = np.eye(8, dtype=np.float32)[:5]
CHATTER = np.eye(8, dtype=np.float32)[7]  # what every text has in common
FORM = Form(0.05, 0.5, 0.3, 0.06, prior_posts=0.5, penalty=0.1)
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def a_market(creators: int = 20, chatter: float = 1.0) -> Material:
    """Five briefs, one a topic; creator n posts three times on topic n % 5, each text with its part of chatter."""
    names = [f"c{number:02}" for number in range(creators)]
    snapshot = a_snapshot(
        creators=[a_creator(name) for name in names],
        posts=[a_post(name, f"{name}-{post}", posted_at=MOMENT) for name in names for post in range(3)],
    )
    spread = np.random.default_rng(0).normal(0, 0.1, (creators * 3, 8))
    posts = TOPICS[np.repeat(np.arange(creators) % 5, 3)] + chatter * CHATTER + spread
    matching = Matching(
        "made-up",
        pl.DataFrame({"brief_id": [f"q{topic}" for topic in range(5)], "query": ["?"] * 5}),
        snapshot,
        pl.DataFrame([{"brief_id": f"q{n % 5}", "creator_id": name, "grade": 3} for n, name in enumerate(names)]),
        relevant_grade=2,
        specialists=pl.DataFrame({"creator_id": names, "is_specialist": [n % 2 == 0 for n in range(creators)]}),
    )
    return Material(matching, unit(posts), unit(TOPICS + chatter * CHATTER))


def unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


class Watched:
    """A learner that notes what it was shown."""

    def __init__(self) -> None:
        self.shown: list[tuple[set[str], set[str]]] = []

    def __call__(self, materials: Sequence[Material], form: Form) -> Learned:
        (material,) = materials
        self.shown.append((set(material.brief_ids), set(material.creator_ids)))
        return learn(materials, TOPICS, form)


def test_a_part_of_a_set_has_its_briefs_its_creators_and_their_posts() -> None:
    whole = a_market()
    part = whole.where(whole.brief_ids == "q2", np.isin(whole.creator_ids, ["c03", "c04"]))
    assert part.brief_ids.tolist() == ["q2"]
    assert part.creator_ids.tolist() == ["c03", "c04"]
    assert part.posts.tolist() == whole.posts[9:15].tolist()


def test_every_pair_is_answered_by_a_model_that_saw_neither_its_brief_nor_its_creator() -> None:
    market, watched = a_market(), Watched()
    crossed = cross_fitted(market, watched, [FORM])
    assert len(watched.shown) == BRIEF_FOLDS * CREATOR_FOLDS
    assert all(len(briefs) == 4 and len(creators) == 15 for briefs, creators in watched.shown)
    assert not np.isnan(crossed.fit).any()
    assert len(crossed.fit) == 5 * 20


def test_the_form_is_chosen_without_the_rows_that_are_judged() -> None:
    watched = Watched()
    cross_fitted(a_market(), watched, [FORM, replace(FORM, common_parts=False)])
    assert all(len(briefs) <= 4 and len(creators) == 15 for briefs, creators in watched.shown)


def test_what_every_text_shares_is_learned_and_removed() -> None:
    backgrounds = learn([a_market(chatter=4.0)], TOPICS, FORM).measure.space.backgrounds
    assert backgrounds.posts @ CHATTER > 0.9
    assert backgrounds.of_brief(CHATTER) @ CHATTER < 0.3


def test_of_forms_that_rank_alike_the_first_is_taken() -> None:
    same = replace(FORM, penalty=0.2)
    assert choose(a_market(chatter=0.0), Watched(), [FORM, same]) == FORM


def test_heads_learned_elsewhere_are_learned_once_a_form() -> None:
    learner = learn_elsewhere([a_market()], TOPICS)
    assert learner([], FORM) is learner([a_market(creators=5)], FORM)


def test_the_recipe_is_compared_with_its_neighbours_and_with_texts_as_encoded() -> None:
    assert FORM in forms(FORM)
    assert sum(not form.common_parts for form in forms(FORM)) == 1
    assert len(set(forms(FORM))) == len(forms(FORM)) == 10


def pairs(centroid: list[float]) -> Pairs:
    """Two briefs and two creators of whom the first is relevant."""
    names = np.array(["q0", "q0", "q1", "q1"])
    relevant = np.array([True, False, True, False])
    empty = np.zeros((4, 0))
    creators = np.array(["a", "b"] * 2)
    return Pairs(
        np.full(4, "made-up"), names, creators, empty, np.ones(4, int), relevant * 3, relevant, np.array(centroid)
    )


@pytest.mark.parametrize(
    ("centroid", "expected"),
    [([0.0, 1, 0, 1], 1.0), ([1.0, 0, 1, 0], 0.0)],
    ids=["better on both briefs", "never better"],
)
def test_a_ranking_is_better_in_the_share_of_draws_whose_mean_is_higher(centroid: list[float], expected: float) -> None:
    row = better_row("fit", pairs(centroid), np.array([1.0, 0, 1, 0]))
    assert (row.value, row.rows) == (expected, 2)


def test_better_on_one_of_two_briefs_is_better_where_that_one_is_drawn() -> None:
    row = better_row("fit", pairs([0.0, 1, 1, 0]), np.array([1.0, 0, 1, 0]))
    assert row.value == pytest.approx(0.75, abs=0.06)
