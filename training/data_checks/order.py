"""Does the position in the file, or the calendar, tell more than it should?"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from training.data_table import Finding, LabelledTable, one_class_against_the_rest, separation

FEWEST_ROWS = 20  # below this order is chance
SORTED_AUC = 0.95  # of the position alone
SORTED_RATIO = 0.95  # of the steps from one row to the next that lead the same way
SHORT_DAYS = 60  # seasons, launches and holidays do not show within two months


def ordered_by_class(table: LabelledTable) -> Iterator[Finding]:
    """A file sorted by class: splits by position are splits by label."""
    position = np.arange(table.rows.height, dtype=np.float64)
    if table.label is None or table.rows.height < FEWEST_ROWS:
        return
    areas = [separation(position, rows) for _, rows in one_class_against_the_rest(table)]
    area = max((area for area in areas if area == area), default=0.5)
    if area > SORTED_AUC:
        yield table.finding("ordered_by_class", None, "warn", f"the position in the file alone has ROC-AUC {area:.3f}")


def ordered_by_time(table: LabelledTable) -> Iterator[Finding]:
    """Rows in order of their moments, in the file or within each group: neighbours are not independent."""
    for name, moments in _moments(table):
        rows = pl.DataFrame({"moment": moments, "group": table.rows[table.group] if table.group else 0}).drop_nulls()
        step = pl.col("moment").diff().over("group").dt.total_seconds()
        steps = rows.with_columns(step=step).filter(pl.col("step") != 0)
        if steps.height < FEWEST_ROWS:
            continue
        # Each group may run forwards or backwards.
        forwards = steps.group_by("group").agg(
            pl.len(), up=(pl.col("step") > 0).mean(), down=(pl.col("step") < 0).mean()
        )
        ordered = forwards.select(pl.max_horizontal("up", "down") * pl.col("len")).to_series().sum()
        if ordered > SORTED_RATIO * steps.height:
            where = f"within each {table.group}" if table.group else "in the file"
            yield table.finding("ordered_by_time", name, "warn", f"rows follow each other in time {where}")


def short_period(table: LabelledTable) -> Iterator[Finding]:
    """Moments that span less than two months."""
    for name, moments in _moments(table):
        days = float(np.ptp(moments.drop_nulls().dt.epoch("s").to_numpy())) / 86_400
        if 0 < days < SHORT_DAYS:
            yield table.finding("short_period", name, "warn", f"{days:.0f} days")


def _moments(table: LabelledTable) -> Iterator[tuple[str, pl.Series]]:
    """The columns that are dates or moments, or are written as such."""
    for name in table.rows.columns:
        column = table.rows[name]
        if column.dtype == pl.String:
            column = column.str.slice(0, 19).str.to_datetime(strict=False, format=_format(column))
        if isinstance(column.dtype, pl.Datetime | pl.Date) and column.len() - column.null_count() >= FEWEST_ROWS:
            yield name, column.cast(pl.Datetime("us"))


def _format(column: pl.Series) -> str:
    first = column.drop_nulls().head(1).to_list()
    return "%Y-%m-%dT%H:%M:%S" if first and "T" in first[0] else "%Y-%m-%d"
