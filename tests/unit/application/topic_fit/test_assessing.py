"""Topic fit by itself in two passes: the best fitting are read again, precisely."""

import pytest

from matchmaker.application.passes import Encoders, read_first
from matchmaker.application.topic_fit.assessing import assess_best_precisely
from matchmaker.domain.brief import Brief
from matchmaker.ranking.policy import Policy, default_policy
from matchmaker.scorers.topic_fit.visual import RecentPictures
from tests.unit.application.test_passes import encoders, fits, model, snapshot, whom

FEEDS = {"ana": "skincare", "bo": "football skincare", "cy": "travel"}


def read_precisely(count: int) -> Policy:
    policy = default_policy()
    return policy.model_copy(update={"passes": policy.passes.model_copy(update={"precise_creators_count": count})})


def test_the_best_fitting_are_read_again_and_only_they() -> None:
    precise, fast = encoders()
    feeds = snapshot(**FEEDS)
    _, readings = read_first(feeds, whom(True, True, True), model(), Encoders(precise, fast))
    brief, pictures = Brief("skincare"), RecentPictures.of(feeds)

    topics, read = assess_best_precisely(brief, readings, pictures, model(), precise, read_precisely(1))

    assert topics.fit.columns["encoder"].to_list() == ["precise", "fast", "fast"]
    assert fits(read)["bo"] == pytest.approx(fits(readings)["bo"])
    assert "football skincare" not in precise.asked


def test_nobody_is_read_twice_where_everybody_was_read_precisely() -> None:
    precise, fast = encoders()
    feeds = snapshot(**FEEDS)
    _, readings = read_first(feeds, whom(False, False, False), model(), Encoders(precise, fast))
    arguments = (Brief("skincare"), readings, RecentPictures.of(feeds), model(), precise, read_precisely(3))

    topics, read = assess_best_precisely(*arguments)

    assert read is readings
    assert topics.fit.columns["encoder"].to_list() == ["precise"] * 3
