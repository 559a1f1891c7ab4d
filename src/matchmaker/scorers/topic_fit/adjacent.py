"""Near the category but not in it: the neighbouring audience of a brief, with the effect of every post."""

from dataclasses import replace

import numpy as np
import polars as pl

from matchmaker.domain.assessment import TopicFitAssessment
from matchmaker.scorers.topic_fit.brief_heads import AdjacentHead
from matchmaker.scorers.topic_fit.pair_signals import Numbers, RecentPosts


def adjacent_fit(primary: TopicFitAssessment, posts: RecentPosts, head: AdjacentHead) -> TopicFitAssessment:
    """The assessment of the neighbouring audience, from that of the category itself.

    `columns` gain category_probability (the fit of `primary`) and adjacency (recency-weighted mean of the posts'
    probability of being near the category and not in it, 0-1); topic_fit_probability becomes the probability of a
    feed that is mostly near and not of the category. `post_effect` is again the change by each post.
    """
    near = head.of_posts(primary.post_similarity[posts.rows])
    adjacency = posts.mean(near, posts.recency)
    category: Numbers = primary.columns["topic_fit_probability"].fill_null(np.nan).to_numpy()
    fit = head.of_creators(adjacency, category)
    effect = np.full_like(primary.post_effect, np.nan)
    effect[posts.rows] = fit[posts.owner] - _without(primary, posts, near, category, head)
    columns = primary.columns.with_columns(
        topic_fit_probability=pl.Series(fit).fill_nan(None),
        category_probability=pl.col("topic_fit_probability"),
        adjacency=pl.Series(np.where(np.isnan(fit), np.nan, adjacency)).fill_nan(None),
    )
    return replace(primary, columns=columns, post_effect=effect)


def _without(
    primary: TopicFitAssessment, posts: RecentPosts, near: Numbers, category: Numbers, head: AdjacentHead
) -> Numbers:
    """The fit of each post's creator without it; a creator's only post leaves a feed that nothing is near of."""
    weighted = near * posts.recency
    rest = posts.sums(weighted)[posts.owner] - weighted
    with np.errstate(invalid="ignore", divide="ignore"):
        adjacency = np.where(posts.counts[posts.owner] > 1, rest / posts.recency_without, 0.0)
    return head.of_creators(adjacency, category[posts.owner] - primary.post_effect[posts.rows])
