"""What collaborations earned and what creators asked for: the tables through which a customer's own results return.

An outcome is read at `observed_at`, and its post was published at `posted_at`: between the two lies its age, and
clicks and sales go on arriving until it is OUTCOME_MATURITY_DAYS old.
"""

from dataclasses import replace

import polars as pl

from matchmaker.domain.brief import OBJECTIVES
from matchmaker.domain.choices import ATTRIBUTION_SOURCES, DELIVERABLES, FORMATS, PLATFORMS
from matchmaker.domain.columns import Column, Table, amount, choice, count, flag, identifier, instant, text
from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from matchmaker.domain.tiers import TIERS

QUOTED_FORMATS = tuple(dict.fromkeys((*DELIVERABLES, *FORMATS)))  # "post" where the price list says no more

_CREATOR_ID = identifier("creator_id", "The creator, one of the catalogue")
_CURRENCY = "ISO 4217 code of"


def _currency(name: str, of: str) -> Column:
    return text(name, f"{_CURRENCY} {of}", longest=3)


OUTCOMES = Table(
    "outcomes",
    "What one deliverable earned as one source of attribution counted it, read at observed_at.",
    key=("outcome_id", "observed_at"),
    columns=(
        identifier("outcome_id", "The outcome: one deliverable as counted by one source"),
        identifier("ranking_id", "The ranking that led to it", required=False),
        identifier("campaign_id", "The campaign it belongs to", required=False),
        _CREATOR_ID,
        choice("platform", "Where it was published", PLATFORMS),
        identifier("post_id", "The post, as in the table posts", required=False),
        choice("format", "What kind of post it was", FORMATS),
        choice("objective", "What the campaign was for", OBJECTIVES),
        text("category", "Category of the brand", longest=200),
        instant("posted_at", "When it was published; without it its age is unknown and it counts as young"),
        instant("observed_at", "When these counts were read", required=True),
        count("reach_count", "Accounts reached"),
        count("impressions_count", "Impressions"),
        count("views_count", "Views or plays"),
        count("likes_count", "Likes"),
        count("comments_count", "Comments"),
        count("shares_count", "Shares"),
        count("engagements_count", "Likes, comments and shares, where the source tells their sum alone"),
        count("clicks_count", "Clicks"),
        count("conversions_count", "Sales or sign-ups"),
        amount("revenue_amount", "Revenue attributed"),
        _currency("revenue_currency", "the revenue"),
        amount("fee_amount", "What the deliverable cost"),
        _currency("fee_currency", "the cost"),
        choice("attribution_source", "How clicks and sales were attributed", ATTRIBUTION_SOURCES, required=True),
    ),
)

QUOTES = Table(
    "quotes",
    "What a creator asked for one deliverable.",
    key=("creator_id", "platform", "format", "quoted_at"),
    columns=(
        _CREATOR_ID,
        choice("platform", "Where it would be published", PLATFORMS, required=True),
        choice("format", "What was asked for", QUOTED_FORMATS, required=True),
        choice("tier", "Size class then; that of the creator's stored followers when absent", [t.name for t in TIERS]),
        instant("quoted_at", "When it was asked", required=True),
        amount("amount", "What one of them costs", required=True),
        replace(_currency("currency", "the amount"), required=True),
        flag("accepted", "The price was agreed"),
    ),
)


def age_days(outcomes: pl.DataFrame) -> pl.Series:
    """How many days each outcome's post was out when it was read; null where `posted_at` is unknown."""
    age = (pl.col("observed_at") - pl.col("posted_at")).dt.total_seconds(fractional=True) / 86_400
    return outcomes.select(age_days=age).to_series()


def matured(outcomes: pl.DataFrame) -> pl.DataFrame:
    """The outcomes (OUTCOMES) that were old enough when they were read: their counts are final."""
    return outcomes.filter(age_days(outcomes) >= OUTCOME_MATURITY_DAYS)
