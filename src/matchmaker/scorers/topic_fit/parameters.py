"""What the topic-fit bundle stores besides its topics: the calibrated heads, as JSON."""

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from matchmaker.bundles import Bundle
from matchmaker.errors import BundleDamagedError

HEADS_FILE = "heads.json"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Head(_Frozen):
    """A logistic head. Signals of creators with few posts are drawn towards `centres`, the mean of its examples.

    `prior_posts` is how many posts the mean counts for, so that one lucky post does not make a perfect fit.
    """

    signals: tuple[str, ...]
    centres: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float
    prior_posts: float

    def probability(self, signals: NDArray[np.float64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
        """Shape (creators,) in [0, 1], NaN where a signal is; `signals` has a column a name, `counts` are posts."""
        trust = counts / (counts + self.prior_posts)
        distance = (signals - np.array(self.centres)) * trust[:, None]
        # A sum by columns, not a matrix product: that rounds by the number of rows, and one must equal a batch.
        logit = self.intercept + (distance * np.array(self.coefficients)).sum(axis=1)
        return np.asarray(1 / (1 + np.exp(-logit)))


class TopicFitParameters(_Frozen):
    """Everything but the bank of topics; cosines are those between sharpened vectors of `space`."""

    space: str
    temperature: float
    weight: float
    on_topic_similarity: float
    on_topic_width: float
    fit: Head
    specialism: Head


def read_parameters(bundle: Bundle, prefix: str = "") -> TopicFitParameters:
    """Those of one embedding space, whose files begin with `prefix`; BundleDamagedError unless they are this version's."""
    try:
        return TopicFitParameters.model_validate_json(bundle.read_bytes(prefix + HEADS_FILE))
    except ValidationError as error:
        raise BundleDamagedError(
            f"{bundle.folder}/{prefix}{HEADS_FILE}: {error.error_count()} faults, first: {error.errors()[0]['msg']}; "
            "train topic_fit again with this version"
        ) from None
