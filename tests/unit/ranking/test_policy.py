"""The policy: every key known, no contradiction."""

from pathlib import Path

import pytest

from matchmaker.errors import ValidationFailedError
from matchmaker.ranking import policy

TEXT = Path(policy.__file__).with_name("policy.toml").read_text()


def read(tmp_path: Path, text: str) -> policy.Policy:
    file = tmp_path / "policy.toml"
    file.write_text(text)
    return policy.read_policy(file)


def test_the_shipped_policy_comments_every_number() -> None:
    numbers = [line for line in TEXT.splitlines() if "=" in line and not line.lstrip().startswith("#")]
    plain = [line for line in numbers if "#" not in line]

    # Priors and prices of one block share the comment of its first line or its source.
    assert [
        line
        for line in plain
        if not line.startswith(
            (
                "p10",
                "p50",
                "p90",
                "source",
                "fee_",
                "cost_",
                "micro",
                "macro",
                "mega",
                "nano",
                "currency",
                "tier",
                "platform =",
                "low",
                "high",
                "story",
                "text",
                "link",
            )
        )
    ] == []


def test_an_unknown_key_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailedError) as caught:
        read(tmp_path, TEXT.replace("seed =", "sede ="))

    assert {fault.pointer for fault in caught.value.errors} == {"/simulation/seed", "/simulation/sede"}


def test_points_that_do_not_sum_to_a_hundred_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailedError) as caught:
        read(tmp_path, TEXT.replace("topic_fit_points = 45.0", "topic_fit_points = 55.0"))

    assert "sum to 100, got 110" in caught.value.errors[0].expected


def test_a_policy_that_rewards_risk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailedError):
        read(tmp_path, TEXT.replace("high_risk_kept_ratio = 0.4", "high_risk_kept_ratio = 0.9"))
