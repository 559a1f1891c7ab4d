"""The fake-account head moves in the direction of its concept, whatever the account."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.bundles import open_bundle
from matchmaker.resources import resource_folder
from matchmaker.scorers.authenticity.account_features import account_features
from matchmaker.scorers.authenticity.account_heads import FAKE, AccountHead
from tests.builders import Row, table

OPENED = AccountHead.open(open_bundle(resource_folder("models") / "authenticity" / "bundle"), FAKE)
assert OPENED is not None, "the shipped model has this head"
HEAD: AccountHead = OPENED
SMALLEST_DIFFERENCE = 1e-12

counts = st.integers(0, 5_000_000)
profiles = st.fixed_dictionaries(
    {
        "followers_count": counts,
        "following_count": counts,
        "posts_count": counts,
        "username": st.none() | st.text("abc019_", max_size=12),
        "has_profile_picture": st.none() | st.booleans(),
    }
)


def probability(*rows: Row) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return HEAD.probability(account_features(table("follower_profiles", list(rows))))


@given(profiles, st.integers(1, 100_000))
@settings(max_examples=40, deadline=None)
def test_following_more_never_looks_more_genuine(profile: Row, more: int) -> None:
    before, after = probability(profile, {**profile, "following_count": profile["following_count"] + more})
    assert after >= before - SMALLEST_DIFFERENCE


@given(profiles, st.integers(1, 100_000))
@settings(max_examples=40, deadline=None)
def test_posting_more_never_looks_more_fake(profile: Row, more: int) -> None:
    before, after = probability(profile, {**profile, "posts_count": profile["posts_count"] + more})
    assert after <= before + SMALLEST_DIFFERENCE


@given(profiles)
@settings(max_examples=40, deadline=None)
def test_a_picture_never_looks_more_fake_than_none(profile: Row) -> None:
    without, with_picture = probability(
        {**profile, "has_profile_picture": False}, {**profile, "has_profile_picture": True}
    )
    assert with_picture <= without + SMALLEST_DIFFERENCE


@given(profiles)
@settings(max_examples=40, deadline=None)
def test_a_probability_is_one(profile: Row) -> None:
    assert 0 <= probability(profile)[0] <= 1


def test_an_account_of_which_only_the_name_is_known_is_not_judged() -> None:
    assert np.isnan(probability({"username": "a_019"}, {"followers_count": 4, "username": "a_019"})).all()


def test_other_columns_and_their_order_change_nothing() -> None:
    account = {"followers_count": 12, "following_count": 4_800, "posts_count": 0, "username": "ab019"}
    straight = HEAD.probability(account_features(pl.DataFrame([account])))
    turned = HEAD.probability(account_features(pl.DataFrame([{"note": "x", **dict(reversed(account.items()))}])))
    np.testing.assert_array_equal(straight, turned)
