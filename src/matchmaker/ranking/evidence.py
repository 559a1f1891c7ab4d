"""Which posts make the fit what it is? Those that raise it most and those that lower it most, of each creator."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.assessment import TopicFitAssessment
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.topic_document import Evidence

MOST_RAISING = 3
MOST_LOWERING = 2  # fewer: the mind is made up by what a creator is about, the rest says how much else there is
_DECIMALS = 4  # of a cosine and of a point of the score
_CAPTION_SHOWN = 280  # characters: enough to recognise a post, short enough for five hundred answers


def evidence_posts(topic_fit: TopicFitAssessment, snapshot: Snapshot) -> Mapping[str, list[Evidence]]:
    """Of each creator with any: what raises the fit, the most first, then what lowers it, the most first.

    The newer comes first among equals. A post that was not read, or changes nothing, is not cited.
    """
    points = np.round(100 * topic_fit.post_effect, _DECIMALS)
    cited = _cited(snapshot.posts["creator_id"], np.nan_to_num(points))
    posts = (
        snapshot.posts.lazy()
        .select("creator_id", "post_id", "posted_at", "caption")
        .select(pl.all().gather(cited))
        .with_columns(
            pl.col("posted_at").dt.to_string("%Y-%m-%dT%H:%M:%SZ"), pl.col("caption").str.slice(0, _CAPTION_SHOWN)
        )
        .collect()
    )
    similarities = np.round(topic_fit.post_similarity[cited].astype(np.float64), _DECIMALS)
    rows = zip(*posts.iter_columns(), similarities.tolist(), points[cited].tolist(), strict=True)
    found: dict[str, list[Evidence]] = {}
    for creator_id, post_id, posted_at, caption, similarity, effect_points in rows:
        found.setdefault(creator_id, []).append(
            {
                "post_id": post_id,
                "posted_at": posted_at,
                "similarity": similarity,
                "effect": "raises" if effect_points > 0 else "lowers",
                "effect_points": effect_points,
                "caption": caption,
            }
        )
    return found


def _cited(creator_id: pl.Series, points: NDArray[np.float64]) -> NDArray[np.int64]:
    """The rows of the posts to show, creator after creator; `points` are 0 for those that must not be."""
    owner = creator_id.rle_id().to_numpy()  # posts of a creator are neighbours
    parts = ((np.flatnonzero(points > 0), MOST_RAISING), (np.flatnonzero(points < 0), MOST_LOWERING))
    rows = np.concatenate([_most(owner, points, wanted, most) for wanted, most in parts])
    return np.asarray(rows[np.argsort(owner[rows], kind="stable")], np.int64)


def _most(
    owner: NDArray[np.int64], points: NDArray[np.float64], rows: NDArray[np.int64], most: int
) -> NDArray[np.int64]:
    """Of each owner's rows, `most` of the greatest points in either direction; earlier rows first among equals."""
    ordered = rows[np.lexsort((-np.abs(points[rows]), owner[rows]))]
    owners = owner[ordered]
    place = np.arange(len(ordered)) - np.searchsorted(owners, owners)
    return np.asarray(ordered[place < most], np.int64)
