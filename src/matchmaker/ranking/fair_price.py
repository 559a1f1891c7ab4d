"""What is a fair price? Published figures, pooled with what the customer was quoted, by platform, format and tier."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from matchmaker.domain.assessment import Numbers
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.value import Z90


@dataclass(frozen=True, order=True)
class Cell:
    """Creators whose prices are compared: one platform, format and tier."""

    platform: str
    format: str
    tier: str


@dataclass(frozen=True)
class Source:
    """One published figure as a range of what one deliverable of a cell costs."""

    low: float
    high: float
    name: str

    @property
    def log_middle(self) -> float:
        """Logarithm of the geometric middle."""
        return float(np.log(self.low * self.high) / 2)


@dataclass(frozen=True)
class Prior:
    """What is believed of a cell's typical log price before quotes: mean, standard deviation, and on what grounds.

    `assumed` says that a factor nobody published was used.
    """

    mean: float
    doubt: float
    sources: tuple[Source, ...]
    assumed: bool

    @property
    def contradiction_ratio(self) -> float:
        """The highest low over the lowest high of its sources: above 1 two of them do not even touch."""
        if not self.sources:
            return 1.0
        return max(source.low for source in self.sources) / min(source.high for source in self.sources)


@dataclass(frozen=True)
class FairPrice:
    """What one deliverable of a cell costs: p10, p50 and p90 over creators, and what that rests on."""

    cell: Cell
    p10: float
    p50: float
    p90: float
    prior: Prior
    quotes_count: int


@dataclass(frozen=True)
class FairPrices:
    """Fair prices in one currency; `quotes` are columns QUOTES in any currency, others are left out."""

    currency: str
    quotes: pl.DataFrame
    policy: Policy

    def of(self, cells: Sequence[Cell]) -> dict[Cell, FairPrice]:
        """The fair price of each cell about which anything is known.

        Log prices of cells are jointly normal: a quote for one moves the others by what they share (platform, format,
        tier), as in kriging (Cressie 1993, ch. 3). Creators vary around their cell by creator_log_spread.
        """
        quoted = self._quoted
        priors = {cell: self._prior(cell) for cell in {*cells, *quoted}}
        seen = [cell for cell in sorted(quoted) if priors[cell] is not None]
        found: dict[Cell, FairPrice] = {}
        asked = [cell for cell in sorted(set(cells)) if priors[cell] is not None]
        if not asked:
            return found
        means, doubts = self._updated(asked, seen, priors)
        for cell, mean, doubt in zip(asked, means.tolist(), doubts.tolist(), strict=True):
            spread = Z90 * np.hypot(doubt, self.policy.price.creator_log_spread)
            prior = priors[cell]
            assert prior is not None, "asked are those with a prior"
            low, middle, high = np.exp([mean - spread, mean, mean + spread]).tolist()
            found[cell] = FairPrice(cell, low, middle, high, prior, self.quotes_count(cell))
        return found

    def quotes_count(self, cell: Cell) -> int:
        """Quotes for the platform of the cell, which tell most about it."""
        return sum(count for other, (_, _, count) in self._quoted.items() if other.platform == cell.platform)

    @cached_property
    def _quoted(self) -> dict[Cell, tuple[float, float, int]]:
        """Mean log price, weight and number of the quotes of each cell, one a creator: the newest."""
        if self.quotes.is_empty():
            return {}
        usable = self.quotes.filter(
            (pl.col("currency") == self.currency) & (pl.col("amount") > 0) & pl.col("tier").is_not_null()
        )
        newest = usable.sort("quoted_at").unique(["creator_id", "platform", "format"], keep="last")
        rejected = self.policy.price.rejected_quote_weight
        weight = pl.when(pl.col("accepted").fill_null(True)).then(1.0).otherwise(rejected)
        cells = newest.with_columns(weight=weight, log=pl.col("amount").log()).group_by("platform", "format", "tier")
        means = cells.agg(
            mean=(pl.col("log") * pl.col("weight")).sum() / pl.col("weight").sum(),
            weight=pl.col("weight").sum(),
            count=pl.len(),
        )
        return {Cell(*row[:3]): row[3:] for row in means.iter_rows()}

    def _prior(self, cell: Cell) -> Prior | None:
        sources = published(cell, self.currency, self.policy)
        price = self.policy.price
        if not sources:
            if not self._quoted:
                return None
            own = np.array([mean for mean, _, _ in self._quoted.values()])
            return Prior(float(own.mean()), price.unpublished_log_doubt, (), assumed=True)
        middles = np.array([source.log_middle for source in sources])
        stated = {figure.tier for figure in price.published if figure.currency == self.currency}
        factors = int(cell.tier not in stated) + int(cell.format in price.format_factor)
        variance = middles.var() + price.source_log_doubt**2 + factors * price.assumed_log_doubt**2
        return Prior(float(middles.mean()), float(np.sqrt(variance)), sources, assumed=factors > 0)

    def _updated(
        self, asked: Sequence[Cell], seen: Sequence[Cell], priors: dict[Cell, Prior | None]
    ) -> tuple[Numbers, Numbers]:
        """Posterior mean and standard deviation of the asked cells' typical log prices."""
        mean, doubt = (_of(priors, asked, name) for name in ("mean", "doubt"))
        if not seen:
            return mean, doubt
        seen_mean, seen_doubt = (_of(priors, seen, name) for name in ("mean", "doubt"))
        observed, weight = np.array([self._quoted[cell][:2] for cell in seen]).T
        among = np.outer(seen_doubt, seen_doubt) * self._alike(seen, seen)
        across = np.outer(doubt, seen_doubt) * self._alike(asked, seen)
        noise = np.diag(self.policy.price.creator_log_spread**2 / weight)
        gain = np.linalg.solve(among + noise, across.T).T
        left = np.maximum(doubt**2 - (gain * across).sum(axis=1), 0.0)
        return mean + gain @ (observed - seen_mean), np.sqrt(left)

    def _alike(self, ones: Sequence[Cell], others: Sequence[Cell]) -> Numbers:
        """Correlation of the doubts about cells, shape (ones, others)."""
        shared = self.policy.price.shared_doubt_ratio
        own = 1 - shared.market - shared.platform - shared.format - shared.tier
        return np.array(
            [
                [
                    shared.market
                    + shared.platform * (one.platform == other.platform)
                    + shared.format * (one.format == other.format)
                    + shared.tier * (one.tier == other.tier)
                    + own * (one == other)
                    for other in others
                ]
                for one in ones
            ]
        )


def published(cell: Cell, currency: str, policy: Policy) -> tuple[Source, ...]:
    """What others publish about a cell: prices of a post, and costs per mille times impressions typical of the tier.

    Prices are moved to the cell's tier and format by the policy's factors; currencies are never converted.
    """
    price = policy.price
    kind = price.format_factor.get(cell.format, 1.0)
    prices = (
        (figure, kind * price.tier_factor[cell.tier] / price.tier_factor[figure.tier])
        for figure in price.published
        if figure.currency == currency and figure.platform in (None, cell.platform)
    )
    impressions = price.typical_followers_count[cell.tier] * policy.funnel.reach_per_follower_ratio.p50
    milles = (
        (figure, kind * impressions / 1000)
        for figure in price.published_cost_per_mille
        if figure.currency == currency and cell.tier in figure.tiers
    )
    return tuple(Source(figure.low * times, figure.high * times, figure.source) for figure, times in (*prices, *milles))


def _of(priors: dict[Cell, Prior | None], cells: Sequence[Cell], name: str) -> Numbers:
    return np.array([getattr(priors[cell], name) for cell in cells], dtype=np.float64)
