"""What anyone expects of a forecast: quantiles in order, no influence of other creators, more likes where more were."""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import JsonValue

from matchmaker.scorers.performance.scorer import Performance
from training.gate.behaviour import Behaviour
from training.performance.probe import probe_inputs

TIMES = 4  # as many likes on every post of the past
TOLERANCE = 1e-6  # of log1p counts: sums over rows in another order differ in the last digits
LIKES = "likes_count"
Table = list[dict[str, JsonValue]]
Quantiles = dict[str, NDArray[np.float64]]  # by metric, shape (creators, levels), NaN where unknown


def _reordered(scorer: Performance) -> str | None:
    creators, posts = _probe()
    return _different(
        _asked(scorer, creators, posts), _asked(scorer, creators[::-1], posts[::-1]), slice(None, None, -1)
    )


def _alone(scorer: Performance) -> str | None:
    creators, posts = _probe()
    together = _asked(scorer, creators, posts)
    for place, creator in enumerate(creators):
        own = [post for post in posts if post["creator_id"] == creator["creator_id"]]
        alone = _asked(scorer, [creator], own)
        fault = _different({name: values[place : place + 1] for name, values in together.items()}, alone, slice(None))
        if fault:
            return f"{creator['creator_id']}: {fault}"
    return None


def _in_order(scorer: Performance) -> str | None:
    for metric, quantiles in _asked(scorer, *_probe()).items():
        if (np.diff(quantiles, axis=1) < 0).any():
            return f"{metric}: a higher quantile lies below a lower one"
    return None


def _more_likes(scorer: Performance) -> str | None:
    creators, posts = _probe()
    liked = [post | {LIKES: _times(post[LIKES])} if LIKES in post else post for post in posts]
    before, after = (_asked(scorer, creators, rows)[LIKES] for rows in (posts, liked))
    for place, creator in enumerate(creators):
        if creator["creator_id"] == "steady" and not after[place].mean() > before[place].mean():
            return f"{TIMES} times the likes: expected a higher forecast than {before[place].mean():.4g}, got {after[place].mean():.4g}"
    return None


BEHAVIOURS = (
    Behaviour("invariance", "the order of creators and posts changes no forecast", _reordered),
    Behaviour("invariance", "a creator's forecast is the same alone and among others", _alone),
    Behaviour("direction", "a higher quantile is never lower", _in_order),
    Behaviour("direction", f"{TIMES} times the likes in the past raise the forecast of likes", _more_likes),
)


def _probe() -> tuple[Table, Table]:
    inputs = cast(dict[str, Table], probe_inputs())
    return inputs["creators"], inputs["posts"]


def _asked(scorer: Performance, creators: Table, posts: Table) -> Quantiles:
    answers = cast(Any, scorer.answer_probe(cast(JsonValue, {"creators": creators, "posts": posts})))
    return {
        metric: np.log1p(np.array(values, np.float64).reshape(len(creators), -1))
        for metric, values in answers["quantiles"].items()
    }


def _different(expected: Quantiles, got: Quantiles, order: slice) -> str | None:
    for metric, values in expected.items():
        if not np.allclose(values, got[metric][order], atol=TOLERANCE, equal_nan=True):
            return f"{metric} differs by {np.nanmax(np.abs(values - got[metric][order])):.3g} on the log scale"
    return None


def _times(likes: JsonValue) -> JsonValue:
    return likes * TIMES if isinstance(likes, int) else likes
