"""docs/ml-test-score.md names tests that exist, and its sums are right."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "ml-test-score.md").read_text()
SECTIONS = {part.split("\n", 1)[0]: part for part in TEXT.split("\n## ")[1:5]}
WHERE = re.findall(r"\| `([^`|]+)` \| [01]\.[05] \|", TEXT)


def scores(section: str) -> list[float]:
    return [float(score) for score in re.findall(r"\| ([01]\.[05]) \|\n", SECTIONS[section] + "\n")]


@pytest.mark.parametrize("section", ["Data", "Model", "Infrastructure", "Monitoring"])
def test_a_section_has_seven_items_and_their_sum(section: str) -> None:
    assert len(scores(section)) == 7
    assert f"| {section} | {sum(scores(section)):.1f} |" in TEXT


def test_the_final_score_is_that_of_the_weakest_section() -> None:
    assert f"| **Final (the smallest)** | **{min(sum(scores(section)) for section in SECTIONS):.1f}** |" in TEXT


def test_every_item_says_where_it_is_tested() -> None:
    assert len(WHERE) == 28


@pytest.mark.parametrize("where", WHERE)
def test_what_is_named_is_there(where: str) -> None:
    path, _, test = where.partition("::")
    assert (ROOT / path).is_file()
    assert not test or f"def {test}(" in (ROOT / path).read_text()
