"""The pods head recovers generated pods, beats its rival, and leaves friends and fans alone."""

from pathlib import Path

import numpy as np
import pytest

from training.authenticity.pods import GENERATED, HEAD, RETURNING, Commented, PodFitting, PodRecipe, figures
from training.authenticity.pods_simulated import simulate_sections

FITTING = PodFitting(
    sections_count=300,
    tested_count=300,
    prior_ratio=0.05,
    prior_posts=2.0,
    penalty=0.001,
    fewest_posts=3,
    fewest_comments=15,
)
RECIPE = PodRecipe(model="authenticity", seed=3, sources=(), fitting=FITTING)


@pytest.fixture(scope="module")
def learned() -> tuple[Commented, ...]:
    return (Commented.of(GENERATED, simulate_sections(3, FITTING.sections_count)),)


@pytest.fixture(scope="module")
def asked() -> Commented:
    return Commented.of(GENERATED, simulate_sections(4, FITTING.tested_count))


def probabilities(learned: tuple[Commented, ...], asked: Commented) -> np.ndarray:
    head = HEAD.fit(learned, RECIPE)
    return asked.signals.with_columns(*head.columns())["coordination_probability"].fill_null(0.0).to_numpy()


def test_pods_are_told_from_friends_and_fans(learned: tuple[Commented, ...], asked: Commented) -> None:
    (area, *_) = figures(HEAD.fit(learned, RECIPE), asked, 0)
    assert area.rival == RETURNING
    assert area.value is not None
    assert area.rival_value is not None
    assert area.value > max(0.9, area.rival_value)


def test_honest_sections_are_hardly_flagged(learned: tuple[Commented, ...], asked: Commented) -> None:
    assert (probabilities(learned, asked)[~asked.is_pod] >= 0.5).mean() < 0.04


def test_shuffled_labels_teach_nothing(learned: tuple[Commented, ...], asked: Commented) -> None:
    (sections,) = learned
    shuffled = np.random.default_rng(0).permutation(sections.is_pod)
    taught = (Commented(GENERATED, sections.signals, shuffled, sections.sections),)
    assert probabilities(taught, asked).std() < 0.05 < probabilities(learned, asked).std()


def test_weights_are_never_negative(learned: tuple[Commented, ...]) -> None:
    assert min(HEAD.fit(learned, RECIPE).weights.weights) >= 0


def test_the_same_seed_gives_the_same_sections() -> None:
    one, other = (simulate_sections(5, 20) for _ in range(2))
    assert one.snapshot.comments.equals(other.snapshot.comments)
    assert one.sections.tolist() == other.sections.tolist()


def test_it_reads_no_data() -> None:
    assert HEAD.exam(Path("nowhere"), Path("nowhere"), RECIPE) == ()
    assert RECIPE.generated_sources == (GENERATED,)
