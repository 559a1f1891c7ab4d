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
    posts = [posts_count(each) for each in work]
    by_creator = {offer.creator_id: offer for offer in offers}
    quoting = {creator_id for creator_id, _, _ in quoted}
    columns = _stated(known, posts, currency)
    for row, (name, platform) in enumerate(
        zip(known["creator_id"].to_list(), known["platform"].to_list(), strict=True)
    ):
        asked = _offered(by_creator[name]) if name in by_creator else None
        if asked is None and name in quoting:
            asked = _own_quotes(name, platform, work[row], quoted)
        if asked is not None:
            for column, value in zip(columns, _in(asked, currency), strict=True):
                column[row] = value
    return pl.DataFrame(dict(zip(ASKED, (*columns, posts), strict=True)), schema=ASKED)


def _stated(known: pl.DataFrame, posts: Sequence[int], currency: str) -> tuple[list[object], ...]:
    """The catalogue's prices: all columns of ASKED but the last."""
    count = known.height
    pairs = list(zip(known["stated_fee"].to_list(), known["stated_currency"].to_list(), strict=True))
    priced = [fee is not None and stated == currency for fee, stated in pairs]
    fees: list[object] = [
        fee * times if is_priced else None for (fee, _), is_priced, times in zip(pairs, priced, posts, strict=True)
    ]
    others: list[object] = [
        stated if fee is not None and not is_priced else None
        for (fee, stated), is_priced in zip(pairs, priced, strict=True)
    ]
    kinds: list[object] = ["cash" if is_priced else None for is_priced in priced]
    sources: list[object] = ["catalogue" if is_priced else None for is_priced in priced]
    return fees, others, [0.0] * count, kinds, sources


def fixed_pay(offer: Offer) -> Money | None:
    """Cash and products of an offer together, None of a commission alone.

    Raises ValidationFailedError when they are in different currencies.
    """
    parts = [part for part in (offer.fee, offer.product) if part is not None]
    if not parts:
        return None
    return Money(sum(part.in_currency(parts[0].currency) for part in parts), parts[0].currency)


def _offered(offer: Offer) -> _Asked:
    return _Asked(fixed_pay(offer), offer.commission_ratio or 0.0, offer.compensation, "offer")


def _own_quotes(name: str, platform: str, work: Work, quoted: QuotedPrices) -> _Asked | None:
    """The creator's quotes for all of the work, None where one is missing or they are in different currencies."""
    prices = [quoted.get((name, platform, kind)) for kind, _ in work]
    known = [price for price in prices if price is not None]
    if not known or len(known) < len(prices) or len({price.currency for price in known}) > 1:
        return None
    total = sum(price.amount * count for price, (_, count) in zip(known, work, strict=True))
    return _Asked(Money(total, known[0].currency), 0.0, "cash", "quote")


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
