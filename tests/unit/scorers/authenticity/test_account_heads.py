"""Account heads pool their boosters, hand over to a richer head, and keep silent where too little is known."""

import json
import math
from pathlib import Path

import lightgbm as lgb
import numpy as np
import polars as pl
import pytest

from matchmaker.bundles import Bundle, Manifest
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.authenticity.account_heads import AccountHead, pooled_log_odds

FEATURES = ("followers_log", "engagement_likes_ratio")


def trees(column: int, *, rising: bool) -> str:
    """A booster that reads one column: above 0.5 it says fake when `rising`, genuine otherwise."""
    random = np.random.default_rng(0)
    rows = random.random((400, 2))
    label = (rows[:, column] > 0.5) == rising
    rows[:, 1 - column] = np.nan
    parameters = {"objective": "binary", "num_leaves": 2, "verbose": -1, "num_threads": 1}
    text: str = lgb.train(parameters, lgb.Dataset(rows, label, feature_name=list(FEATURES)), 20).model_to_string()
    return text


def parameters(needed: str, **more: object) -> bytes:
    plain = {"features": FEATURES, "platt": {"slope": 1, "intercept": 0}, "needs": {"count": 1, "among": [needed]}}
    return json.dumps(plain | more).encode()


def bundle(**files: bytes | str) -> Bundle:
    contents = {
        name.replace("__", "."): file if isinstance(file, bytes) else file.encode() for name, file in files.items()
    }
    manifest = Manifest(name="authenticity", version="1", created_at="", description="")
    return Bundle(Path("made-here"), manifest, contents)


def opened(made: Bundle) -> AccountHead:
    head = AccountHead.open(made, "fake")
    assert head is not None
    return head


ASKED = pl.DataFrame(
    {"followers_log": [0.9, 0.1, 0.9, None], "engagement_likes_ratio": [None, None, 0.1, 0.9]},
    schema=dict.fromkeys(FEATURES, pl.Float64),
)
PLAIN = {"fake__txt": trees(0, rising=True), "fake__json": parameters("followers_log")}


def test_whoever_tells_too_little_gets_no_answer() -> None:
    answer = opened(bundle(**PLAIN)).probability(ASKED)
    assert answer[0] > 0.5 > answer[1]
    assert np.isnan(answer).tolist() == [False, False, False, True]


def test_a_richer_head_answers_wherever_it_can() -> None:
    richer = {"fake_posts__txt": trees(1, rising=True), "fake_posts__json": parameters("engagement_likes_ratio")}
    handing = {**PLAIN, "fake__json": parameters("followers_log", richer="fake_posts")}
    plain, answer = opened(bundle(**PLAIN)).probability(ASKED), opened(bundle(**handing, **richer)).probability(ASKED)
    assert answer[:2].tolist() == plain[:2].tolist()
    assert answer[2] < 0.5 < answer[3]


def test_a_richer_head_that_is_not_there_is_refused() -> None:
    with pytest.raises(BundleDamagedError, match="fake_posts"):
        opened(bundle(**{**PLAIN, "fake__json": parameters("followers_log", richer="fake_posts")}))


def test_two_boosters_answer_with_their_mean_probability() -> None:
    two = {**PLAIN, "fake_2__txt": trees(0, rising=False), "fake__json": parameters("followers_log", boosters_count=2)}
    one = opened(bundle(**PLAIN)).probability(ASKED)
    other = opened(bundle(fake__txt=trees(0, rising=False), fake__json=PLAIN["fake__json"])).probability(ASKED)
    np.testing.assert_allclose(opened(bundle(**two)).probability(ASKED), (one + other) / 2)


def test_odds_are_pooled_as_probabilities() -> None:
    # 1/2 and 9/10 are 7/10 in the mean: odds of 7 to 3.
    pooled = pooled_log_odds([np.array([0.0]), np.array([math.log(9)])])
    assert pooled[0] == pytest.approx(math.log(7 / 3))
    assert pooled_log_odds([np.array([50.0])])[0] == 50


def test_a_head_the_bundle_lacks_is_none() -> None:
    assert AccountHead.open(bundle(**PLAIN), "automated") is None
