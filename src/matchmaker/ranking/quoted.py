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
    return sorted({cell for cells in _cells(candidates, work) for cell, _ in cells})


def price_parts(candidates: pl.DataFrame, work: Sequence[Work], fair: Mapping[Cell, FairPrice]) -> list[PricePart]:
    """One part a candidate. A dear creator is dear for each deliverable: percentiles of their prices add up."""
    asked = zip(
        *(candidates[name].to_list() for name in ("fee_amount", "commission_ratio", "price_source")), strict=True
    )
    totals: dict[tuple[tuple[Cell, int], ...], Quantiles | None] = {}
    found: list[PricePart] = []
    for cells, (fee, commission_ratio, source) in zip(_cells(candidates, work), asked, strict=True):
        if cells not in totals:
            totals[cells] = _total(cells, fair)
        # Pay that depends on sales is not comparable with a price of a post.
        found.append(_part(fee if not commission_ratio else None, source, totals[cells]))
    return found


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


def _cells(candidates: pl.DataFrame, work: Sequence[Work]) -> Iterator[tuple[tuple[Cell, int], ...]]:
    known: dict[tuple[str, str | None, Work], tuple[tuple[Cell, int], ...]] = {}
    for (platform, tier), each in zip(
        zip(candidates["platform"].to_list(), candidates["tier"].to_list(), strict=True), work, strict=True
    ):
        key = platform, tier, each
        if key not in known:
            counted = () if tier is None else each
            known[key] = tuple((Cell(platform, name, tier), count) for name, count in counted)
        yield known[key]


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
