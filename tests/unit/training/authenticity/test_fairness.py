"""False flags are counted by group, with intervals that have a width, and only where a group is large enough."""

import numpy as np
import polars as pl
import pytest

from matchmaker.bundles import Metric
from training.authenticity.fairness import FairnessRules, Judged, comment_rows, group_rows, wilson
from training.authenticity.scripts import main_script


def judged(flagged: list[int], **groups: list[str]) -> Judged:
    return Judged("ordinary creators", np.array(flagged, bool), groups)


def test_a_group_in_which_nobody_was_flagged_still_has_an_interval() -> None:
    assert wilson(0, 100) == pytest.approx((0, 0.0370), abs=1e-4)


def test_half_flagged_of_ten_is_between_a_quarter_and_three_quarters() -> None:
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_each_group_stands_beside_all_others() -> None:
    rows = {row.target: row for row in group_rows(judged([1, 0, 0, 0], platform=["a", "a", "b", "b"]), 2)}
    assert rows["fairness/all"].value == 0.25
    assert (rows["fairness/platform a"].value, rows["fairness/platform a"].rival_value) == (0.5, 0.0)
    assert rows["fairness/platform b"].rows == 2


def test_the_four_fifths_ratio_compares_who_passes_least_and_most_often() -> None:
    rows = {row.target: row for row in group_rows(judged([1, 0, 0, 0], platform=["a", "a", "b", "b"]), 2)}
    assert rows["fairness/platform"].value == 0.5
    assert rows["fairness/platform"].metric == "four_fifths_ratio"


def test_groups_too_small_or_unknown_have_no_row_of_their_own() -> None:
    rows = list(group_rows(judged([0] * 5, tier=["micro", "micro", "mega", "unknown", "unknown"]), 2))
    assert [row.target for row in rows] == ["fairness/all", "fairness/tier micro"]


def test_fewer_rows_than_a_group_needs_say_nothing() -> None:
    assert list(group_rows(judged([0, 0]), 3)) == []


def test_the_script_of_most_letters_stands_for_the_language() -> None:
    texts = pl.Series(["hello мир мир", "hello", "🔥🔥 100", None, "こんにちは hi", "你好", "ሰላም"])
    assert main_script(texts).to_list() == ["Cyrillic", "Latin", "no letters", "no letters", "Kana", "Han", "other"]


def comments(language: str, value: float, rows: int, name: str = "pages") -> Metric:
    return Metric(set=name, target=f"spam/false flags/{language}", metric="false_flag_ratio", value=value, rows=rows)


def test_languages_of_genuine_comments_are_groups_where_they_are_large_and_real() -> None:
    rules = FairnessRules(ordinary=(), creators_per_set_count=1, smallest_group_count=50)
    measured = [
        comments("all", 0.1, 200),
        comments("en", 0.1, 100),
        comments("no letters", 0.0, 60),
        comments("pt", 0.5, 9),
        comments("de", 0.9, 99, "generated"),
    ]
    rows = list(comment_rows(measured, rules, ["generated"]))
    assert [(row.set, row.target, row.metric, row.value) for row in rows] == [
        ("genuine comments", "fairness/language en, pages", "false_flag_ratio", 0.1),
        ("genuine comments", "fairness/language no letters, pages", "false_flag_ratio", 0.0),
        ("genuine comments", "fairness/language, pages", "four_fifths_ratio", 0.9),
    ]
