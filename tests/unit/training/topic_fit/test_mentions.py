"""Which creators mention which brand: what other brands tell, and what is kept from the head, on made-up posts."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.builders import a_creator, a_post, a_snapshot
from training.datasets.matching import Matching
from training.topic_fit.examples import Material
from training.topic_fit.mentions import (
    MATCHED,
    SIGNALS,
    Directory,
    Mentions,
    fit_mentions,
    measure_mentions,
    mention_rate,
)

ACME, ALIKE, OTHER = 0, 1, 2  # rows of the directory
DIRECTORY = Directory((("acme", "acmeuk"), ("alike",), ("other",)), np.array([[1.0, 0, 0], [0.9, 0.1, 0], [0, 0, 1.0]]))


class NoWords:
    """An encoder to which every text is unreadable."""

    space, dimension = "none", 3

    def encode(self, texts: list[str]) -> np.ndarray:
        return np.zeros((len(texts), 3), np.float32)


def a_matching(**mentions: list[list[str]]) -> Matching:
    """A brief for Acme; creators by name with the handles of each of their posts. Posts that name Acme give it away."""
    posts = [
        a_post(name, f"{name}{number}", mentions=handles)
        for name, feed in mentions.items()
        for number, handles in enumerate(feed)
    ]
    named = [
        {"brief_id": "b0", "creator_id": post["creator_id"], "post_id": post["post_id"]}
        for post in posts
        if "acme" in post["mentions"]
    ]
    schema = {"brief_id": pl.String(), "creator_id": pl.String(), "post_id": pl.String()}
    return Matching(
        "made-up",
        pl.DataFrame({"brief_id": ["b0"], "query": ["shoes"]}),
        a_snapshot(creators=[a_creator(name) for name in mentions], posts=posts),
        pl.DataFrame([{"brief_id": "b0", "creator_id": next(iter(mentions)), "grade": 1}]),
        relevant_grade=1,
        given_away=pl.DataFrame(named, schema=schema),
    )


def measured(tmp_path: Path, matching: Matching) -> Mentions:
    folder = tmp_path / "matching/instagram-brand-mentions"
    folder.mkdir(parents=True)
    (folder / "briefs.csv").write_text("brand_id,handles\nb0,acme|acmeuk\n")
    posts = matching.snapshot.posts.height
    material = Material(matching, np.zeros((posts, 3), np.float32), np.array([[1.0, 0, 0]], np.float32))
    flat = np.full(matching.snapshot.creators.height, 0.5)
    return measure_mentions(tmp_path, material, DIRECTORY, NoWords(), dict.fromkeys(MATCHED, flat))


def near(mentions: Mentions, known: tuple[int, ...] = (ACME, ALIKE, OTHER)) -> list[float]:
    """The signal of near brands of each creator."""
    usable = np.isin(np.arange(3), known)
    return mentions.signals(usable)[0, :, SIGNALS.index("near_brands_0.1")].tolist()


def test_who_mentions_a_brand_of_the_kind_is_nearer_than_who_mentions_another(tmp_path: Path) -> None:
    ana, bo, cy = near(measured(tmp_path, a_matching(ana=[["alike"]], bo=[["other"]], cy=[[]])))
    assert ana > bo > cy


def test_mentions_of_the_brand_itself_are_never_looked_at(tmp_path: Path) -> None:
    ana, bo = near(measured(tmp_path, a_matching(ana=[["acme"]], bo=[[]])))
    assert ana == bo


def test_other_brands_in_a_post_that_gives_the_brand_away_do_not_count(tmp_path: Path) -> None:
    ana, bo = near(measured(tmp_path, a_matching(ana=[["acme", "alike"]], bo=[[]])))
    assert ana == bo


def test_a_brand_that_is_held_out_says_nothing(tmp_path: Path) -> None:
    ana, bo = near(measured(tmp_path, a_matching(ana=[["alike"]], bo=[[]])), known=(ACME, OTHER))
    assert ana == bo


def test_a_handle_counts_once_and_in_any_case(tmp_path: Path) -> None:
    ana, bo = near(measured(tmp_path, a_matching(ana=[["Alike"], ["alike"]], bo=[["alike"]])))
    assert ana == bo


def test_the_pairs_that_mention_are_those_of_the_set(tmp_path: Path) -> None:
    assert measured(tmp_path, a_matching(ana=[["acme"]], bo=[[]])).mentioned.tolist() == [[True, False]]


def test_the_rate_is_mentions_a_post() -> None:
    rates = mention_rate(a_matching(ana=[["a", "b"], []], bo=[[]]))
    assert rates == pytest.approx([np.log(2), 0])


def test_the_head_orders_by_the_signal_that_tells() -> None:
    random = np.random.default_rng(0)
    signals = random.normal(size=(20, 50, len(SIGNALS)))
    head = fit_mentions(signals, signals[..., 1] > 1)
    scores = head.scores(signals)
    assert np.corrcoef(scores.ravel(), signals[..., 1].ravel())[0, 1] > 0.95
