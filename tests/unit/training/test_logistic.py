import numpy as np
import pytest

from matchmaker.scorers.topic_fit.parameters import Head
from training.logistic import fit_head, recalibrated


def a_sample(rows: int = 4_000) -> tuple[np.ndarray, np.ndarray]:
    """One signal that helps (logit 2 x - 1), one that is noise, one that harms."""
    random = np.random.default_rng(0)
    signals = random.normal(size=(rows, 3))
    chance = 1 / (1 + np.exp(1 - 2 * signals[:, 0] + signals[:, 2]))
    return signals, random.random(rows) < chance


def a_head(**known: object) -> Head:
    return Head(
        **(
            {"signals": ("x",), "centres": (0.5,), "coefficients": (4.0,), "intercept": -1.0, "prior_posts": 1.0}
            | known
        )
    )


def test_the_planted_coefficient_is_found_and_a_harmful_signal_gets_none() -> None:
    signals, labels = a_sample()
    head = fit_head(("helps", "noise", "harms"), signals, np.full(len(labels), 10), labels, prior_posts=0, penalty=0)
    helps, noise, harms = head.coefficients
    assert helps == pytest.approx(1.75, abs=0.2)  # below 2: the harmful signal it may not use blurs it
    assert noise == pytest.approx(0, abs=0.1)
    assert harms == 0


def test_shuffled_labels_leave_nothing_but_the_base_rate() -> None:
    signals, labels = a_sample()
    shuffled = np.random.default_rng(1).permutation(labels)
    head = fit_head(("a", "b", "c"), signals, np.full(len(labels), 10), shuffled, prior_posts=0, penalty=0.01)
    assert head.probability(signals, np.full(len(labels), 10)).std() < 0.03


def test_rows_with_an_unknown_signal_are_left_out() -> None:
    signals, labels = a_sample()
    counts = np.full(len(labels), 10)
    holed = np.vstack([signals, [[np.nan, 0, 0]]])
    assert fit_head(
        ("a", "b", "c"), holed, np.append(counts, 1), np.append(labels, True), prior_posts=0, penalty=1
    ) == (fit_head(("a", "b", "c"), signals, counts, labels, prior_posts=0, penalty=1))


def test_a_head_says_what_its_formula_says() -> None:
    # distance 0.5 x trust 3 / (3 + 1) x 4 - 1 = 0.5
    assert a_head().probability(np.array([[1.0]]), np.array([3])) == pytest.approx(1 / (1 + np.exp(-0.5)))


def test_an_unknown_signal_is_an_unknown_probability() -> None:
    assert np.isnan(a_head().probability(np.array([[np.nan]]), np.array([3]))).all()


def test_recalibration_meets_the_share_of_held_out_labels() -> None:
    random = np.random.default_rng(2)
    signals, counts = random.random((2_000, 1)), np.full(2_000, 5)
    labels = random.random(2_000) < 0.1 * a_head().probability(signals, counts)
    better = recalibrated(a_head(), a_head().probability(signals, counts), labels)
    assert better.probability(signals, counts).mean() == pytest.approx(labels.mean(), abs=1e-3)
