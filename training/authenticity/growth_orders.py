"""Bought followers put into follower histories: sized and shaped as sellers of followers state it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self, TypeAlias, get_args

import numpy as np
import polars as pl

from training.authenticity.growth_histories import Histories, Numbers

Kind: TypeAlias = Literal["order", "drip", "purge"]
KINDS: tuple[Kind, ...] = get_args(Kind)

USUAL_PLATFORM = "instagram"  # whose followers are sold most
KIND_SHARES = (0.6, 0.25, 0.15)
AT_ONCE_SHARE = 0.3  # sellers also offer delivery within the hour
SIZE_MEDIAN_RATIO, SIZE_SPREAD = 0.12, 1.0  # followers ordered / followers before; log-normal
SIZE_LIMITS_RATIO = (0.01, 2.0)
PURGE_MEDIAN_RATIO, PURGE_SPREAD, PURGE_LIMITS_RATIO = 0.08, 0.8, (0.005, 0.6)
PURGE_DAYS = 3  # platforms remove accounts within a few days
DRIP_DAYS = (14, 60)
UNEVENNESSES = (0.0, 0.15)  # log spread of a day's delivery: some sellers deliver to the follower
LOSS_SHARE = 0.75  # orders of which some followers leave again
LOSS_HALF_LIFE_DAYS = (2.0, 25.0)
SUDDEN_LOSS_SHARE = 0.2  # of the losses: all at once
FEWEST_DAYS_BEFORE, FEWEST_DAYS_AFTER = 5, 2  # of history around the first day of an order


@dataclass(frozen=True)
class Market:
    """What sellers state: followers delivered a day and shares that leave again, one entry an offer; and the median
    delivery of USUAL_PLATFORM."""

    delivered_per_day: Numbers
    drop_off_ratios: Numbers
    usual_per_day: float

    @classmethod
    def of(cls, offers: pl.DataFrame) -> Self:
        """Offers of followers on any platform (see `bot_market_2021`)."""
        followers = offers.filter(pl.col("action") == "participate")
        per_day = followers["delivery_per_day"].drop_nulls().cast(pl.Float64)
        usual = followers.filter(pl.col("platform") == USUAL_PLATFORM)["delivery_per_day"].drop_nulls()
        return cls(
            per_day.to_numpy(),
            followers["drop_off_ratio"].drop_nulls().to_numpy(),
            float(np.median(usual if len(usual) else per_day)),
        )


@dataclass(frozen=True)
class Order:
    """What is ordered; what is None is drawn. `per_day` of infinity is delivery at once."""

    kind: Kind | None = None
    size_ratio: float | None = None
    per_day: float | None = None


def with_orders(
    histories: Histories,
    market: Market,
    order: Order,
    random: np.random.Generator,
    ordered: Sequence[bool] | None = None,
) -> tuple[Histories, pl.DataFrame]:
    """The histories with one order in each (in those `ordered`), and the orders.

    Orders: creator_id, kind, began and ended (days since 1970: the last day before anything of it, and the last of
    its delivery), years (of the history). Histories too short for an order have none.
    """
    counts = list(histories.counts)
    rows: list[tuple[str, Kind, int, int, float]] = []
    for number, before in enumerate(histories.counts):
        if (ordered is not None and not ordered[number]) or len(before) < FEWEST_DAYS_BEFORE + FEWEST_DAYS_AFTER + 1:
            continue
        start = int(random.integers(FEWEST_DAYS_BEFORE, len(before) - FEWEST_DAYS_AFTER))
        kind: Kind = order.kind or KINDS[int(random.choice(len(KINDS), p=KIND_SHARES))]
        draw = _purge if kind == "purge" else _delivery
        change, days = draw(float(before[start - 1]), len(before) - start, kind, order, market, random)
        counts[number] = np.maximum(before + np.append(np.zeros(start), change), 1.0)
        first = int(histories.first_days[number])
        rows.append(
            (histories.creator_ids[number], kind, first + start - 1, first + start + days - 1, histories.years[number])
        )
    schema = {"creator_id": pl.String, "kind": pl.String, "began": pl.Int64, "ended": pl.Int64, "years": pl.Float64}
    return histories.with_counts(counts), pl.DataFrame(rows, schema=schema, orient="row")


def _purge(
    before: float, days: int, kind: Kind, order: Order, market: Market, random: np.random.Generator
) -> tuple[Numbers, int]:
    ratio = order.size_ratio or float(
        np.clip(random.lognormal(np.log(PURGE_MEDIAN_RATIO), PURGE_SPREAD), *PURGE_LIMITS_RATIO)
    )
    span = int(random.integers(1, PURGE_DAYS + 1))
    return -before * ratio * np.minimum((np.arange(days) + 1) / span, 1.0), min(span, days)


def _delivery(
    before: float, days: int, kind: Kind, order: Order, market: Market, random: np.random.Generator
) -> tuple[Numbers, int]:
    ratio = order.size_ratio or float(
        np.clip(random.lognormal(np.log(SIZE_MEDIAN_RATIO), SIZE_SPREAD), *SIZE_LIMITS_RATIO)
    )
    total = max(before * ratio, 20.0)
    per_day = order.per_day or _per_day(kind, total, market, random)
    unevenness = random.choice(UNEVENNESSES) if per_day < total else 0.0
    daily = np.minimum(per_day, total) * random.lognormal(0.0, unevenness, days)
    arrived = np.minimum(np.cumsum(daily), total)
    delivered_days = int(np.searchsorted(arrived, total)) + 1
    arrivals = np.diff(arrived, prepend=0.0)
    left = np.convolve(arrivals, _share_left(days, market, random))[:days]
    return arrived - left, min(delivered_days, days)


def _per_day(kind: Kind, total: float, market: Market, random: np.random.Generator) -> float:
    if kind == "drip":
        return total / float(random.integers(*DRIP_DAYS))
    if random.random() < AT_ONCE_SHARE:
        return total
    return float(random.choice(market.delivered_per_day))


def _share_left(days: int, market: Market, random: np.random.Generator) -> Numbers:
    """Share of a day's arrivals that is gone again, by days since."""
    age = np.arange(days, dtype=np.float64)
    if random.random() >= LOSS_SHARE:
        return np.zeros(days)
    drop_off, half_life = float(random.choice(market.drop_off_ratios)), random.uniform(*LOSS_HALF_LIFE_DAYS)
    gone: Numbers = 1 - 0.5 ** (age / half_life)
    if random.random() < SUDDEN_LOSS_SHARE:
        gone = (age >= half_life).astype(np.float64)
    return drop_off * gone
