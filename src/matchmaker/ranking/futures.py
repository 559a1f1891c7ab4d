"""Draws that are asked for again: where goals are judged, and where pay moves with sales."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from matchmaker.domain.assessment import Numbers
from matchmaker.ranking.outlook import Outlook
from matchmaker.ranking.performance import Terms, commission_intervals, fixed_intervals
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.value import Draws, simulate
from matchmaker.ranking.work import Prospects, Rows


@dataclass(frozen=True)
class Futures:
    """Draws of some creators: `rows` are their numbers in the candidate table, parts are aligned with them."""

    rows: Rows
    creator_ids: tuple[str, ...]
    draws: Draws
    prospects: Prospects

    def places(self, rows: Sequence[int]) -> Rows:
        """Where these candidates are among the drawn ones."""
        place = {row: number for number, row in enumerate(self.rows.tolist())}
        return np.array([place[row] for row in rows], np.int64)


def futures_of(rows: Sequence[int], candidates: pl.DataFrame, prospects: Prospects, policy: Policy) -> Futures:
    """Draws of these rows of the candidate table, of which `prospects` has the same rows."""
    chosen = np.array(rows, np.int64)
    table, drawn_from = candidates[chosen], prospects.only(chosen)
    draws = simulate(table, drawn_from, policy)
    return Futures(chosen, tuple(table["creator_id"].to_list()), draws, drawn_from)


def paid_intervals_of(
    candidates: pl.DataFrame, prospects: Prospects, outlook: Outlook, terms: Terms, policy: Policy
) -> dict[str, Numbers]:
    """Intervals of cost, cost per unit and return of every candidate; those on commission are drawn jointly."""
    found = fixed_intervals(candidates, outlook, terms)
    ratios: Numbers = candidates["commission_ratio"].to_numpy()
    rows = np.flatnonzero((ratios > 0) & candidates["fee_amount"].is_not_null().to_numpy())
    if not rows.size:
        return found
    fixed = candidates["fee_amount"].to_numpy()[rows]
    futures = futures_of(rows.tolist(), candidates, prospects, policy)
    for name, column in commission_intervals(fixed, ratios[rows], futures.draws, terms).items():
        found[name][rows] = column
    return found


def expected_costs(candidates: pl.DataFrame, outlook: Outlook, terms: Terms) -> list[float | None]:
    """What each candidate is expected to cost, commission included; null where its price is unknown."""
    revenue = pl.Series(outlook.expected["conversions"]).fill_nan(0.0) * (terms.order_value or 0.0)
    costs = candidates["fee_amount"] + candidates["commission_ratio"] * revenue
    return costs.to_list()
