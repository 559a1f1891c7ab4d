"""The numbers an authenticity bundle carries in its manifest, one table a head. None is in code."""

from matchmaker.bundles import Bundle
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.authenticity.audience import ShareLimits
from matchmaker.scorers.authenticity.engagement import EngagementLimits
from matchmaker.scorers.authenticity.growth import GrowthLimits
from matchmaker.scorers.authenticity.numbers import Parameters
from matchmaker.scorers.authenticity.pods import CommentLimits
from matchmaker.scorers.authenticity.quality_score import QualityLimits
from matchmaker.scorers.authenticity.state import ComplianceLimits, Enough, Thresholds


class AuthenticityParameters(Parameters):
    """Everything but trees, weights and their calibration; stored in the manifest's parameters."""

    share: ShareLimits
    engagement: EngagementLimits
    growth: GrowthLimits
    comments: CommentLimits
    compliance: ComplianceLimits
    enough: Enough
    thresholds: Thresholds
    quality: QualityLimits


def read_parameters(bundle: Bundle) -> AuthenticityParameters:
    """The parameters of a verified bundle; BundleDamagedError when one is missing or out of range."""
    try:
        return AuthenticityParameters.model_validate(bundle.manifest.parameters)
    except ValueError as error:
        raise BundleDamagedError(
            f"{bundle.folder}: parameters do not fit this code ({error}); train it again"
        ) from None
