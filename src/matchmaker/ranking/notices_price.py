"""What should the reader know before paying? Warnings about prices that contradict an audience or each other."""

from collections.abc import Iterator, Sequence

import polars as pl

from matchmaker.ranking.document import FairPricePart, Notice, PerformancePart
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.price import inconsistent_fees


def price_notices(
    candidates: pl.DataFrame,
    performance: Sequence[PerformancePart],
    fair_prices: Sequence[FairPricePart],
    currency: str,
    policy: Policy,
) -> Iterator[Notice | None]:
    """Fees that an audience cannot be worth, published prices that contradict each other, fees not converted."""
    yield _inconsistent_fees(candidates, performance, currency, policy)
    if candidates["fee_amount"].count():  # nobody compares a price that is not there
        yield _contradicting_sources(fair_prices, policy)
    yield _other_currencies(candidates, currency)


def _inconsistent_fees(
    candidates: pl.DataFrame, performance: Sequence[PerformancePart], currency: str, policy: Policy
) -> Notice | None:
    if currency not in policy.market:
        return None
    found = inconsistent_fees(candidates.with_row_index("row"), policy)
    if found.is_empty():
        return None
    worst = found.sort(
        pl.col("impressions_needed_count") / pl.col("followers_count"), "creator_id", descending=[True, False]
    ).row(0, named=True)
    posts = worst["posts_planned_count"]
    expected = performance[worst["row"]]["impressions_count"]
    likely = f", {expected['p10']:,.0f} to {expected['p90']:,.0f} impressions are expected" if expected else ""
    text = (
        f"{worst['fee_amount']:,.0f} {currency} for {'one post' if posts == 1 else f'{posts} posts'} of "
        f"{worst['creator_id']} buys {worst['impressions_needed_count']:,.0f} impressions at a cost per mille of "
        f"{policy.market[currency].cost_per_mille_amount:g}; the account has {worst['followers_count']:,} followers"
        f"{likely}"
    )
    return {"code": "price_inconsistent", "text": text, "creator_ids": found["creator_id"].to_list()}


def _contradicting_sources(fair_prices: Sequence[FairPricePart], policy: Policy) -> Notice | None:
    """Published figures that do not touch, where too few own quotes outweigh them; of the brief, not of creators."""
    found = [
        price
        for price in fair_prices
        if price["contradiction_ratio"] >= policy.price.contradiction_ratio_min
        and price["quotes_count"] < policy.price.quotes_count_min
    ]
    if not found:
        return None
    worst = max(found, key=lambda price: price["contradiction_ratio"])
    amount = worst["amount"]
    text = (
        f"Published prices on {worst['platform']} ({worst['format']}, {worst['tier']} creators) contradict each other: "
        f"one begins {worst['contradiction_ratio']:.1f} times above where another ends; fair is taken as "
        f"{amount['p10']:,.0f} to {amount['p90']:,.0f} {worst['currency']}, import own quotes to narrow it"
    )
    return {"code": "price_inconsistent", "text": text, "creator_ids": []}


def _other_currencies(candidates: pl.DataFrame, currency: str) -> Notice | None:
    other = candidates["fee_other_currency"].is_not_null()
    found = candidates["creator_id"].filter(other).to_list()
    if not found:
        return None
    text = (
        f"Fees not in {currency} were not used (creators: {len(found)}); offer them in {currency}, nothing is converted"
    )
    return {"code": "fee_in_other_currency", "text": text, "creator_ids": found}
