"""Whatever the table: no check fails on it, and none depends on the order of columns or on how a unit is chosen."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from training.data_quality import inspect_tables
from training.data_table import LabelledTable

VALUES = st.one_of(st.none(), st.integers(-5, 10**13), st.floats(-1e6, 1e6), st.just(float("nan")))
COLUMNS = st.lists(st.lists(VALUES, min_size=30, max_size=30), min_size=1, max_size=4)
LABELS = st.lists(st.sampled_from(["a", "b", "c", None]), min_size=30, max_size=30)


def table(columns: list[list[float | None]], labels: list[str | None], *, backwards: bool = False) -> LabelledTable:
    named = {f"c{index}": pl.Series(values, dtype=pl.Float64) for index, values in enumerate(columns)}
    ordered = dict(reversed(named.items())) if backwards else named
    return LabelledTable("any", pl.DataFrame(ordered | {"label": pl.Series(labels, dtype=pl.String)}), "label")


def said(shown: LabelledTable) -> set[str]:
    return {str(finding) for finding in inspect_tables([shown]).findings}


@settings(max_examples=20, deadline=None)
@given(COLUMNS, LABELS)
def test_any_table_is_inspected_and_the_order_of_its_columns_does_not_matter(
    columns: list[list[float | None]], labels: list[str | None]
) -> None:
    assert said(table(columns, labels)) == said(table(columns, labels, backwards=True))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=12) | st.none(), min_size=25, max_size=25), LABELS)
def test_any_texts_are_inspected(texts: list[str | None], labels: list[str | None]) -> None:
    rows = pl.DataFrame(
        {"text": texts, "page": labels[:25], "label": labels[5:30]}, schema_overrides={"text": pl.String}
    )
    shown = LabelledTable("any", rows, "label", group="page", text="text", markers=("#ad",))
    assert all(finding.level in ("warn", "refuse") for finding in inspect_tables([shown]).findings)
