"""Do rows repeat? Inside a table, under another label, as the same text, or in a table they are judged on."""

from collections.abc import Iterator, Sequence

import polars as pl

from training.data_table import Finding, LabelledTable

FEWEST_SHARED_COLUMNS = 5  # two accounts agree in four counts by chance, e.g. in nothing posted and nobody followed
INFORMATIVE_VALUES = 3  # different numbers above 1 a row must hold before its recurrence means the same account
OVERLAP_RATIO = 0.01  # of the smaller table; a few accounts of the same platform agree by chance


def duplicate(table: LabelledTable) -> Iterator[Finding]:
    """Rows that repeat an earlier one in every feature and the label."""
    names = [*table.features, *([table.label] if table.label else [])]
    if table.text is not None or not table.features:
        return
    repeated = table.rows.height - table.rows.select(names).n_unique()
    if repeated:
        yield table.finding(
            "duplicate", None, "warn", f"{repeated:,} of {table.rows.height:,} rows repeat an earlier one"
        )


def contradiction(table: LabelledTable) -> Iterator[Finding]:
    """Rows that agree in every feature, or in their text, and not in the label."""
    names = list(table.features) if table.text is None else ["_text"]
    if table.label is None or not names:
        return
    labels = pl.col(table.label).n_unique().over(names)
    count = int(with_normal_text(table).select((labels > 1).sum()).item())
    if count:
        observed = f"{count:,} of {table.rows.height:,} rows have a twin of another class"
        yield table.finding("contradiction", None, "warn", observed)


def repeated_text(table: LabelledTable) -> Iterator[Finding]:
    """Texts that occur more than once but for digits, links and case: random splits would leak them."""
    if table.text is None:
        return
    rows = with_normal_text(table).filter(pl.col("_text") != "")
    repeated = rows.height - rows["_text"].n_unique()
    if not repeated:
        return
    observed = f"{repeated:,} of {rows.height:,} texts repeat an earlier one"
    if table.group:
        wide = (
            rows.group_by("_text")
            .agg(pl.col(table.group).n_unique().alias("groups"), pl.len())
            .filter(pl.col("groups") > 1)
        )
        observed += f", {int(wide['len'].sum()):,} are found under more than one {table.group}"
    yield table.finding("repeated_text", table.text, "warn", observed)


def overlaps(tables: Sequence[LabelledTable]) -> Iterator[Finding]:
    """Rows of one table found in another one: what is learned from the one is no stranger to the other."""
    for index, one in enumerate(tables):
        for other in tables[index + 1 :]:
            yield from _overlap(one, other)


def with_normal_text(table: LabelledTable) -> pl.DataFrame:
    """The rows and, where there is free text, `_text`: it without case, digits, links and outer spaces."""
    if table.text is None:
        return table.rows
    text = pl.col(table.text).fill_null("").str.to_lowercase()
    text = text.str.replace_all(r"https?://\S+|www\.\S+", "<link>").str.replace_all(r"\d+", "0")
    return table.rows.with_columns(_text=text.str.replace_all(r"\s+", " ").str.strip_chars())


def _overlap(one: LabelledTable, other: LabelledTable) -> Iterator[Finding]:
    shared, rows, others = _comparable(one, other)
    if not shared or not rows.height or not others.height:
        return
    common = rows.join(others.unique(), on=shared, how="semi").height
    smaller = min(rows.height, others.height)
    if common > OVERLAP_RATIO * smaller:
        observed = f"{common:,} rows are also in {other.source}, which holds {others.height:,} comparable ones"
        yield one.finding("overlap", None, "refuse", observed)


def _comparable(one: LabelledTable, other: LabelledTable) -> tuple[list[str], pl.DataFrame, pl.DataFrame]:
    """The columns both tables fill, and the rows that say enough in them to be recognised."""
    if one.text is not None and other.text is not None:
        texts = [
            with_normal_text(table).select("_text").filter(pl.col("_text").str.len_chars() > 40)
            for table in (one, other)
        ]
        return ["_text"], texts[0], texts[1]
    shared = [
        name for name in one.numeric if name in other.numeric and not _empty(one, name) and not _empty(other, name)
    ]
    if len(shared) < FEWEST_SHARED_COLUMNS:
        return [], one.rows, other.rows
    return shared, _informative(one.rows, shared), _informative(other.rows, shared)


def _informative(rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    numbers = rows.select(pl.col(name).cast(pl.Float64, strict=False) for name in names).drop_nulls()
    telling = pl.concat_list(pl.when(pl.col(name).abs() > 1).then(pl.col(name)) for name in names)
    return numbers.filter(telling.list.drop_nulls().list.n_unique() >= INFORMATIVE_VALUES)


def _empty(table: LabelledTable, name: str) -> bool:
    return table.rows[name].null_count() == table.rows.height
