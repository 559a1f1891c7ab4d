"""The themes of a brief in the posts of creators, whichever encoder read them."""

from collections.abc import Sequence

import numpy as np

from matchmaker.application.passes import Reading, Readings
from matchmaker.domain.assessment import Numbers
from matchmaker.ranking.themes import ThemeSeen
from matchmaker.scorers.topic_fit.brief_heads import theme_head_of
from matchmaker.scorers.topic_fit.themes import ThemeFit, theme_fits


def themes_seen(themes: Sequence[str], readings: Readings) -> tuple[ThemeSeen, ...]:
    """Each theme, a few words, in the order given."""
    if not themes:
        return ()
    said = [_fits(themes, reading) for reading in readings.parts]
    return tuple(_joined(list(of_theme), readings) for of_theme in zip(*said, strict=True))


def _fits(themes: Sequence[str], reading: Reading) -> list[ThemeFit]:
    model = reading.model
    vectors = reading.encoder.encode(themes)
    return theme_fits(themes, vectors, reading.posts, model.topic_space, theme_head_of(model))


def _joined(fits: Sequence[ThemeFit], readings: Readings) -> ThemeSeen:
    """Each creator and post from the reading that speaks for it."""
    snapshot = readings.snapshot
    creators: Numbers = np.full(snapshot.creators.height, np.nan)
    posts: Numbers = np.full(snapshot.posts.height, np.nan)
    for fit, reading in zip(fits, readings.parts, strict=True):
        creators[reading.whom] = fit.probability[reading.whom]
        posts[reading.posts.rows] = fit.post_probability
    return ThemeSeen(fits[0].theme, creators, posts)
