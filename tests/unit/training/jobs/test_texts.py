"""A booster is grown once for the same rows and parameters, and never taken from a damaged file."""

from pathlib import Path

import numpy as np
import pytest

from training.jobs import texts
from training.jobs.texts import keeping_texts, kept_text

ROWS, WEIGHT = np.array([[1.0, np.nan], [2.0, 3.0]]), np.array([1.0, 2.0])


def grown(rows: np.ndarray = ROWS, weight: np.ndarray | None = WEIGHT, rounds: int = 10) -> tuple[str, bool]:
    """A text, and whether it had to be made."""
    made = []

    def make() -> str:
        made.append(True)
        return "tree\nof two lines"

    return kept_text((rows, weight), {"rounds": rounds}, make), bool(made)


def test_the_second_time_it_is_taken_from_what_was_kept(tmp_path: Path) -> None:
    with keeping_texts(tmp_path):
        assert grown() == ("tree\nof two lines", True)
        assert grown() == ("tree\nof two lines", False)


@pytest.mark.parametrize(
    "other", [{"rows": ROWS + 1}, {"rows": ROWS.astype(np.float32)}, {"weight": None}, {"rounds": 11}]
)
def test_other_rows_or_parameters_make_another(tmp_path: Path, other: dict[str, object]) -> None:
    with keeping_texts(tmp_path):
        grown()
        assert grown(**other)[1]  # type: ignore[arg-type]


def test_a_damaged_text_is_made_again(tmp_path: Path) -> None:
    with keeping_texts(tmp_path):
        grown()
        (path,) = tmp_path.glob("*.txt")
        path.write_text(path.read_text().replace("two", "ten"))
        assert grown() == ("tree\nof two lines", True)


def test_nothing_is_kept_unless_asked(tmp_path: Path) -> None:
    assert [grown()[1], grown()[1]] == [True, True]
    with keeping_texts(None):
        assert [grown()[1], grown()[1]] == [True, True]


def test_the_oldest_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "TEXTS_KEPT", 2)
    with keeping_texts(tmp_path):
        for rounds in (1, 2, 3):
            grown(rounds=rounds)
    assert len(list(tmp_path.iterdir())) == 2
