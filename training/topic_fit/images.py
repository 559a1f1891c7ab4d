"""What is a likeness of pictures worth? Log odds of having worked together, learned from pairs in one image space."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from matchmaker.bundles import Metric
from matchmaker.scorers.topic_fit.space import unit_rows
from matchmaker.scorers.topic_fit.visual import ImageCalibration
from training.datasets.image_pairs import ImagePairs, Numbers
from training.evaluation import brier, metric_row, roc_auc

FOLDS = 5  # of brands: a brand's pairs never calibrate what judges it
FEWEST_BRANDS = 20  # a bootstrap over fewer is too narrow to tell luck from likeness
EXTREME_RATIO = 0.01  # of the similarities on each side, beyond which a line fitted to the rest is not believed


@dataclass(frozen=True)
class CalibratedImages:
    """Spaces in which pictures count, and the figures of all that were measured."""

    spaces: tuple[ImageCalibration, ...] = ()
    rows: tuple[Metric, ...] = ()


def fit_images(pairs: ImagePairs) -> ImageCalibration:
    """A logistic line through similarities beyond the centres, both classes weighing the same: a likelihood ratio."""
    brand_centre, creator_centre = pairs.brands.mean(axis=0), pairs.creators.mean(axis=0)
    similarity = _similarity(pairs, brand_centre, creator_centre)
    line = LogisticRegression(class_weight="balanced").fit(similarity.reshape(-1, 1), pairs.worked.ravel())
    slope, intercept = float(line.coef_[0, 0]), float(line.intercept_[0])
    lowest, highest = np.quantile(similarity, [EXTREME_RATIO, 1 - EXTREME_RATIO])
    return ImageCalibration(
        space=pairs.space,
        brand_centre=tuple(brand_centre.tolist()),
        creator_centre=tuple(creator_centre.tolist()),
        log_odds_per_similarity=slope,
        even_similarity=-intercept / slope,
        lowest=float(lowest),
        highest=float(highest),
    )


def held_out_log_odds(pairs: ImagePairs) -> Numbers:
    """Shape (brands, creators): each brand by a calibration of the others."""
    fold = np.random.default_rng(0).permutation(len(pairs.worked)) % FOLDS
    found = np.empty(pairs.worked.shape)
    for part in range(FOLDS):
        held = fold == part
        calibration = fit_images(_of_brands(pairs, ~held))
        centres = np.array(calibration.brand_centre), np.array(calibration.creator_centre)
        found[held] = calibration.log_odds(_similarity(_of_brands(pairs, held), *centres))
    return found


def image_rows(pairs: ImagePairs, set_name: str) -> list[Metric]:
    """How well held-out brands' partners are told by pictures alone: AUC beside the plain cosine, then calibration.

    Means over brands, with intervals over brands. The calibration is that of the log odds added to those of the share
    of pairs that worked, which is the rival.
    """
    plain = np.asarray(unit_rows(pairs.brands) @ unit_rows(pairs.creators).T)
    log_odds, share = held_out_log_odds(pairs), pairs.worked.mean()
    said = 1 / (1 + np.exp(-log_odds) * (1 - share) / share)
    figures = (
        ("auc", roc_auc, log_odds, "plain cosine", plain),
        ("brier", brier, said, "base rate", np.full(said.shape, share)),
    )
    rows = []
    for name, statistic, ours, rival, theirs in figures:
        own, other = (
            np.array([statistic(worked, each) for worked, each in zip(pairs.worked, scores, strict=True)])
            for scores in (ours, theirs)
        )
        found = metric_row(
            set_name,
            f"images/{pairs.space}",
            name,
            _mean,
            own,
            rival=rival,
            rival_value=_mean(other),
        )
        rows.append(found)
    return rows


def calibrated(pairs: Sequence[tuple[str, ImagePairs]]) -> CalibratedImages:
    """The spaces in which pictures tell partners of brands they were not learned from, and the figures of all.

    A space of few brands, or whose interval reaches down to chance, stays uncalibrated: it then counts for nothing.
    """
    found: list[ImageCalibration] = []
    rows: list[Metric] = []
    for name, each in pairs:
        measured = image_rows(each, name)
        rows += measured
        if len(each.worked) >= FEWEST_BRANDS and (measured[0].low or 0.0) > 0.5:
            found.append(fit_images(each))
    return CalibratedImages(tuple(found), tuple(rows))


def _of_brands(pairs: ImagePairs, chosen: NDArray[np.bool_]) -> ImagePairs:
    return replace(pairs, brands=pairs.brands[chosen], worked=pairs.worked[chosen])


def _similarity(pairs: ImagePairs, brand_centre: Numbers, creator_centre: Numbers) -> Numbers:
    return np.asarray(unit_rows(pairs.brands - brand_centre) @ unit_rows(pairs.creators - creator_centre).T, np.float64)


def _mean(values: Numbers) -> float:
    """Of the brands that have a partner and somebody who is none."""
    return float(np.nanmean(values))
