"""How good are forecasts? Each set's main metric on held-out authors, known and cold, beside naive rivals."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.bundles import Metric
from matchmaker.domain.assessment import P10, P50, P90, QUANTILE_LEVELS, Numbers
from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from matchmaker.domain.tiers import tier_expression
from matchmaker.scorers.performance.columns import METRICS
from matchmaker.scorers.performance.coverage import COVERAGE_SET, GROUP_SET, SIZE_UNKNOWN, group_name
from matchmaker.scorers.performance.model import PerformanceModel, floats
from matchmaker.scorers.performance.parameters import HISTORY_FROM, history_class
from training.evaluation import coverage, mae, metric_row, pinball, r2, spearman
from training.performance.rows import authors, latest, target_rows, without_counts, without_plan

KNOWN_FROM = 4  # earlier posts from which an author counts as known
MAIN = MappingProxyType({"tiktok-vn-2025": "views_count", "youtube-daily-growth-2026": "views_count"})  # else likes
MICRO = (10_000, 100_000)
FEWEST_ROWS = 30  # fewer are not worth a line
FEWEST_GROUP_ROWS = 200
ERRORS: tuple[tuple[str, Callable[..., float]], ...] = (("spearman", spearman), ("r2", r2), ("mae", mae))


@dataclass(frozen=True)
class Case:
    """Held-out rows of one set and question: truth and forecasts on the log scale, and rivals by name.

    `truth`: shape (rows,); `quantiles`: shape (rows, len(QUANTILE_LEVELS)); `groups`: the author of each row.
    """

    set: str
    target: str
    truth: Numbers
    quantiles: Numbers
    rivals: Mapping[str, Numbers]
    groups: NDArray[np.str_]
    is_mean: bool


def rows_to_judge(model: PerformanceModel, test: pl.DataFrame) -> pl.DataFrame:
    """Rows of held-out authors with their forecast, in every case they can be asked in.

    known: counts of the past and the plan are given; ordinary: no plan; unseen: the plan but no counts; cold:
    neither, at the newest post, against the mean of all the author's posts. `quantiles` holds log1p counts at
    QUANTILE_LEVELS, `trend` what followers alone say; rows that have no forecast are left out.
    """
    mature = pl.lit(float(OUTCOME_MATURITY_DAYS)).alias("planned_age_days")
    asked = {
        "known": test,
        "ordinary": without_plan(test),
        "unseen": without_counts(test),
        "cold": without_plan(without_counts(latest(test))).with_columns(mature),
    }
    return pl.concat([_forecast(model, rows, case, test) for case, rows in asked.items()], how="vertical")


def figures(judged: pl.DataFrame, whole: pl.DataFrame, seed: int) -> tuple[Metric, ...]:
    """Report rows of every set and case, of groups, and the coverage of `whole` that forecasts will quote."""
    rows = [row for case in cases(judged) for row in case_figures(case, seed)]
    return (*rows, *coverage_figures(judged, whole, seed))


def coverage_figures(judged: pl.DataFrame, whole: pl.DataFrame, seed: int) -> tuple[Metric, ...]:
    """What forecasts will quote: coverage over `whole`, and in every group of `judged` that is large enough."""
    return (_overall_coverage(whole, seed), *_group_coverage(judged, seed))


def cases(judged: pl.DataFrame, *, every_metric: bool = False) -> Iterator[Case]:
    """The main metric of each set, or every one it has, in every case that has rows enough."""
    for (name,), rows in judged.sort("set", maintain_order=True).group_by("set", maintain_order=True):
        main = MAIN.get(str(name), "likes_count")
        asked = [metric for metric in METRICS if metric in rows["metric"].unique()] if every_metric else [main]
        for metric in asked:
            yield from _metric_cases(str(name), metric, rows.filter(metric=metric), is_main=metric == main)


def _metric_cases(name: str, metric: str, rows: pl.DataFrame, *, is_main: bool) -> Iterator[Case]:
    known = pl.col("past_count") >= KNOWN_FROM
    micro = pl.col("followers_count").is_between(*MICRO)
    what = metric.removesuffix("_count")
    for case in ("known", "ordinary") if name in MAIN and is_main else ("known",):
        asked = rows.filter(known, case=case)
        yield from _case(name, f"{what}/{case}", asked)
        if name in MAIN:
            yield from _case(name, f"{what}/{case} micro", asked.filter(micro))
    for case in ("unseen", "cold"):
        yield from _case(name, f"{what}/{case}", rows.filter(case=case))


def case_figures(case: Case, seed: int) -> Iterator[Metric]:
    """Errors beside each rival, then the quality of the quantiles; a mean of posts has no quantiles to judge."""
    for name, statistic in ERRORS:
        yield from _beside_rivals(case, name, statistic, case.quantiles[:, P50], case.rivals, seed)
    if not case.is_mean:
        # A rival without quantiles says its one number at every level.
        certain = {rival: np.repeat(values[:, None], len(QUANTILE_LEVELS), 1) for rival, values in case.rivals.items()}
        yield from _beside_rivals(case, "pinball", mean_pinball, case.quantiles, certain, seed)
        yield from _interval_figures(case, seed)


def _beside_rivals(
    case: Case, name: str, statistic: Callable[..., float], said: Numbers, rivals: Mapping[str, Numbers], seed: int
) -> Iterator[Metric]:
    row = metric_row(case.set, case.target, name, statistic, case.truth, said, groups=case.groups, seed=seed)
    if not rivals:
        yield row
    for rival, values in rivals.items():
        yield row.model_copy(update={"rival": rival, "rival_value": _rival_value(statistic, case.truth, values)})


def _interval_figures(case: Case, seed: int) -> Iterator[Metric]:
    truth, groups = case.truth, case.groups
    low, high = case.quantiles[:, P10], case.quantiles[:, P90]
    yield metric_row(case.set, case.target, "coverage", coverage, truth, low, high, groups=groups, seed=seed)
    yield metric_row(case.set, case.target, "width", _width, low, high, groups=groups, seed=seed)


def mean_pinball(truth: Numbers, quantiles: Numbers) -> float:
    """Pinball loss averaged over QUANTILE_LEVELS, log scale."""
    return float(np.mean([pinball(truth, quantiles[:, place], level) for place, level in enumerate(QUANTILE_LEVELS)]))


def quantile_matrix(rows: pl.DataFrame) -> Numbers:
    """The `quantiles` column, shape (rows, levels)."""
    matrix: Numbers = rows["quantiles"].to_numpy()
    return matrix.reshape(rows.height, len(QUANTILE_LEVELS))


def _forecast(model: PerformanceModel, examples: pl.DataFrame, case: str, test: pl.DataFrame) -> pl.DataFrame:
    rows = target_rows(examples)
    followers_alone = PerformanceModel(model.parameters)
    answered = rows.select(
        *("set", "author_id", "platform", "metric", "followers_count", "past_count", "past_mean", "rival", "target"),
        case=pl.lit(case),
        trend=pl.Series(followers_alone.priors(rows), nan_to_null=True),
        quantiles=pl.Series(model.quantiles(rows), dtype=pl.Array(pl.Float64, len(QUANTILE_LEVELS))),
    )
    if case == "cold":
        means = target_rows(test).group_by("set", "author_id", "metric").agg(pl.col("target").mean())
        answered = answered.update(means, on=["set", "author_id", "metric"])
    return answered.filter(pl.col("quantiles").arr.get(P50).is_finite())


def _case(name: str, target: str, rows: pl.DataFrame) -> Iterator[Case]:
    if rows.height < FEWEST_ROWS:
        return
    columns = {"past mean": "rival", "past-30 mean": "past_mean", "followers only": "trend"}
    rivals = {rival: floats(rows, column) for rival, column in columns.items() if rows[column].null_count() == 0}
    yield Case(
        set=name,
        target=target,
        truth=floats(rows, "target"),
        quantiles=quantile_matrix(rows),
        rivals=rivals,
        groups=authors(rows),
        is_mean=target.endswith("/cold"),
    )


def _overall_coverage(rows: pl.DataFrame, seed: int) -> Metric:
    """Coverage over all metrics of posts asked about as the service asks: without a plan, with what is known."""
    return _coverage(COVERAGE_SET, "all metrics", rows.filter(case="ordinary"), seed)


def _group_coverage(judged: pl.DataFrame, seed: int) -> Iterator[Metric]:
    """Coverage in every platform, in its tiers by history length, and there metric by metric."""
    ordinary = judged.filter(case="ordinary")
    cells = ordinary.with_columns(
        tier=tier_expression(pl.col("followers_count")).fill_null(SIZE_UNKNOWN),
        history=pl.Series(history_class(floats(ordinary, "past_count"))),
    )
    for keys in (("platform",), ("platform", "tier", "history"), ("platform", "tier", "history", "metric")):
        for names, rows in cells.sort(keys).group_by(keys, maintain_order=True):
            if rows.height >= FEWEST_GROUP_ROWS:
                yield _coverage(GROUP_SET, _group_name(*names), rows, seed)


def _group_name(platform: object, tier: object = None, history: object = None, metric: object = "") -> str:
    posts = None if history is None else HISTORY_FROM[int(str(history))]
    return group_name(str(platform), None if tier is None else str(tier), posts, str(metric))


def _coverage(set: str, target: str, rows: pl.DataFrame, seed: int) -> Metric:
    quantiles = quantile_matrix(rows)
    bounds = quantiles[:, P10], quantiles[:, P90]
    return metric_row(
        set, target, "coverage", coverage, floats(rows, "target"), *bounds, groups=authors(rows), seed=seed
    )


def _width(low: Numbers, high: Numbers) -> float:
    return float(np.mean(high - low))


def _rival_value(statistic: Callable[..., float], truth: Numbers, values: Numbers) -> float | None:
    value = statistic(truth, values)
    return None if np.isnan(value) else value
