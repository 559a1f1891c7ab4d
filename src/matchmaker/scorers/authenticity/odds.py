"""Odds as expressions: what the heads' probabilities are made of."""

import math

import polars as pl


def logit(probability: float) -> float:
    """Natural logarithm of the odds."""
    return math.log(probability / (1 - probability))


def logistic(log_odds: pl.Expr) -> pl.Expr:
    """The probability that has these log odds."""
    return 1 / (1 + (-log_odds).exp())
