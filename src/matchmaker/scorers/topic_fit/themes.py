"""Does a creator post about something at all? Values and topics to avoid, each a few words, post by post."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.scorers.topic_fit.brief_heads import ThemeHead
from matchmaker.scorers.topic_fit.pair_signals import Numbers, Query, RecentPosts
from matchmaker.scorers.topic_fit.space import Reals, TopicSpace


@dataclass(frozen=True)
class ThemeFit:
    """How much creators post about one theme.

    `probability` (creators,) that at least SHOWN_SHARE of the recent posts are about it, NaN without a readable one.
    `post_probability` and `post_similarity` (posts,) are aligned with `RecentPosts.rows`; all NaN for an unreadable theme.
    """

    theme: str
    probability: Numbers
    post_probability: Numbers
    post_similarity: NDArray[np.float32]


def theme_fits(
    themes: Sequence[str], vectors: Reals, posts: RecentPosts, space: TopicSpace, head: ThemeHead
) -> list[ThemeFit]:
    """Each theme against all posts at once; `vectors` (themes, dimension) as encoded, zeros where unreadable."""
    if not themes:
        return []
    queries = [Query.of(vector[None], space) for vector in vectors]
    directions = np.stack([query.sharp for query in queries]).T
    sharp = posts.sharp
    drawn = sharp.plain @ directions + sharp.attention @ (sharp.topics @ directions)
    cosines = np.where([query.readable for query in queries], drawn / sharp.lengths[:, None], np.nan)
    shown = head.of_posts(cosines)
    return [
        ThemeFit(
            theme,
            head.of_creators(posts.mean(shown[:, place])),
            shown[:, place],
            cosines[:, place].astype(np.float32),
        )
        for place, theme in enumerate(themes)
    ]
