"""A small logistic head whose signals can only help: penalised likelihood under non-negative coefficients."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from matchmaker.scorers.topic_fit.parameters import Head

SMALLEST_SPREAD = 1e-6
PLATT_PENALTY = 1e-4  # keeps the stretch finite where held-out labels are separable
SUREST = 1e-9  # distance of a probability from 0 and 1 at which its logit is cut


def fit_head(
    names: Sequence[str],
    signals: NDArray[np.float64],
    counts: NDArray[np.int64],
    labels: NDArray[np.bool_],
    *,
    prior_posts: float,
    penalty: float,
) -> Head:
    """Maximum likelihood with `penalty` on the squared coefficients of standardised signals, all of them >= 0.

    Shapes: signals (rows, names), counts and labels (rows,). Rows with an unknown signal are left out. Similar
    signals share their weight under the penalty instead of taking opposite signs.
    """
    known = ~np.isnan(signals).any(axis=1)
    centres = signals[known].mean(axis=0)
    trust = (counts[known] / (counts[known] + prior_posts))[:, None]
    distance = (signals[known] - centres) * trust
    spreads = np.maximum(distance.std(axis=0), SMALLEST_SPREAD)
    weights = likeliest(distance / spreads, labels[known].astype(np.float64), penalty)
    return Head(
        signals=tuple(names),
        centres=tuple(map(float, centres)),
        coefficients=tuple(map(float, weights[1:] / spreads)),
        intercept=float(weights[0]),
        prior_posts=prior_posts,
    )


def recalibrated(head: Head, probabilities: NDArray[np.float64], labels: NDArray[np.bool_]) -> Head:
    """The head with its logit moved and stretched so that held-out labels are likeliest (Platt 1999)."""
    known = ~np.isnan(probabilities)
    sure = np.clip(probabilities[known], SUREST, 1 - SUREST)
    logit = np.log(sure / (1 - sure))
    shift, stretch = likeliest(logit[:, None], labels[known].astype(np.float64), PLATT_PENALTY, start=(0.0, 1.0))
    return head.model_copy(
        update={
            "coefficients": tuple(float(stretch * coefficient) for coefficient in head.coefficients),
            "intercept": float(shift + stretch * head.intercept),
        }
    )


def likeliest(
    standardised: NDArray[np.float64], labels: NDArray[np.float64], penalty: float, start: Sequence[float] | None = None
) -> NDArray[np.float64]:
    """Intercept and coefficients; the penalty pulls the coefficients towards `start`, zeros by default."""
    columns = np.column_stack([np.ones(len(labels)), standardised])
    origin = np.zeros(columns.shape[1]) if start is None else np.asarray(start, np.float64)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logit, away = columns @ weights, weights - origin
        away[0] = 0.0
        error = 1 / (1 + np.exp(-logit)) - labels
        value = np.logaddexp(0, logit) - labels * logit
        return float(value.mean() + penalty * away @ away), columns.T @ error / len(labels) + 2 * penalty * away

    bounds = [(None, None), *[(0.0, None)] * standardised.shape[1]]
    found = minimize(loss, origin, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x, np.float64)
