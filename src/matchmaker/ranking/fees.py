"""What does each creator ask for its deliverables? Its offer, else its own newest quotes, else the catalogue's price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import polars as pl

from matchmaker.domain.brief import Compensation, Offer
from matchmaker.domain.money import Money
from matchmaker.ranking.work import Work, posts_count

PriceSource: TypeAlias = Literal["offer", "quote", "catalogue"]
QuotedPrices: TypeAlias = Mapping[tuple[str, str, str], Money]  # by creator, platform and format

ASKED = pl.Schema(
    {
        "fee_amount": pl.Float64(),
        "fee_other_currency": pl.String(),
        "commission_ratio": pl.Float64(),
        "compensation": pl.String(),
        "price_source": pl.String(),
        "posts_planned_count": pl.Int64(),
    }
)


@dataclass(frozen=True)
class _Asked:
    """Fixed pay, share of revenue and where the price comes from."""

    fixed: Money | None
    commission_ratio: float
    compensation: Compensation | None
    source: PriceSource | None


_NOTHING = _Asked(None, 0.0, None, None)


def newest_quotes(quotes: pl.DataFrame) -> QuotedPrices:
    """The newest price of each creator, platform and format (columns QUOTES)."""
    if quotes.is_empty():
        return {}
    newest = quotes.sort("quoted_at").unique(["creator_id", "platform", "format"], keep="last")
    rows = newest.select("creator_id", "platform", "format", "amount", "currency").iter_rows()
    return {(creator, platform, kind): Money(amount, currency) for creator, platform, kind, amount, currency in rows}


def asked_prices(
    known: pl.DataFrame, work: Sequence[Work], offers: Sequence[Offer], quoted: QuotedPrices, currency: str
) -> pl.DataFrame:
    """The columns ASKED, a row a creator of `known`, in its order.

    fee_amount is what is paid whatever happens (cash, and what products cost the brand) for all deliverables, in
    `currency`; null when unknown or stated in another one, which is then fee_other_currency. The catalogue's price is
    that of one post and taken as often as there are posts.
    """
    by_creator = {offer.creator_id: offer for offer in offers}
    columns = (known[name].to_list() for name in ("creator_id", "platform", "stated_fee", "stated_currency"))
    found = [
        _in(_asked(by_creator.get(name), (name, platform), each, quoted, _stated(fee, stated_in, each)), currency)
        for name, platform, fee, stated_in, each in zip(*columns, work, strict=True)
    ]
    asked = zip(*found, strict=True) if found else ([] for _ in range(len(ASKED) - 1))
    rows = [*asked, [posts_count(each) for each in work]]
    return pl.DataFrame(dict(zip(ASKED, rows, strict=True)), schema=ASKED)


def fixed_pay(offer: Offer) -> Money | None:
    """Cash and products of an offer together, None of a commission alone.

    Raises ValidationFailedError when they are in different currencies.
    """
    parts = [part for part in (offer.fee, offer.product) if part is not None]
    if not parts:
        return None
    return Money(sum(part.in_currency(parts[0].currency) for part in parts), parts[0].currency)


def _asked(
    offer: Offer | None, creator: tuple[str, str], work: Work, quoted: QuotedPrices, stated: Money | None
) -> _Asked:
    if offer is not None:
        return _Asked(fixed_pay(offer), offer.commission_ratio or 0.0, offer.compensation, "offer")
    prices = [quoted.get((*creator, name)) for name, _ in work] if quoted else [None]
    known = [price for price in prices if price is not None]
    if work and len(known) == len(work) and len({price.currency for price in known}) == 1:
        total = sum(price.amount * count for price, (_, count) in zip(known, work, strict=True))
        return _Asked(Money(total, known[0].currency), 0.0, "cash", "quote")
    return _Asked(stated, 0.0, "cash", "catalogue") if stated else _NOTHING


def _stated(fee: float | None, currency: str | None, work: Work) -> Money | None:
    return None if fee is None or currency is None else Money(fee * posts_count(work), currency)


def _in(
    asked: _Asked, currency: str
) -> tuple[float | None, str | None, float, Compensation | None, PriceSource | None]:
    """A commission alone is paid in the currency of the revenue."""
    fixed = asked.fixed
    if fixed is None:
        amount = 0.0 if asked.compensation else None
        return amount, None, asked.commission_ratio, asked.compensation, asked.source
    if fixed.currency != currency:
        return None, fixed.currency, 0.0, None, None
    return fixed.amount, None, asked.commission_ratio, asked.compensation, asked.source
