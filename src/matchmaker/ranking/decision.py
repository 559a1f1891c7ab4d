"""Shortlist, review or avoid: authenticity is a gate, and what is unknown goes to a person, never to the bin."""

from typing import Literal, TypeAlias

import polars as pl

from matchmaker.ranking.policy import Policy

Decision: TypeAlias = Literal["shortlist", "review", "avoid"]


def decisions(candidates: pl.DataFrame, policy: Policy) -> list[Decision]:
    """One Decision a creator, in the order of `candidates`.

    avoid: authenticity_state high_risk. review: state review or unknown, too little data to judge the audience,
    topic fit unknown or below the policy's minimum, fit to a topic the brief avoids, or a conflict with a competitor. shortlist: everyone else.
    """
    state = pl.col("authenticity_state")
    doubtful = (
        state.is_null()
        | (state == "review")
        | (pl.col("readiness").fill_null("insufficient_data") == "insufficient_data")
        | (_unknown_as(0.0, "topic_fit_probability") < policy.decision.shortlist_topic_fit_probability_min)
        | avoided(policy)
        | pl.col("competitor_conflict").is_not_null()
    )
    chosen = pl.when(state == "high_risk").then(pl.lit("avoid"))
    chosen_or_shortlist = chosen.when(doubtful).then(pl.lit("review")).otherwise(pl.lit("shortlist"))
    return candidates.select(decision=chosen_or_shortlist)["decision"].to_list()


def avoided(policy: Policy) -> pl.Expr:
    """Whether the feed fits a topic the brief wants to avoid."""
    return _unknown_as(0.0, "avoid_topic_probability") > policy.decision.avoid_topic_probability_max


def _unknown_as(value: float, name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64).fill_nan(None).fill_null(value)
