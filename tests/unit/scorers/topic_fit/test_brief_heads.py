"""Heads for what a brief asks beside its subject, by numbers that can be checked by hand."""

from dataclasses import replace

import numpy as np
import pytest

from matchmaker.bundles import Bundle
from matchmaker.errors import BundleDamagedError, ModelUnavailableError
from matchmaker.scorers.topic_fit.brief_heads import (
    BRIEF_HEADS_FILE,
    AdjacentHead,
    BriefHeads,
    CreatorCurve,
    ThemeHead,
    adjacent_head_of,
    theme_head_of,
)
from matchmaker.scorers.topic_fit.scorer import FIRST_PASS, TopicFit
from tests.unit.scorers.topic_fit.test_scorer import scorer

AS_IT_IS = CreatorCurve(intercept=0.0, slope=1.0)
THEME = ThemeHead(middle=0.4, width=0.1, creator=AS_IT_IS)
ADJACENT = AdjacentHead(creator=AS_IT_IS)


def without_heads(**files: bytes) -> TopicFit:
    """The shipped model with these files of heads (FIRST_PASS as fast_) and no others."""
    bundle = scorer().bundle
    rest = {name: file for name, file in bundle.contents.items() if not name.endswith(BRIEF_HEADS_FILE)}
    named = {f"{FIRST_PASS if name == 'fast' else ''}{BRIEF_HEADS_FILE}": file for name, file in files.items()}
    return replace(scorer(), bundle=Bundle(bundle.folder, bundle.manifest, rest | named))


def heads(space: str, middle: float) -> bytes:
    theme = ThemeHead(middle=middle, width=0.1, creator=AS_IT_IS)
    return BriefHeads(space=space, theme=theme, adjacent=ADJACENT).model_dump_json().encode()


def test_a_post_at_the_middle_is_as_likely_about_the_theme_as_not() -> None:
    # one width above: 1 / (1 + e^-1) = 0.7311
    assert THEME.of_posts(np.array([0.4, 0.5])) == pytest.approx([0.5, 0.7311], abs=1e-4)


def test_who_is_of_the_category_is_not_of_its_neighbours() -> None:
    assert ADJACENT.of_creators(np.array([0.5, 0.5]), np.array([0.0, 0.9])) == pytest.approx([0.5, 0.05])


def test_what_is_unknown_stays_unknown() -> None:
    assert np.isnan(THEME.of_creators(np.array([np.nan]))).all()
    assert np.isnan(ADJACENT.of_creators(np.array([0.5]), np.array([np.nan]))).all()


def test_each_space_of_a_bundle_has_heads_of_its_own() -> None:
    model = without_heads(precise=heads(scorer().space, 0.4), fast=heads("fast-space", 0.2))
    fast = replace(model, parameters=model.parameters.model_copy(update={"space": "fast-space"}))
    assert theme_head_of(model).middle == 0.4
    assert theme_head_of(fast).middle == 0.2


def test_a_bundle_without_heads_takes_the_step_of_its_fit_for_themes() -> None:
    head = theme_head_of(without_heads())
    assert (head.middle, head.width) == (0.30, 0.06)  # of the recipe
    assert head.of_creators(np.array([0.1])) == pytest.approx([0.5])  # one post in ten


def test_a_bundle_without_heads_cannot_look_for_neighbours() -> None:
    with pytest.raises(ModelUnavailableError, match="train topic_fit again"):
        adjacent_head_of(without_heads())


def test_heads_of_another_version_are_refused() -> None:
    with pytest.raises(BundleDamagedError, match=BRIEF_HEADS_FILE):
        theme_head_of(without_heads(precise=b'{"space": "x"}'))
