"""From the heads' numbers to a state a person can act on, and how ready the answer is: risk, never verdict."""

from typing import Self

from pydantic import model_validator

from matchmaker.scorers.authenticity.numbers import OpenRatio, Parameters


class Enough(Parameters):
    """Rows from which one head speaks with confidence; `heads_count` confident heads make the whole `ready`."""

    posts_count: int
    history_days: float
    sample_count: int
    heads_count: int


class Thresholds(Parameters):
    """Anomaly probabilities from which a creator is put into review or called high risk."""

    review_probability: OpenRatio
    high_risk_probability: OpenRatio

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.review_probability > self.high_risk_probability:
            raise ValueError("expected review_probability <= high_risk_probability")
        return self
