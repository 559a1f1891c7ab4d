"""Two small heads for what a brief asks beside its subject: themes shown at all, and being near a category."""

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from matchmaker.bundles import Bundle
from matchmaker.errors import BundleDamagedError, ModelUnavailableError
from matchmaker.scorers.topic_fit.pair_signals import Numbers
from matchmaker.scorers.topic_fit.scorer import TopicFit
from matchmaker.scorers.topic_fit.space import Reals

BRIEF_HEADS_FILE = "brief_heads.json"
SHOWN_SHARE = 0.1  # of the recent posts: from here on a creator counts as one who posts about a theme
NEAR_SHARE = 0.35  # of the recent posts, as a fit is: from here on a feed is of the neighbouring audience
SUREST = 1e-6  # distance of a mean probability from 0 and 1 at which its logit is cut
_DECIMALS = 4  # of a probability: sums in float32 differ in the seventh, with the number of creators beside


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class CreatorCurve(_Frozen):
    """From the mean of the posts' probabilities to a probability of the creator, logistic in the mean's logit."""

    intercept: float
    slope: float

    def probability(self, means: Numbers) -> Numbers:
        """In [0, 1], NaN where the mean is."""
        sure = np.clip(means, SUREST, 1 - SUREST)
        return np.asarray(1 / (1 + np.exp(-self.intercept - self.slope * np.log(sure / (1 - sure)))))


class ThemeHead(_Frozen):
    """A post is about a theme with logistic probability around the cosine `middle` (Platt 1999)."""

    middle: float
    width: float
    creator: CreatorCurve

    def of_posts(self, cosines: Reals) -> Numbers:
        """Probability that each post is about the theme, in the shape of the cosines."""
        return np.asarray(1 / (1 + np.exp((self.middle - cosines) / self.width)), np.float64)

    def of_creators(self, means: Numbers) -> Numbers:
        """Probability that at least SHOWN_SHARE of the posts are, from the mean of the posts' probabilities."""
        return np.asarray(np.round(self.creator.probability(means), _DECIMALS))


class AdjacentHead(_Frozen):
    """From the mean over posts of being near a category (see adjacent.near_posts) to a feed of its neighbours."""

    creator: CreatorCurve

    def of_creators(self, means: Numbers, category_probability: Numbers) -> Numbers:
        """Probability that at least NEAR_SHARE of the posts are near the category, and that the feed is not of it."""
        return np.asarray(self.creator.probability(means) * (1 - category_probability))


class BriefHeads(_Frozen):
    """Both heads for vectors of the embedding space `space`."""

    space: str
    theme: ThemeHead
    adjacent: AdjacentHead


def theme_head_of(model: TopicFit) -> ThemeHead:
    """Of the model's space; a bundle made without gives the step that its fit takes, and half at SHOWN_SHARE.

    Raises BundleDamagedError when the heads are not of this version.
    """
    heads = _found(model)
    if heads:
        return heads.theme
    even = float(np.log(SHOWN_SHARE / (1 - SHOWN_SHARE)))
    step = model.parameters
    curve = CreatorCurve(intercept=-even, slope=1.0)
    return ThemeHead(middle=step.on_topic_similarity, width=step.on_topic_width, creator=curve)


def adjacent_head_of(model: TopicFit) -> AdjacentHead:
    """Of the model's space.

    Raises ModelUnavailableError where the bundle was made without, BundleDamagedError when it is not of this version.
    """
    heads = _found(model)
    if heads:
        return heads.adjacent
    raise ModelUnavailableError(
        f"expected {BRIEF_HEADS_FILE} for the space {model.space} in topic_fit {model.bundle.manifest.version}, got "
        "none; fit_mode adjacent needs it: train topic_fit again with this version, or ask for fit_mode primary"
    )


def _found(model: TopicFit) -> BriefHeads | None:
    names = sorted(name for name in model.bundle.contents if name.endswith(BRIEF_HEADS_FILE))
    return next((heads for name in names if (heads := _read(model.bundle, name)).space == model.space), None)


def _read(bundle: Bundle, name: str) -> BriefHeads:
    try:
        return BriefHeads.model_validate_json(bundle.read_bytes(name))
    except ValidationError as error:
        raise BundleDamagedError(
            f"{bundle.folder}/{name}: {error.error_count()} faults, first: {error.errors()[0]['msg']}; "
            "train topic_fit again with this version"
        ) from None
