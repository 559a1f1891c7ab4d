"""The score: 0 to 100, the sum of additive contributions, each a function of one creator and the policy alone."""

import numpy as np
import polars as pl

from matchmaker.domain.assessment import Numbers
from matchmaker.domain.brief import Objective
from matchmaker.ranking.policy import Policy

CONTRIBUTIONS = ("topic_fit", "specialism", "authenticity", "value", "values", "avoided_topics", "risk_gate")
SCORE_DEFINITION = (
    "score = topic_fit + specialism + authenticity + value + values + avoided_topics + risk_gate, in points of 100. "
    "topic_fit: probability of fit, in fit_mode adjacent of being near the category and not in it. specialism: specialism_ratio x fit. "
    "authenticity: (1 - fake follower ratio) x (1 - engagement anomaly) x (1 - growth anomaly). "
    "value: v / (1 + v) x fit, v = expected objective per unit of fee over the policy's reference "
    "(per follower where no fee is known). values and avoided_topics: points taken off in proportion to the probability "
    "that values of the brief are not shown, and that a topic it avoids is. "
    "risk_gate: points taken off for the states review and high_risk."
)
_DECIMALS = 6  # of a contribution; the score is the sum of the rounded ones, so that a reader's sum is exact


def contributions(candidates: pl.DataFrame, expected: Numbers, objective: Objective, policy: Policy) -> pl.DataFrame:
    """One row a creator: creator_id, the contributions and their sum `score`, in the order of `candidates`.

    `candidates` carries the price's columns too (see price.with_price).
    `expected` (creators,) is the mean of the drawn objective, NaN when unknown. What is unknown earns no points;
    an unknown risk counts as the policy's typical one. No contribution looks at another candidate.
    """
    points = policy.score
    fit = _known(candidates, "topic_fit_probability", 0.0)
    earned = {
        "topic_fit": points.topic_fit_points * fit,
        "specialism": points.specialism_points * fit * _known(candidates, "specialism_ratio", 0.0),
        "authenticity": points.authenticity_points * trust(candidates, policy),
        "value": points.value_points * fit * _value(candidates, expected, objective, policy),
    }
    rounded = {name: np.round(part, _DECIMALS) for name, part in earned.items()}
    score = sum(rounded.values(), np.zeros(candidates.height))
    for name, kept in _gates(candidates, policy).items():
        rounded[name] = np.round((kept - 1) * score, _DECIMALS) + 0.0  # + 0.0: no negative zero
        score = np.round(score + rounded[name], _DECIMALS)
    return pl.DataFrame({"creator_id": candidates["creator_id"], **rounded, "score": score})


def _gates(candidates: pl.DataFrame, policy: Policy) -> dict[str, Numbers]:
    """Share of its points a creator keeps at each gate, one after the other; 1 where nothing is asked or known."""
    shown = _known(candidates, "values_probability", 1.0)
    avoided = _known(candidates, "avoid_topic_probability", 0.0)
    return {
        "values": 1 - (1 - policy.themes.values_missing_kept_ratio) * (1 - shown),
        "avoided_topics": 1 - (1 - policy.themes.avoided_kept_ratio) * avoided,
        "risk_gate": _kept_ratio(candidates["authenticity_state"], policy),
    }


def trust(candidates: pl.DataFrame, policy: Policy) -> Numbers:
    """1 for an audience with no risk, falling to 0; monotone in each risk."""
    typical = policy.authenticity
    fakes = _known(candidates, "fake_follower_ratio_p50", typical.unknown_fake_follower_ratio)
    engagement = _known(candidates, "engagement_anomaly_probability", typical.unknown_anomaly_probability)
    growth = _known(candidates, "growth_anomaly_probability", typical.unknown_anomaly_probability)
    trusted: Numbers = (1 - fakes) * (1 - engagement) * (1 - growth)
    return trusted


def _value(candidates: pl.DataFrame, expected: Numbers, objective: Objective, policy: Policy) -> Numbers:
    """Bounded in [0, 1), log-logistic in the expected objective per follower that the price is worth; 0 of nobody."""
    worth = candidates["followers_worth"].to_numpy()
    reference = policy.score.reference_per_follower[objective]
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = (expected / worth / reference) ** policy.score.value_steepness
        bounded = np.where(worth > 0, relative / (1 + relative), 0.0)
    return np.nan_to_num(bounded, nan=0.0)


def _kept_ratio(states: pl.Series, policy: Policy) -> Numbers:
    kept = {"high_risk": policy.authenticity.high_risk_kept_ratio, "review": policy.authenticity.review_kept_ratio}
    return states.replace_strict(kept, default=1.0, return_dtype=pl.Float64).to_numpy()


def _known(candidates: pl.DataFrame, name: str, unknown: float) -> Numbers:
    column: Numbers = np.nan_to_num(candidates[name].cast(pl.Float64).to_numpy(), nan=unknown)
    return column
