"""The numbers an authenticity bundle carries: calibration, error profiles, peers and thresholds. None is in code."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from matchmaker.bundles import Bundle
from matchmaker.errors import BundleDamagedError

CALIBRATION_FILE = "calibration.json"

Ratio = Annotated[float, Field(ge=0, le=1)]
OpenRatio = Annotated[float, Field(gt=0, lt=1)]
Positive = Annotated[float, Field(gt=0)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Calibration(_Frozen):
    """Platt scaling: probability = 1 / (1 + exp(-(slope * raw + intercept))); slope > 0 keeps the order."""

    slope: Positive
    intercept: float


class ErrorProfile(_Frozen):
    """How one kind of audience spreads over the probability bins: shares of genuine and of fake accounts."""

    genuine: tuple[OpenRatio, ...]
    fake: tuple[OpenRatio, ...]


class AccountCalibration(_Frozen):
    """What turns raw model scores into probabilities and samples into shares; content of calibration.json."""

    platt: Calibration
    bin_edges: tuple[OpenRatio, ...]
    profiles: dict[str, ErrorProfile]

    @model_validator(mode="after")
    def _bins_agree(self) -> Self:
        bins = len(self.bin_edges) + 1
        if not self.profiles or any({len(item.genuine), len(item.fake)} != {bins} for item in self.profiles.values()):
            raise ValueError(f"expected at least one error profile, each of {bins} bins")
        return self


class ShareLimits(_Frozen):
    """Estimating the share of fake followers.

    `largest_sample_count`: followers whose information an unlimited sample approaches, because the model's own
    error on an audience it has never seen does not shrink with the sample. `prior_genuine_count` and
    `prior_fake_count`: parameters of the Beta prior, as if that many followers had been seen.
    """

    largest_sample_count: Positive
    prior_genuine_count: Positive
    prior_fake_count: Positive
    tolerated_ratio: Ratio
    high_risk_ratio: Ratio
    typical_ratio: Ratio


class Peers(_Frozen):
    """Ordinary engagement of one platform: the median rate by followers at 10,000 followers, how its logarithm
    falls with the logarithm of followers, and the spread (standard deviation of the log rate) between creators."""

    median_ratio: Positive
    slope: float
    spread: Positive


class EngagementLimits(_Frozen):
    """Two-population model of the standardised log rate: ordinary, or `shift` spreads lower with chance `prior_ratio`.

    `spread_within`: standard deviation of one post's log engagement; it widens the band for few posts.
    """

    prior_ratio: OpenRatio
    shift: Positive
    spread_within: Positive
    peers: dict[str, Peers]

    @model_validator(mode="after")
    def _other_platforms(self) -> Self:
        if "other" not in self.peers:
            raise ValueError("expected peers of 'other', which stands in for platforms without their own")
        return self


class GrowthLimits(_Frozen):
    """Logistic curve over the logarithm of the suspicious part of the largest gain within a week.

    A gain that a post explains counts `explained_weight_ratio` as much; `noise_count` / sqrt(followers) is
    subtracted because a small account moves by chance. `midpoint_ratio` has probability one half.
    """

    explained_weight_ratio: Ratio
    noise_count: Annotated[float, Field(ge=0)]
    midpoint_ratio: Positive
    slope: Positive
    typical_ratio: Ratio


class CommentLimits(_Frozen):
    """From which share of repeated comments on, and from how many comments, the repetition is worth a look."""

    fewest_count: int
    review_ratio: Ratio
    typical_ratio: Ratio


class Enough(_Frozen):
    """Rows from which one head speaks with confidence; `heads_count` confident heads make the whole `ready`."""

    counts_known: int
    posts_count: int
    history_days: float
    sample_count: int
    heads_count: int


class Thresholds(_Frozen):
    """Anomaly probabilities from which a creator is put into review or called high risk."""

    review_probability: OpenRatio
    high_risk_probability: OpenRatio

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.review_probability > self.high_risk_probability:
            raise ValueError("expected review_probability <= high_risk_probability")
        return self


class AuthenticityParameters(_Frozen):
    """Everything but the trees and their calibration; stored in the manifest's parameters."""

    share: ShareLimits
    engagement: EngagementLimits
    growth: GrowthLimits
    comments: CommentLimits
    enough: Enough
    thresholds: Thresholds


def read_parameters(bundle: Bundle) -> tuple[AuthenticityParameters, AccountCalibration]:
    """Both sets of numbers of a verified bundle; BundleDamagedError when one is missing or out of range."""
    try:
        return (
            AuthenticityParameters.model_validate(bundle.manifest.parameters),
            AccountCalibration.model_validate_json(bundle.read_bytes(CALIBRATION_FILE)),
        )
    except ValueError as error:
        raise BundleDamagedError(
            f"{bundle.folder}: parameters do not fit this code ({error}); train it again"
        ) from None
