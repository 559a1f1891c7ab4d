"""Quoted vs fair: what each creator asks beside what comparable creators cost."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from matchmaker.ranking.document import FairPricePart, PricePart, Quantiles
from matchmaker.ranking.fair_price import Cell, FairPrice
from matchmaker.ranking.work import Work

_SHOWN_DECIMALS = 2  # of amounts
_RATIO_DECIMALS = 4


def cells_of(candidates: pl.DataFrame, work: Sequence[Work]) -> list[Cell]:
    """Every cell that a candidate's deliverables fall into; creators of unknown size have none."""
    return sorted({cell for key in set(_keys(candidates, work)) for cell, _ in _cells(*key)})


def price_parts(candidates: pl.DataFrame, work: Sequence[Work], fair: Mapping[Cell, FairPrice]) -> list[PricePart]:
    """One part a candidate. A dear creator is dear for each deliverable: percentiles of their prices add up."""
    keys = list(_keys(candidates, work))
    totals = {key: _total(_cells(*key), fair) for key in set(keys)}
    asked = (candidates[name].to_list() for name in ("fee_amount", "commission_ratio", "price_source"))
    # Pay that depends on sales is not comparable with a price of a post.
    return [
        _part(None if commission_ratio else fee, source, totals[key])
        for key, fee, commission_ratio, source in zip(keys, *asked, strict=True)
    ]


def fair_price_parts(fair: Mapping[Cell, FairPrice], currency: str) -> list[FairPricePart]:
    """The fair price of one deliverable of each cell, as answered."""
    return [
        {
            "platform": cell.platform,
            "format": cell.format,
            "tier": cell.tier,
            "currency": currency,
            "amount": _quantiles(price.p10, price.p50, price.p90, _SHOWN_DECIMALS),
            "sources": [source.name for source in price.prior.sources],
            "contradiction_ratio": round(price.prior.contradiction_ratio, _RATIO_DECIMALS),
            "quotes_count": price.quotes_count,
            "assumed": price.prior.assumed,
        }
        for cell, price in sorted(fair.items())
    ]


def _keys(candidates: pl.DataFrame, work: Sequence[Work]) -> Iterator[tuple[str, str | None, Work]]:
    return zip(candidates["platform"].to_list(), candidates["tier"].to_list(), work, strict=True)


def _cells(platform: str, tier: str | None, work: Work) -> list[tuple[Cell, int]]:
    return [] if tier is None else [(Cell(platform, name, tier), count) for name, count in work]


def _total(cells: Sequence[tuple[Cell, int]], fair: Mapping[Cell, FairPrice]) -> Quantiles | None:
    if not cells or any(cell not in fair for cell, _ in cells):
        return None
    p10, p50, p90 = (
        sum(count * getattr(fair[cell], level) for cell, count in cells) for level in ("p10", "p50", "p90")
    )
    return _quantiles(p10, p50, p90, _SHOWN_DECIMALS)


def _part(fee: float | None, source: str | None, fair: Quantiles | None) -> PricePart:
    part: PricePart = {
        "quoted": fee,
        "source": source,  # type: ignore[typeddict-item]
        "fair": fair,
        "quoted_per_fair_ratio": None,
        "position": None,
    }
    if fee is None or fair is None:
        return part
    part["quoted_per_fair_ratio"] = _quantiles(fee / fair["p90"], fee / fair["p50"], fee / fair["p10"], _RATIO_DECIMALS)
    part["position"] = "below" if fee < fair["p10"] else "above" if fee > fair["p90"] else "within"
    return part


def _quantiles(p10: float, p50: float, p90: float, decimals: int) -> Quantiles:
    return {"p10": round(p10, decimals), "p50": round(p50, decimals), "p90": round(p90, decimals)}
