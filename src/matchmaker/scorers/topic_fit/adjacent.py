"""Near the category but not in it: the neighbouring audience of a brief, with the effect of every post."""

from dataclasses import replace

import numpy as np
import polars as pl

from matchmaker.domain.assessment import TopicFitAssessment
from matchmaker.scorers.topic_fit.brief_heads import AdjacentHead, adjacent_head_of
from matchmaker.scorers.topic_fit.pair_signals import Numbers, Query, RecentPosts, Step
from matchmaker.scorers.topic_fit.scorer import TopicFit
from matchmaker.scorers.topic_fit.space import Reals, Sharpened, TopicSpace


def near_posts(sharp: Sharpened, query: Query, similarity: Reals, space: TopicSpace, step: Step) -> Numbers:
    """Probability that each post is about a neighbouring topic and not itself on the brief's; shape (posts,).

    A topic of the bank is a neighbour as far as a post with its words would be on the topic, and the brief itself is not
    drawn to it. `similarity` (posts,) is the cosine of each post to the brief in topic space.
    """
    return np.asarray(
        (sharp.attention / space.weight) @ _neighbours(query, space, step) * (1 - _on_topic(step, similarity))
    )


def adjacent_fit(
    primary: TopicFitAssessment, brief_vectors: Reals, posts: RecentPosts, model: TopicFit
) -> TopicFitAssessment:
    """The assessment of the neighbouring audience, from that of the category itself.

    `columns` gain category_probability (the fit of `primary`) and adjacency (recency-weighted mean of near_posts, 0-1);
    topic_fit_probability becomes the probability of a feed that is mostly near and not of the category.
    `post_effect` is again the change by each post. Raises ModelUnavailableError where the bundle has no head for it.
    """
    head, query = adjacent_head_of(model), Query.of(brief_vectors, model.topic_space)
    step = Step(model.parameters.on_topic_similarity, model.parameters.on_topic_width)
    near = near_posts(posts.sharp, query, primary.post_similarity[posts.rows], model.topic_space, step)
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


def _neighbours(query: Query, space: TopicSpace, step: Step) -> Reals:
    """How much of a neighbour each topic of the bank is, in [0, 1]; shape (topics,)."""
    own = Sharpened.of(query.plain[None], space).attention[0]
    likeness = space.sharpen(space.subjects) @ query.sharp
    return np.asarray(_on_topic(step, likeness) * (1 - own / own.max()))


def _on_topic(step: Step, similarity: Reals) -> Numbers:
    return np.asarray(1 / (1 + np.exp((step.middle - similarity) / step.width)), np.float64)


def _without(
    primary: TopicFitAssessment, posts: RecentPosts, near: Numbers, category: Numbers, head: AdjacentHead
) -> Numbers:
    """The fit of each post's creator without it; a creator's only post leaves a feed that nothing is near of."""
    weighted = near * posts.recency
    rest = posts.sums(weighted)[posts.owner] - weighted
    with np.errstate(invalid="ignore", divide="ignore"):
        adjacency = np.where(posts.counts[posts.owner] > 1, rest / posts.recency_without, 0.0)
    return head.of_creators(adjacency, category[posts.owner] - primary.post_effect[posts.rows])
