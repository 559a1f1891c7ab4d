"""What do impressions cost? Advertisements of other advertisers, and of later months under drift."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from matchmaker.domain.assessment import P10, P50, P90, QUANTILE_LEVELS, Numbers
from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from matchmaker.scorers.performance.recalibration import Recalibration, Settled, Treated
from training.datasets.snapchat_ads_spend import TARGETING
from training.performance.ads_model import PLAIN, AdModel, Design, Learned, fit, learn
from training.splits import Mask

BLOCKS = 6  # of learning rows in order of time: each but the first is forecast from those before
DESIGN = Design(
    numbers=(
        "spend_log",
        "spend_per_day_log",
        "days_planned",
        "age_from",
        "age_to",
        "states_language",
        "states_end",
        "targets_count",
        "started_days",
        *TARGETING,
    ),
    words=("gender", "currency", "country"),
    leaves=15,
)


@dataclass(frozen=True)
class Judged:
    """Advertisements with the truth and what was said of them, log cost per mille; shape (rows,) and (rows, levels)."""

    rows: pl.DataFrame
    truth: Numbers
    quantiles: Numbers

    def only(self, mask: Mask) -> "Judged":
        """Some of the rows."""
        return Judged(self.rows.filter(pl.Series(mask)), self.truth[mask], self.quantiles[mask])


@dataclass(frozen=True)
class CostModel:
    """Log cost per mille of an advertisement, with errors of its own on other advertisers and on later months.

    The rest are rivals: `spend_line` is mean cost, its slope in log spend, and mean log spend.
    """

    learned: Learned
    later_errors: Numbers
    spend_line: tuple[float, float, float]
    advertiser_means: pl.DataFrame
    plain: AdModel

    @classmethod
    def of(cls, ads: pl.DataFrame, seed: int) -> "CostModel":
        """The model of advertisements (reader's columns); those without spend have no cost and are left out."""
        rows = prepared(ads)
        target = rows["cost_log"].to_numpy()
        model = learn(rows, target, rows["advertiser_id"].to_numpy(), DESIGN, seed)
        later = _forward_errors(rows, target, model.model.line_share, seed)
        means = rows.group_by("advertiser_id").agg(mean=pl.col("cost_log").mean())
        line = _spend_line(rows["spend_log"].to_numpy(), target)
        return cls(model, later, line, means, fit(rows, target, DESIGN, 0.0, seed, PLAIN))

    def judge(self, ads: pl.DataFrame) -> Judged:
        """Quantiles for other advertisements; their width is that of other advertisers at the same time."""
        rows = prepared(ads)
        return Judged(rows, rows["cost_log"].to_numpy(), self.learned.quantiles(rows))

    def judge_later(self, ads: pl.DataFrame) -> Judged:
        """Quantiles for later advertisements, untreated: their width is that of months that were still to come."""
        rows = prepared(ads)
        errors = np.quantile(self.later_errors, QUANTILE_LEVELS)
        errors[P50] = np.clip(0.0, errors[P50 - 1], errors[P50 + 1])
        return Judged(rows, rows["cost_log"].to_numpy(), self.learned.model.predict(rows)[:, None] + errors)

    def rivals(self, rows: pl.DataFrame) -> dict[str, Numbers]:
        """What others say of the cost: the mean of the advertiser learned from (else of all), a line on spend, trees.

        The trees have settings nobody chose.
        """
        spend = rows["spend_log"].to_numpy()
        mean, slope, centre = self.spend_line
        own = rows.join(self.advertiser_means, on="advertiser_id", how="left", maintain_order="left")
        return {
            "past mean": own["mean"].fill_null(mean).to_numpy(),
            "spend alone": mean + slope * (spend - centre),
            "plain trees": self.plain.both(rows)[:, 0],
        }

    def treat(self, later: Judged) -> tuple[Judged, Treated]:
        """The later advertisements with ends moved by what had settled before each; the middle stays."""
        low, high = np.quantile(self.later_errors, [0.1, 0.9])
        recalibration = Recalibration(low - self.later_errors, self.later_errors - high)
        treated = recalibration.treat(settled(later))
        return widened(later, treated), treated


def widened(judged: Judged, treated: Treated) -> Judged:
    """Quantiles stretched on either side of the middle so that p10 and p90 are the treated ends."""
    middle = judged.quantiles[:, P50]
    low, high = judged.quantiles[:, P10] - middle, judged.quantiles[:, P90] - middle
    below = np.minimum(low - treated.widen_low, 0.0) / low
    above = np.maximum(high + treated.widen_high, 0.0) / high
    steps = judged.quantiles - middle[:, None]
    stretched = middle[:, None] + steps * np.where(np.array(QUANTILE_LEVELS) < 0.5, below[:, None], above[:, None])
    return Judged(judged.rows, judged.truth, stretched)


def settled(judged: Judged) -> Settled:
    """When each cost was known: at the advertisement's end, or once it ran for the maturity window."""
    matured = pl.col("started_at") + pl.duration(days=OUTCOME_MATURITY_DAYS)
    ended = pl.when(pl.col("ended_at") > pl.col("started_at")).then("ended_at")
    known = judged.rows.select(
        asked=_days(pl.col("started_at")), known=_days(pl.min_horizontal(ended, matured)), source="advertiser_id"
    )
    return Settled(
        asked_days=known["asked"].to_numpy(),
        settled_days=known["known"].to_numpy(),
        source=known["source"].to_numpy(),
        below=judged.quantiles[:, P10] - judged.truth,
        above=judged.truth - judged.quantiles[:, P90],
    )


def prepared(ads: pl.DataFrame) -> pl.DataFrame:
    """Advertisements with spend and impressions, with the columns of DESIGN and cost_log, log of cost per mille."""
    spend, days = pl.col("spend_amount"), pl.col("days_planned")
    return ads.filter(spend > 0, pl.col("impressions_count") > 0).with_columns(
        spend_log=spend.log(),
        spend_per_day_log=spend.log() - days.log(),
        age_from=pl.col("age_bracket").str.extract(r"^(\d+)").cast(pl.Float64),
        age_to=pl.col("age_bracket").str.extract(r"-(\d+)").cast(pl.Float64),
        states_language=pl.col("language").is_not_null().cast(pl.Float64),
        states_end=pl.col("ended_at").is_not_null().cast(pl.Float64),
        targets_count=pl.sum_horizontal(TARGETING),
        started_days=_days(pl.col("started_at")),
        cost_log=(1000 * spend / pl.col("impressions_count")).log(),
    )


def _forward_errors(rows: pl.DataFrame, target: Numbers, line_share: float, seed: int) -> Numbers:
    """Errors on each block of time of a model that saw the blocks before alone."""
    return np.concatenate(list(_blocks(rows, target, line_share, seed)))


def _blocks(rows: pl.DataFrame, target: Numbers, line_share: float, seed: int) -> Iterator[Numbers]:
    started = rows["started_days"].to_numpy()
    borders = np.quantile(started, np.linspace(0, 1, BLOCKS + 1))
    for since, until in pairwise(borders[1:]):
        before, block = started <= since, (started > since) & (started <= until)
        if block.any():
            model = fit(rows.filter(pl.Series(before)), target[before], DESIGN, line_share, seed)
            yield target[block] - model.predict(rows.filter(pl.Series(block)))


def _spend_line(spend: Numbers, target: Numbers) -> tuple[float, float, float]:
    centred = spend - spend.mean()
    return float(target.mean()), float((centred * target).sum() / (centred**2).sum()), float(spend.mean())


def _days(moment: pl.Expr) -> pl.Expr:
    """Days since 1970 as a fraction."""
    return moment.dt.epoch("us") / 86_400e6
