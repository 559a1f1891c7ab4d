"""Each check says what is wrong with a table made for it, and nothing of an ordinary one."""

import numpy as np
import polars as pl
import pytest

from training.data_quality import inspect_tables
from training.data_table import AcceptedDefect, Finding, LabelledTable

ROWS = 600


def accounts(seed: int = 0, **columns: object) -> pl.DataFrame:
    """Ordinary accounts: long-tailed counts that say a little of a label of 30 % positives; columns replace its own."""
    random = np.random.default_rng(seed)
    fake = random.random(ROWS) < 0.3
    rows = pl.DataFrame(
        {
            "followers": np.exp(random.normal(6.5 - 0.8 * fake, 2.0)).astype(int),
            "following": np.exp(random.normal(6 + 0.5 * fake, 1.2)).astype(int),
            "posts": np.exp(random.normal(4 - fake, 1.5)).astype(int),
            "likes": np.exp(random.normal(3, 1.5, ROWS)).astype(int),
            "bio_length": random.binomial(150, random.beta(0.6, 1.6, ROWS)),
            "fake": fake.astype(int),
        }
    )
    return rows.with_columns(**{name: pl.Series(name, values) for name, values in columns.items()})  # type: ignore[arg-type]


def findings(rows: pl.DataFrame, label: str | None = "fake", **declared: object) -> list[Finding]:
    return list(inspect_tables([LabelledTable("made", rows, label, **declared)]).findings)  # type: ignore[arg-type]


def seen(rows: pl.DataFrame, label: str | None = "fake", **declared: object) -> set[tuple[str, str | None, str]]:
    """Check, column and level of what was found, sizes apart (the builder has no account of 10,000 followers)."""
    return {(found.check, found.column, found.level) for found in findings(rows, label, **declared)} - {
        ("missing_tier", "followers", "warn")
    }


def texts(spam: list[str], ham: list[str], **columns: object) -> pl.DataFrame:
    rows = pl.DataFrame({"text": spam + ham, "spam": [1] * len(spam) + [0] * len(ham)})
    shuffled = np.random.default_rng(0).permutation(rows.height)
    return rows[shuffled].with_columns(**{name: pl.Series(name, values) for name, values in columns.items()})  # type: ignore[arg-type]


def test_ordinary_accounts_are_found_ordinary() -> None:
    assert seen(accounts()) == set()


def test_counts_spread_evenly_in_each_class_are_refused_as_made_up() -> None:
    random = np.random.default_rng(1)
    rows = accounts()
    fake = rows["fake"].to_numpy() == 1
    even = {
        "followers": np.where(fake, random.integers(0, 300, ROWS), random.integers(0, 900, ROWS)),
        "posts": np.where(fake, random.integers(0, 40, ROWS), random.integers(0, 90, ROWS)),
    }
    assert seen(rows.with_columns(**even)) >= {("uniform", "followers", "refuse"), ("uniform", "posts", "refuse")}


def test_made_up_counts_are_refused_without_any_label() -> None:
    random = np.random.default_rng(1)
    rows = pl.DataFrame({"likes": random.integers(0, 5000, 500), "shares": random.integers(10, 900, 500)})
    assert seen(rows, None) == {("uniform", "likes", "refuse"), ("uniform", "shares", "refuse")}


def test_one_even_column_is_a_warning_because_it_happens() -> None:
    assert seen(accounts(bio_length=np.random.default_rng(1).integers(0, 161, ROWS))) == {
        ("uniform", "bio_length", "warn")
    }


def test_class_ranges_that_do_not_overlap_are_refused() -> None:
    fake = accounts()["fake"].to_numpy() == 1
    score = np.where(fake, 0.61, 0.0) + 0.3 * np.random.default_rng(2).beta(2, 5, ROWS)
    assert ("label_defining", "score", "refuse") in seen(accounts(score=score))


def test_a_threshold_between_two_of_four_classes_is_found_though_the_rest_overlaps() -> None:
    random = np.random.default_rng(3)
    kind = random.integers(0, 4, ROWS)
    score = np.select(
        [kind == 0, kind == 3], [0.61 + 0.3 * random.random(ROWS), random.random(ROWS)], 0.6 * random.random(ROWS) ** 2
    )
    rows = accounts(kind=kind, score=score).drop("fake")
    assert ("label_defining", "score", "refuse") in seen(rows, "kind")


def test_a_second_label_beside_the_label_is_refused() -> None:
    group = np.where(accounts()["fake"].to_numpy() == 1, "seller", "politics")
    assert ("label_copy", "group", "refuse") in seen(accounts(group=group))


@pytest.mark.parametrize(("shift", "expected"), [(4.0, ("single_column", "refuse")), (2.0, ("strong_column", "warn"))])
def test_a_column_that_tells_the_label_alone_is_refused_or_warned_of(shift: float, expected: tuple[str, str]) -> None:
    random = np.random.default_rng(4)
    telling = random.normal(0, 1, ROWS) + shift * accounts()["fake"].to_numpy()
    assert seen(accounts(favourites=telling)) == {(expected[0], "favourites", expected[1])}


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(np.arange(ROWS) + 31, id="running number with gaps at its start"),
        pytest.param(np.random.default_rng(5).permutation(ROWS), id="shuffled numbering"),
        pytest.param(np.random.default_rng(5).integers(10**3, 10**18, ROWS), id="ids of a platform"),
        pytest.param([f"srf-{row:04}" for row in range(ROWS)], id="names of rows"),
        pytest.param([f"{row % 60:010x}" for row in range(ROWS)], id="hashes that repeat"),
    ],
)
def test_an_injected_identifier_is_refused(numbers: object) -> None:
    assert ("identifier", "account", "refuse") in seen(accounts(account=numbers))


def test_platform_ids_of_one_class_among_scores_of_the_other_are_refused() -> None:
    random = np.random.default_rng(6)
    klout = np.where(accounts()["fake"] == 1, random.integers(11, 90, ROWS), random.integers(722, 10**17, ROWS))
    assert ("identifier", "klout", "refuse") in seen(accounts(klout=klout))


def test_an_identifier_declared_a_key_is_none_of_the_features() -> None:
    assert seen(accounts(account=np.arange(ROWS)), keys=("account",)) == set()


def test_repeated_rows_are_counted_and_rows_of_two_labels_too() -> None:
    rows = accounts()
    twins = rows.head(7).with_columns(fake=1 - pl.col("fake"))
    said = {found.check: found.observed for found in findings(pl.concat([rows, rows.head(5), twins]))}
    assert said["duplicate"] == "5 of 612 rows repeat an earlier one"
    assert said["contradiction"] == "19 of 612 rows have a twin of another class"


def test_accounts_of_one_table_found_in_another_are_refused() -> None:
    rows, others = accounts(), accounts(1)
    copied = LabelledTable("copy", pl.concat([others, rows.head(60)]), "fake")
    found = inspect_tables([LabelledTable("made", rows, "fake"), copied]).refused
    assert [(one.source, one.check) for one in found] == [("made", "overlap")]


def test_strangers_who_have_nothing_in_common_do_not_overlap() -> None:
    tables = [LabelledTable(str(seed), accounts(seed), "fake") for seed in (0, 1)]
    assert not inspect_tables(tables).refused


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"language": ["en"] * ROWS}, ("constant", "language")),
        ({"gap": [-1, *range(1, ROWS)][::-1]}, ("placeholder", "gap")),
        ({"media": np.minimum(accounts()["followers"].to_numpy(), 1000)}, ("capped", "media")),
        ({"subscribers": np.arange(ROWS) * 100 * np.arange(ROWS) % 77_700 + 10_000}, ("rounded", "subscribers")),
    ],
)
def test_values_that_do_not_mean_what_they_say_are_named(columns: dict[str, object], expected: tuple[str, str]) -> None:
    assert (*expected, "warn") in seen(accounts(**columns))


def test_a_set_without_accounts_of_the_micro_tier_says_so() -> None:
    found = [
        found.observed
        for found in findings(accounts().filter(pl.col("followers") < 9000))
        if found.check == "missing_tier"
    ]
    assert found[0].startswith("0 of ")


def test_a_share_of_one_half_and_a_class_of_few_are_named() -> None:
    half = accounts(fake=[row % 2 for row in range(ROWS)])
    rare = accounts(fake=[int(row % 20 == 0) for row in range(ROWS)])
    assert ("balanced", "fake", "warn") in seen(half)
    assert ("few_of_a_class", "fake", "warn") in seen(rare)


def test_a_subgroup_of_one_class_is_named_with_its_value() -> None:
    rows = accounts().with_columns(posts=pl.when(pl.int_range(pl.len()) < 80).then(0).otherwise("posts"))
    rows = rows.with_columns(fake=pl.when(pl.col("posts") == 0).then(1).otherwise("fake"))
    found = [found.observed for found in findings(rows) if found.check == "one_class_subgroup"]
    assert len(found) == 1
    assert found[0].startswith("all ")
    assert found[0].endswith("rows with 0 are positive")


def test_pages_of_very_different_shares_and_too_few_of_them_are_named() -> None:
    page = np.where(accounts()["fake"].to_numpy() == 1, "page-a", "page-b")
    page[::5] = "page-c"
    assert seen(accounts(page=page), group="page") == {
        ("uneven_groups", "page", "warn"),
        ("few_groups", "page", "warn"),
    }


def test_positives_that_are_three_templates_are_named() -> None:
    spam = [f"buy {row} followers at http://x.example/{row}" for row in range(60)] + [
        f"hi {chr(97 + row)}" for row in range(20)
    ]
    ham = [f"nice {a}{b}" for a in "abcdefghij" for b in "abcdefghijklmnop"]
    assert ("boilerplate", "text", "warn") in seen(texts(spam, ham), "spam", text="text")


def test_texts_that_repeat_but_for_digits_are_counted_across_pages() -> None:
    rows = texts(["win 10 now", "win 20 now"], ["thanks", "lovely"], page=["a", "b", "c", "d"])
    said = {found.check: found.observed for found in findings(rows, "spam", text="text", group="page")}
    assert said["repeated_text"] == "1 of 4 texts repeat an earlier one, 2 are found under more than one page"


def test_negatives_with_a_marker_of_the_positive_class_are_counted() -> None:
    rows = texts(["#ad for tea"], ["#ad for coffee", "coffee"])
    said = {found.check: found.observed for found in findings(rows, "spam", text="text", markers=("#ad",))}
    assert said["marked_negatives"] == "1 of 2 texts with #ad are labelled negative"


def test_texts_of_one_script_are_named_and_those_of_two_are_not() -> None:
    latin, both = texts(["abc"], ["def"]), texts(["abc"], ["где"])
    assert ("one_script", "text", "warn") in seen(latin, "spam", text="text")
    assert ("one_script", "text", "warn") not in seen(both, "spam", text="text")


def test_a_file_sorted_by_class_or_by_time_is_named() -> None:
    days = [f"2026-01-{1 + row // 20:02}" for row in range(ROWS)]
    assert ("ordered_by_class", None, "warn") in seen(accounts().sort("fake"))
    assert {("ordered_by_time", "day", "warn"), ("short_period", "day", "warn")} <= seen(accounts(day=days))


def test_an_accepted_refusal_passes_with_its_reason_and_another_one_still_fails() -> None:
    telling = accounts()["fake"].to_numpy() * 9.0 + np.random.default_rng(0).normal(0, 1, ROWS)
    tables = [LabelledTable("made", accounts(favourites=telling, account=np.arange(ROWS)), "fake")]
    accepted = AcceptedDefect(source="made", check="single_column", column="favourites", why="known artefact")
    inspection = inspect_tables(tables, [accepted])
    assert any(line.startswith("accepted made: single_column favourites") for line in inspection.lines())
    assert [(found.check, found.column) for found in inspection.refused] == [
        ("label_defining", "favourites"),
        ("identifier", "account"),
    ]
    assert [verdict.passed for verdict in inspection.verdicts()] == [False]


def test_an_acceptance_that_meets_nothing_is_said_to_be_stale() -> None:
    accepted = AcceptedDefect(source="made", check="capped", column="posts", why="gone since")
    verdict = inspect_tables([LabelledTable("made", accounts(), "fake")], [accepted]).verdicts()[0]
    assert verdict.passed
    assert verdict.reason.endswith("no longer found: capped posts")


def test_a_handful_of_rows_proves_no_leak_and_no_copy_of_the_label() -> None:
    few = accounts().head(40)
    telling = np.random.default_rng(0).normal(0, 1, 40) + 1.5 * few["fake"].to_numpy()
    assert {(check, level) for check, column, level in seen(few.with_columns(score=telling)) if column == "score"} == {
        ("strong_column", "warn")
    }
