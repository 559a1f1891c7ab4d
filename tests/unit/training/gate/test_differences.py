"""The gate refuses losses that are certain, whole or in a slice, and gains that are too good."""

import numpy as np
import polars as pl

from matchmaker.bundles.judged import JUDGED
from training.gate.certainty import widened
from training.gate.differences import judge_differences
from training.gate.rows import judge_rows
from training.gates import Verdict
from training.limits import GateLimits

ROWS = 1_000
LIMITS = GateLimits()


def answers(error: float, *, bad_tier: float = 0.0, seed: int = 1) -> pl.DataFrame:
    """Forecasts whose error has this spread; in the tier macro it is larger by `bad_tier`."""
    random = np.random.default_rng(0)
    truth, tier = random.normal(8, 1, ROWS), np.where(np.arange(ROWS) % 3 == 0, "macro", "micro")
    spread = error + bad_tier * (tier == "macro")
    rows = pl.DataFrame(
        {
            "set": "feeds",
            "target": "likes",
            "row": [f"p{place}" for place in range(ROWS)],
            "group": [f"a{place // 4}" for place in range(ROWS)],
            "truth": truth,
            "predicted": truth + np.random.default_rng(seed).normal(0, 1, ROWS) * spread,
            "tier": tier,
        }
    )
    unknown = [pl.lit(None, kind).alias(name) for name, kind in JUDGED.items() if name not in rows.columns]
    return rows.with_columns(unknown).select(JUDGED.names())


def failures(challenger: pl.DataFrame, champion: pl.DataFrame) -> list[str]:
    return [verdict.check for verdict in judge_differences(challenger, champion, LIMITS, 0) if not verdict.passed]


def test_the_same_answers_pass() -> None:
    assert failures(answers(0.5), answers(0.5)) == []


def test_a_certain_loss_fails_on_the_whole_set() -> None:
    assert "champion: feeds likes" in failures(answers(0.7), answers(0.5))


def test_a_loss_in_one_tier_is_named_though_the_whole_is_better() -> None:
    verdicts = judge_differences(answers(0.3, bad_tier=0.4), answers(0.5), LIMITS, 0)
    (worst,) = [verdict for verdict in verdicts if verdict.check == "worst tier"]
    assert not worst.passed
    assert "feeds likes tier macro: mae" in worst.reason


def test_a_gain_of_more_than_half_the_error_is_a_leak_until_shown() -> None:
    assert failures(answers(0.1), answers(0.5)) == ["leak: feeds likes"]


def test_rows_that_nobody_else_answered_are_not_asked_about() -> None:
    verdicts = judge_differences(answers(0.5), answers(0.5).clear(), LIMITS, 0)
    assert verdicts[0] == Verdict(
        "champion: feeds likes", True, "the champion answered none of these rows", asked=False
    )


def test_a_champion_that_falls_on_todays_rows_says_that_they_changed() -> None:
    (fallen,) = judge_rows(answers(0.9), answers(0.5), LIMITS, 0)
    (steady,) = judge_rows(answers(0.5, seed=2), answers(0.5), LIMITS, 0)
    assert (fallen.passed, steady.passed) == (False, True)


def test_an_interval_is_stretched_for_the_number_of_comparisons() -> None:
    # 1 - 0.05 / 20 two-sided is 3.023 standard errors in place of 1.960.
    low, high = widened(0.0, -1.96, 1.96, 20)
    assert round(low, 2) == -3.02
    assert round(high, 2) == 3.02
