"""What do advertisements bring and cost, how far does the funnel carry, and do intervals survive later months?

Facebook: five folds by ad set. Snapchat: five folds by advertiser; and for each of seven dates a model of all
before it, asked in order of time about all after it, with intervals as learned and as treated by what had settled.
Funnel: a prior without the set, updated with four fifths of the ad sets, asked about the clicks and sales of the rest.
"""

import argparse
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import betabinom

from matchmaker.bundles import Metric
from matchmaker.domain.assessment import Numbers
from matchmaker.scorers.performance.funnel import Funnel
from training.datasets import facebook_ads_conversions, snapchat_ads_spend
from training.evaluation import coverage, mae, metric_row, spearman
from training.performance import ads_facebook
from training.performance.ads import joined, questions, snapchat_cases
from training.performance.ads_plots import drift_plot
from training.performance.ads_snapchat import CostModel
from training.performance.figures import Case, case_figures
from training.splits import by_group

FOLDS = 5
SEED = 7
DATES = ("2018-10-15", "2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01", "2020-05-01", "2020-06-01")
SEEN = datetime(2026, 1, 1, tzinfo=UTC)  # any moment: advertisements without a date are mature
CREATORS, REPEATS = 500, 20  # of the timing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the sets lie, and where pictures go."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--plots", type=Path, metavar="DIR", help="write coverage by week of each date here, as SVG")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Report rows of every set that is there, and the time the funnel takes."""
    rows = [_speed()]
    if facebook_ads_conversions.SOURCE.exists(arguments.data):
        ads = facebook_ads_conversions.read_ads(arguments.data)
        rows += [row for case in _folds(_facebook(ads)) for row in case_figures(case, SEED)]
        rows += _funnel(ads)
    if snapchat_ads_spend.SOURCE.exists(arguments.data):
        ads = snapchat_ads_spend.read_ads(arguments.data)
        rows += [row for case in _folds(_snapchat(ads)) for row in case_figures(case, SEED)]
        rows += [row for date in DATES for row in _later(ads, date, arguments.plots)]
    return rows


def _facebook(ads: pl.DataFrame) -> Iterator[list[Case]]:
    for held_out in by_group(ads["ad_set_id"].to_numpy(), (1,) * FOLDS, SEED):
        yield list(ads_facebook.cases(ads.filter(pl.Series(~held_out)), ads.filter(pl.Series(held_out)), SEED))


def _snapchat(ads: pl.DataFrame) -> Iterator[list[Case]]:
    for held_out in by_group(ads["advertiser_id"].to_numpy(), (1,) * FOLDS, SEED):
        told = snapchat_cases(ads.filter(pl.Series(~held_out)), ads.filter(pl.Series(held_out)), SEED)
        # A row of the last day may lie after all that was learned from: the later months have figures of their own.
        yield [case for case in told if "later" not in case.target]


def _folds(parts: Iterator[list[Case]]) -> Iterator[Case]:
    """Each question over all folds."""
    told = [case for part in parts for case in part]
    for target in dict.fromkeys(case.target for case in told):
        yield joined([case for case in told if case.target == target])


def _later(ads: pl.DataFrame, date: str, plots: Path | None) -> Iterator[Metric]:
    """Figures of the advertisements after a date, and for what share of them an alarm was up."""
    since = datetime.fromisoformat(date).replace(tzinfo=UTC)
    model = CostModel.of(ads.filter(pl.col("started_at") < since), SEED)
    untreated = model.judge_later(ads.filter(pl.col("started_at") >= since))
    treated, treatment = model.treat(untreated)
    for judged, name in ((untreated, "later untreated"), (treated, "later")):
        yield from case_figures(next(questions(judged, f"{name} from {date}", model)), SEED)
    groups = treated.rows["advertiser_id"].to_numpy()
    for name, flags in (("drifting_ratio", treatment.drifting), ("alarmed_ratio", treatment.alarmed)):
        target = f"cost_per_mille/later from {date}"
        yield metric_row(
            snapchat_ads_spend.SOURCE.name, target, name, _share, flags.astype(np.float64), groups=groups, seed=SEED
        )
    if plots is not None:
        plots.mkdir(parents=True, exist_ok=True)
        drift_plot(untreated, treated, treatment).savefig(plots / f"drift-{date}.svg")


def _funnel(ads: pl.DataFrame) -> Iterator[Metric]:
    """Clicks given impressions and sales given clicks of unseen ad sets: a campaign is an objective, interests categories."""
    rows = ads.select(
        outcome_id="ad_id",
        creator_id="ad_set_id",
        platform=pl.lit("facebook"),
        objective="campaign_id",
        category="interest",
        observed_at=pl.lit(SEEN),
        impressions_count="impressions_count",
        clicks_count="clicks_count",
        conversions_count="sales_count",
    )
    parts = []
    for held_out in by_group(ads["ad_set_id"].to_numpy(), (1,) * FOLDS, SEED):
        asked = rows.filter(pl.Series(held_out))
        told = Funnel.assumed().updated(rows.filter(pl.Series(~held_out))).rates(asked)
        parts.append(pl.concat([asked, told.drop("creator_id")], how="horizontal"))
    for step, trials, successes in (
        ("clicks_per_impression", "impressions_count", "clicks_count"),
        ("conversions_per_click", "clicks_count", "conversions_count"),
    ):
        # Sales without a click came from people who only saw: no rate of clicks tells them.
        told = pl.concat(parts).filter(pl.col(trials) > 0, pl.col(successes) <= pl.col(trials))
        yield from _step(told, step, trials, successes)


def _step(told: pl.DataFrame, step: str, trials: str, successes: str) -> Iterator[Metric]:
    alpha, beta = told[f"{step}_alpha"].to_numpy(), told[f"{step}_beta"].to_numpy()
    of, truth, groups = told[trials].to_numpy(), told[successes].to_numpy(), told["creator_id"].to_numpy()
    low, middle, high = (betabinom.ppf(level, of.astype(int), alpha, beta) for level in (0.1, 0.5, 0.9))
    assumed = Funnel.assumed().rates(told.head(1)).row(0, named=True)
    prior = np.log1p(betabinom.ppf(0.5, of.astype(int), assumed[f"{step}_alpha"], assumed[f"{step}_beta"]))
    set_, target = facebook_ads_conversions.SOURCE.name, f"{step}/funnel, unseen ad sets"
    yield metric_row(set_, target, "coverage", coverage, truth, low, high, groups=groups, seed=SEED)
    for name, statistic in (("spearman", spearman), ("mae", mae)):
        row = metric_row(set_, target, name, statistic, np.log1p(truth), np.log1p(middle), groups=groups, seed=SEED)
        value = statistic(np.log1p(truth), prior)
        yield row.model_copy(update={"rival": "prior alone", "rival_value": value})


def _speed() -> Metric:
    """Milliseconds for the rates of 500 creators after 1,000 own outcomes, the pooling done once before."""
    names = [f"c{place}" for place in range(CREATORS)]
    asked = pl.DataFrame({"creator_id": names}).with_columns(
        platform=pl.lit("instagram"), objective=pl.lit("clicks"), category=pl.lit("skincare")
    )
    outcomes = pl.concat([asked, asked.with_columns(platform=pl.lit("tiktok"))]).with_columns(
        outcome_id=pl.int_range(pl.len()).cast(pl.String),
        observed_at=pl.lit(SEEN),
        impressions_count=pl.lit(10_000.0),
        clicks_count=pl.lit(80.0),
        conversions_count=pl.lit(2.0),
    )
    funnel = Funnel.assumed().updated(outcomes)
    funnel.rates(asked)
    taken = [_milliseconds(funnel, asked) for _ in range(REPEATS)]
    return metric_row("generated", "funnel, 500 creators", "median_ms", _median, np.array(taken), seed=SEED)


def _milliseconds(funnel: Funnel, asked: pl.DataFrame) -> float:
    began = time.perf_counter()
    funnel.rates(asked)
    return 1_000 * (time.perf_counter() - began)


def _median(values: Numbers) -> float:
    return float(np.median(values))


def _share(flags: Numbers) -> float:
    return float(flags.mean())
