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
    posts = snapshot.posts.select("creator_id", "post_id", "posted_at", "caption")[cited]
    shown = zip(
        posts["creator_id"].to_list(),
        posts["post_id"].to_list(),
        posts["posted_at"].dt.to_string("%Y-%m-%dT%H:%M:%SZ").to_list(),
        np.round(topic_fit.post_similarity[cited].astype(np.float64), _DECIMALS).tolist(),
        points[cited].tolist(),
        posts["caption"].str.slice(0, _CAPTION_SHOWN).to_list(),
        strict=True,
    )
    found: dict[str, list[Evidence]] = {}
    for creator_id, post_id, posted_at, similarity, effect_points, caption in shown:
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
    # Posts of a creator are neighbours, the newest first: a row a creator sorts them all at once.
    lengths = creator_id.rle().struct.field("len").cast(pl.Int64).to_numpy()
    starts = np.cumsum(lengths) - lengths
    owner = np.repeat(np.arange(len(lengths)), lengths)
    used = np.flatnonzero(points)
    place = used - starts[owner[used]]
    by_creator = np.zeros((len(lengths), place.max(initial=0) + 1))
    by_creator[owner[used], place] = points[used]
    most = [
        np.argsort(-sign * by_creator, axis=1, kind="stable")[:, :shown]
        for sign, shown in ((1, MOST_RAISING), (-1, MOST_LOWERING))
    ]
    chosen = np.hstack(most)
    sign = np.repeat([1, -1], [part.shape[1] for part in most])
    kept = sign * np.take_along_axis(by_creator, chosen, axis=1) > 0
    return np.asarray((starts[:, None] + chosen)[kept], np.int64)
