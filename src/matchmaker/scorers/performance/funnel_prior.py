"""What is believed of click and conversion rates before a customer's own outcomes, and where each belief comes from."""

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Kind: TypeAlias = Literal["assumed", "advertiser_table"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Beta(_Frozen):
    """A Beta distribution of a rate; alpha + beta is what it counts for in trials."""

    alpha: float = Field(gt=0)
    beta: float = Field(gt=0)

    @property
    def mean(self) -> float:
        """The expected rate, 0 to 1."""
        return self.alpha / (self.alpha + self.beta)


class Spreads(_Frozen):
    """How much rates differ at each level: coefficient of variation (standard deviation / mean) around the level above."""

    platform: float = Field(gt=0)
    objective: float = Field(gt=0)
    category: float = Field(gt=0)
    creator: float = Field(gt=0)
    post: float = Field(gt=0)

    def of_levels(self) -> tuple[float, ...]:
        """The four levels of partial pooling, from coarse to fine; posts within a creator are not among them."""
        return self.platform, self.objective, self.category, self.creator


class PriorSource(_Frozen):
    """One of the sources a prior is pooled from: its median rate, its spread, its weight, and what it is."""

    kind: Kind
    name: str
    median: float = Field(gt=0, lt=1)
    log_spread: float = Field(gt=0, description="standard deviation of the log rate, transfer to creators included")
    weight: float = Field(gt=0, le=1)
    rows_count: int | None = None
    note: str


class StepPrior(_Frozen):
    """One step of the funnel before own outcomes: the mean rate over everything, and the spreads below it."""

    overall: Beta
    spreads: Spreads
    sources: tuple[PriorSource, ...]

    @property
    def statement(self) -> str:
        """The sources in words: they stand in every answer."""
        return " and ".join(source.name for source in self.sources)


class DelayPrior(_Frozen):
    """How long conversions take: means of exponential delays in days, and how sure of the second (log scale)."""

    click_days: float = Field(gt=0, description="from post to click")
    conversion_days: float = Field(gt=0, description="from click to conversion")
    conversion_log_spread: float = Field(gt=0)
    note: str


class FunnelParameters(_Frozen):
    """The content of funnel.json."""

    clicks_per_impression: StepPrior
    conversions_per_click: StepPrior
    delay: DelayPrior


# A Beta whose spread over one post is that of the assumed range is parted evenly over the overall rate and five levels.
_CLICK_SPREAD = 0.4
_CONVERSION_SPREAD = 0.32
ASSUMED_DELAY = DelayPrior(
    click_days=2.0,
    conversion_days=3.0,
    conversion_log_spread=0.7,
    note="assumed: most clicks come within days of the post, most sales within a week of the click",
)


def _even(spread: float) -> Spreads:
    return Spreads(platform=spread, objective=spread, category=spread, creator=spread, post=spread)


ASSUMED = FunnelParameters(
    clicks_per_impression=StepPrior(
        overall=Beta(alpha=7.7, beta=950.0),
        spreads=_even(_CLICK_SPREAD),
        sources=(
            PriorSource(
                kind="assumed",
                name="assumed range of link click rates of social posts",
                median=0.005,
                log_spread=1.17,
                weight=1.0,
                note="80 % between 0.001 and 0.02 for one post of an unknown creator; not measured here",
            ),
        ),
    ),
    conversions_per_click=StepPrior(
        overall=Beta(alpha=10.0, beta=398.0),
        spreads=_even(_CONVERSION_SPREAD),
        sources=(
            PriorSource(
                kind="assumed",
                name="assumed range of conversion rates of online shops",
                median=0.02,
                log_spread=0.9,
                weight=1.0,
                note="80 % between 0.005 and 0.05 for one post of an unknown creator; not measured here",
            ),
        ),
    ),
    delay=ASSUMED_DELAY,
)
