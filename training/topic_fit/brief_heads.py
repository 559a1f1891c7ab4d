"""Teach the heads of a brief from our own texts: which cosines make a post one about a theme, and which feeds are near.

Feeds are drawn from the posts with known shares, so that a creator's probability is matched to feeds and not to posts.
What the heads are worth on posts that people labelled is measured by `python -m benchmarks briefs`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchmaker.scorers.topic_fit.adjacent import near_posts
from matchmaker.scorers.topic_fit.brief_heads import (
    NEAR_SHARE,
    SHOWN_SHARE,
    SUREST,
    AdjacentHead,
    BriefHeads,
    CreatorCurve,
    ThemeHead,
)
from matchmaker.scorers.topic_fit.pair_signals import Query, Step
from matchmaker.scorers.topic_fit.space import Sharpened, TopicSpace
from training.logistic import likeliest
from training.topic_fit.own_texts import AskedVectors, OwnTexts

FEED_POSTS = (10, 30)  # posts of a feed that is drawn: as many as rankings usually see
FEEDS = 20  # drawn for each theme or brief
THEME_SHARES = (0.0, 0.0, 0.0, 0.0, 0.05, 0.1, 0.2, 0.4, 0.8)  # of posts on a theme; assumed: most feeds hold none
NEAR_SHARES = (0.0, 0.0, 0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.9)  # of posts near a category; assumed
SMALLEST_SLOPE = 1e-3  # of a logit in cosine: in a space that cannot tell themes apart every post gets the base rate
PENALTY = 1e-3  # on the slope of standardised values, finite where the classes come apart
Numbers = NDArray[np.float64]


def learn_brief_heads(texts: OwnTexts, space: TopicSpace, step: Step, name: str, seed: int) -> BriefHeads:
    """Both heads in the space of these vectors, which is called `name`; `step` is when its fit has a post on topic."""
    random = np.random.default_rng(seed)
    return BriefHeads(
        space=name,
        theme=_theme_head(texts.themes, space, random),
        adjacent=_adjacent_head(texts.neighbours, space, step, random),
    )


def asked_cosines(asked: AskedVectors, space: TopicSpace) -> Numbers:
    """Of what is asked to each post, drawn to topics and without their common parts; shape (asked, posts)."""
    directions = np.stack([Query.of(vector[None], space).sharp for vector in asked.asked])
    return np.asarray(directions @ space.sharpen(space.backgrounds.of_posts(asked.posts)).T, np.float64)


def _theme_head(asked: AskedVectors, space: TopicSpace, random: np.random.Generator) -> ThemeHead:
    cosines, about = asked_cosines(asked, space), asked.relation == 1
    curve = _curve(cosines.ravel(), about.ravel())
    slope = max(curve.slope, SMALLEST_SLOPE)
    plain = ThemeHead(middle=-curve.intercept / slope, width=1 / slope, creator=curve)
    means, shares = _feeds(plain.of_posts(cosines), asked.relation == 1, asked.relation == 0, THEME_SHARES, random)
    return plain.model_copy(update={"creator": _curve(_logit(means), shares >= SHOWN_SHARE)})


def _adjacent_head(asked: AskedVectors, space: TopicSpace, step: Step, random: np.random.Generator) -> AdjacentHead:
    """Posts inside the category are no part of the feeds: how much they are is the fit's to say."""
    near = asked_nearness(asked, space, step)
    means, shares = _feeds(near, asked.relation == 1, asked.relation == 0, NEAR_SHARES, random)
    return AdjacentHead(creator=_curve(_logit(means), shares >= NEAR_SHARE))


def asked_nearness(asked: AskedVectors, space: TopicSpace, step: Step) -> Numbers:
    """Probability of each post of being near each brief and not inside; shape (asked, posts)."""
    posts = Sharpened.of(space.backgrounds.of_posts(asked.posts), space)
    queries = [Query.of(vector[None], space) for vector in asked.asked]
    return np.stack([near_posts(posts, query, posts.cosines(query.sharp), space, step) for query in queries])


def _feeds(
    probability: Numbers,
    wanted: NDArray[np.bool_],
    others: NDArray[np.bool_],
    shares: Sequence[float],
    random: np.random.Generator,
) -> tuple[Numbers, Numbers]:
    """Mean probability of drawn feeds, and the share of their posts that are wanted; all masks (asked, posts)."""
    means, true = [], []
    for of_posts, own, rest in zip(probability, wanted, others, strict=True):
        for _ in range(FEEDS):
            size = int(random.integers(FEED_POSTS[0], FEED_POSTS[1] + 1))
            count = round(float(random.choice(shares)) * size)
            drawn = (random.choice(np.flatnonzero(own), count), random.choice(np.flatnonzero(rest), size - count))
            means.append(of_posts[np.concatenate(drawn)].mean())
            true.append(count / size)
    return np.array(means), np.array(true)


def _curve(values: Numbers, labels: NDArray[np.bool_]) -> CreatorCurve:
    """The likeliest logistic curve of a value."""
    middle, spread = values.mean(), values.std()
    found = likeliest(((values - middle) / spread)[:, None], labels.astype(np.float64), PENALTY)
    slope = float(found[1] / spread)
    return CreatorCurve(intercept=float(found[0] - slope * middle), slope=slope)


def _logit(means: Numbers) -> Numbers:
    sure = np.clip(means, SUREST, 1 - SUREST)
    return np.asarray(np.log(sure / (1 - sure)))
