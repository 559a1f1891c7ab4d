"""The trees that the heads boost: shaped by their recipes, one thread, the same text for the same rows and seed."""

from collections.abc import Sequence

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from matchmaker.scorers.authenticity.numbers import Parameters
from training.jobs.texts import kept_text

Numbers = NDArray[np.float64]
Labels = NDArray[np.bool_]


class Trees(Parameters):
    """Shape of a booster and how strongly it is held back; `has_random_splits`: extremely randomised (Geurts 2006)."""

    count: int
    leaves: int
    learning_rate: float
    smallest_leaf_count: int
    columns_per_tree_ratio: float
    rows_per_tree_ratio: float = 1.0
    l2: float = 0.0
    has_random_splits: bool = False


class Augmentation(Parameters):
    """Copies with missing columns: their weight against the originals, and how often a group is dropped."""

    weight: float
    dropped_ratio: float


def boost(
    rows: Numbers,
    labels: Labels,
    weight: Numbers,
    features: Sequence[str],
    trees: Trees,
    seed: int,
    signs: Sequence[int] | None = None,
) -> str:
    """LightGBM text of a binary booster.

    `rows` has shape (rows, features), NaN where unknown; `signs` says for each feature whether more of it may
    only raise (1) or lower (-1) the answer, 0 leaves it free.
    """
    parameters = {
        "objective": "binary",
        "num_leaves": trees.leaves,
        "learning_rate": trees.learning_rate,
        "min_data_in_leaf": trees.smallest_leaf_count,
        "feature_fraction": trees.columns_per_tree_ratio,
        "bagging_fraction": trees.rows_per_tree_ratio,
        "bagging_freq": 1 if trees.rows_per_tree_ratio < 1 else 0,
        "lambda_l2": trees.l2,
        "extra_trees": trees.has_random_splits,
        "monotone_constraints": list(signs) if signs else None,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbose": -1,
    }

    def grow() -> str:
        dataset = lgb.Dataset(rows, labels.astype(np.float64), weight=weight, feature_name=list(features))
        text: str = lgb.train(parameters, dataset, trees.count).model_to_string()
        return text

    asked = {**parameters, "rounds": trees.count, "features": list(features), "lightgbm": lgb.__version__}
    return kept_text((rows, labels, weight), asked, grow)


def without_groups(
    rows: Numbers, groups: Sequence[NDArray[np.bool_]], dropped_ratio: float, random: np.random.Generator
) -> Numbers:
    """A copy of the rows in which each group of columns (a mask of shape (features,)) is unknown by that chance."""
    thinned = rows.copy()
    for columns in groups:
        dropped = random.random(len(rows)) < dropped_ratio
        thinned[np.ix_(dropped, columns)] = np.nan
    return thinned
