"""The examination on both sets of advertisements: learned from one folder, asked about another."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from matchmaker.bundles import Metric
from matchmaker.domain.assessment import Numbers
from training.datasets import facebook_ads_conversions, snapchat_ads_spend
from training.datasets.source import SourceMissingError
from training.performance import ads_facebook
from training.performance.ads_snapchat import CostModel, Judged
from training.performance.figures import Case, case_figures
from training.trainer import Recipe

FEWEST_ROWS = 30  # advertisements; fewer are not worth a line
MILLE = float(np.log(1000))
FACEBOOK, SNAPCHAT = facebook_ads_conversions, snapchat_ads_spend


def ads_exam(data: Path, exam: Path, recipe: Recipe) -> tuple[Metric, ...]:
    """Figures of both sets, each where it lies below both folders: models learn from `data` alone.

    The unit is the advertisement, the group the ad set (Facebook) or advertiser (Snapchat). Snapchat's rows later
    than all that was learned from are asked in order of time: their treated intervals follow what had settled
    before each.
    """
    return tuple(row for case in exam_cases(data, exam, recipe.seed) for row in case_figures(case, recipe.seed))


def exam_cases(data: Path, exam: Path, seed: int) -> Iterator[Case]:
    """Rows with what is said of them, question by question."""
    for read, cases in ((FACEBOOK.read_ads, ads_facebook.cases), (SNAPCHAT.read_ads, snapchat_cases)):
        learned, asked = _read(read, data), _read(read, exam)
        if min(learned.height, asked.height) >= FEWEST_ROWS:
            yield from _large_enough(cases(learned, asked, seed))


def snapchat_cases(learned: pl.DataFrame, asked: pl.DataFrame, seed: int) -> Iterator[Case]:
    """Impressions and cost per mille: of the same months, and of later ones untreated and treated."""
    model = CostModel.of(learned, seed)
    later = pl.col("started_at") > learned["started_at"].max()
    same_months, later_months = asked.filter(~later), asked.filter(later)
    if same_months.height:
        judged = model.judge(same_months)
        for currency in ("USD", "others"):
            of_currency = (judged.rows["currency"] == "USD").to_numpy() == (currency == "USD")
            yield from questions(judged.only(of_currency), f"advertisers, {currency}", model)
    if later_months.height:
        untreated = model.judge_later(later_months)
        yield from questions(untreated, "later untreated", model)
        yield from questions(model.treat(untreated)[0], "later", model)


def questions(judged: Judged, name: str, model: CostModel) -> Iterator[Case]:
    """Cost per mille, and impressions, which follow from it and the spend; see CostModel.rivals for rivals."""
    rivals = model.rivals(judged.rows)
    advertisers = judged.rows["advertiser_id"].to_numpy()
    yield Case(
        SNAPCHAT.SOURCE.name, f"cost_per_mille/{name}", judged.truth, judged.quantiles, rivals, advertisers, False
    )
    spend = judged.rows["spend_log"].to_numpy() + MILLE

    def impressions(cost: Numbers) -> Numbers:
        bought: Numbers = (spend - cost.T).T
        return bought

    yield Case(
        set=SNAPCHAT.SOURCE.name,
        target=f"impressions/{name}",
        truth=impressions(judged.truth),
        quantiles=impressions(judged.quantiles)[:, ::-1],
        rivals={rival: impressions(cost) for rival, cost in rivals.items()},
        groups=advertisers,
        is_mean=False,
    )


def joined(parts: Sequence[Case]) -> Case:
    """The same question asked of several parts of a set, as one."""
    first = parts[0]
    return Case(
        set=first.set,
        target=first.target,
        truth=np.concatenate([part.truth for part in parts]),
        quantiles=np.concatenate([part.quantiles for part in parts]),
        rivals={rival: np.concatenate([part.rivals[rival] for part in parts]) for rival in first.rivals},
        groups=np.concatenate([part.groups for part in parts]),
        is_mean=first.is_mean,
    )


def _large_enough(cases: Iterator[Case]) -> Iterator[Case]:
    return (case for case in cases if len(case.truth) >= FEWEST_ROWS)


def _read(read: Callable[[Path], pl.DataFrame], folder: Path) -> pl.DataFrame:
    """The advertisements below a folder; no rows where there are none."""
    try:
        return read(folder)
    except SourceMissingError:
        return pl.DataFrame()
