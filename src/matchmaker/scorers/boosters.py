"""Gradient-boosted trees from verified bundle text: columns by name, float64, one thread."""

from collections.abc import Sequence
from typing import Self

import lightgbm as lgb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.bundles import Bundle
from matchmaker.errors import BundleDamagedError

THREADS = 1  # a second thread costs more than it saves below a few thousand rows


class TextBooster:
    """A LightGBM model that takes its columns by name, in the order it was trained with.

    LightGBM aborts the process on a damaged text, so the text must come from a bundle that
    `open_bundle` has verified; a frame with columns in another order would be silently wrong.
    """

    def __init__(self, text: str, features: Sequence[str]) -> None:
        self.features = tuple(features)
        self._booster = lgb.Booster(model_str=text)
        trained_on = tuple(self._booster.feature_name())
        if trained_on != self.features:
            raise BundleDamagedError(
                f"expected a model of the columns {', '.join(self.features)}, "
                f"got one of {', '.join(trained_on)}; train it again"
            )

    @classmethod
    def open(cls, bundle: Bundle, file: str, features: Sequence[str] | None = None) -> Self:
        """The model in `file` of a verified bundle; `features` defaults to the manifest's."""
        return cls(bundle.read_text(file), bundle.manifest.features if features is None else features)

    def predict(self, frame: pl.DataFrame) -> NDArray[np.float64]:
        """The model's answer for each row, shape (rows,); other columns of the frame are ignored."""
        return self._ask(frame)

    def raw_score(self, frame: pl.DataFrame) -> NDArray[np.float64]:
        """The answer before the objective's link, shape (rows,): log odds of a binary model."""
        return self._ask(frame, raw_score=True)

    def contributions(self, frame: pl.DataFrame) -> NDArray[np.float64]:
        """Additive shares of each feature in the raw score, shape (rows, features + 1); the last is the base."""
        return self._ask(frame, pred_contrib=True)

    def _ask(self, frame: pl.DataFrame, *, raw_score: bool = False, pred_contrib: bool = False) -> NDArray[np.float64]:
        if frame.is_empty():
            return np.empty((0, len(self.features) + 1) if pred_contrib else 0)
        answer = self._booster.predict(
            self._matrix(frame), raw_score=raw_score, pred_contrib=pred_contrib, num_threads=THREADS
        )
        return np.asarray(answer, dtype=np.float64)

    def _matrix(self, frame: pl.DataFrame) -> NDArray[np.float64]:
        columns = frame.select(pl.col(name).cast(pl.Float64) for name in self.features)
        return np.ascontiguousarray(columns.fill_null(float("nan")).to_numpy(), dtype=np.float64)
