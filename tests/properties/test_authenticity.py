"""Whatever the input: order is irrelevant, batch equals singles, raw equals derived, more risk is never less."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.bundles import open_bundle
from matchmaker.domain.assessment import AuthenticityAssessment
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import CREATORS, FOLLOWER_PROFILES
from matchmaker.resources import resource_folder
from matchmaker.scorers.authenticity import SIGNALS_USED, Authenticity
from matchmaker.scorers.authenticity.account_features import derived_columns
from matchmaker.scorers.authenticity.quality_score import SCORE_COLUMNS
from tests.builders import NOW, Row, table

AUTHENTICITY = Authenticity.open(open_bundle(resource_folder("models") / "authenticity" / "bundle"))
RISK = {"clear": 0, "review": 1, "high_risk": 2}

counts = st.none() | st.integers(0, 5_000_000)
texts = st.none() | st.text(max_size=20)
accounts = st.fixed_dictionaries(
    {
        "followers_count": counts,
        "following_count": counts,
        "posts_count": counts,
        "username": texts,
        "display_name": texts,
        "bio": texts,
        "has_profile_picture": st.none() | st.booleans(),
    }
)
account_lists = st.lists(accounts, min_size=1, max_size=4)
ratios = st.none() | st.floats(0, 1)
signal_rows = st.fixed_dictionaries(
    {
        "followers_count": st.none() | st.integers(0, 1_000_000).map(float),
        "engagements_per_post_median": st.none() | st.integers(0, 100_000).map(float),
        "posts_observed_count": st.integers(0, 30).map(float),
        "comment_repeat_ratio": ratios,
        "comments_observed_count": st.integers(0, 200).map(float),
        "comment_authors_posts_count": st.integers(0, 12).map(float),
        "comment_returning_ratio": ratios,
        "comment_first_again_ratio": ratios,
        "comment_order_correlation": st.none() | st.floats(-1, 1),
    }
)


def probabilities(rows: list[Row]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return AUTHENTICITY.score_accounts(table("follower_profiles", rows))["fake_probability"].to_numpy()


def assessed(signals: list[Row], followers: pl.DataFrame | None = None) -> pl.DataFrame:
    """The columns of `assessment_of`."""
    return assessment_of(signals, followers).columns


def assessment_of(signals: list[Row], followers: pl.DataFrame | None = None) -> AuthenticityAssessment:
    """The assessment of creators c0, c1, ... with these signals."""
    named = [{**dict.fromkeys(SIGNALS_USED), **row, "creator_id": f"c{number}"} for number, row in enumerate(signals)]
    frame = pl.DataFrame(named, schema={"creator_id": pl.String, **dict.fromkeys(SIGNALS_USED, pl.Float64)})
    creators = CREATORS.conform(frame.select("creator_id", platform=pl.lit("instagram"), observed_at=pl.lit(NOW)))
    profiles = FOLLOWER_PROFILES.empty() if followers is None else followers
    return AUTHENTICITY.assess(Snapshot(creators=creators, follower_profiles=profiles), frame)


@given(account_lists)
@settings(max_examples=15, deadline=None)
def test_a_batch_equals_its_accounts_one_by_one(rows: list[Row]) -> None:
    singles = np.concatenate([probabilities([row]) for row in rows])
    np.testing.assert_array_equal(probabilities(rows), singles)


@given(account_lists)
@settings(max_examples=15, deadline=None)
def test_the_order_of_accounts_is_irrelevant(rows: list[Row]) -> None:
    np.testing.assert_array_equal(probabilities(rows)[::-1], probabilities(rows[::-1]))


@given(account_lists)
@settings(max_examples=15, deadline=None)
def test_texts_and_the_numbers_derived_from_them_give_the_same_answer(rows: list[Row]) -> None:
    derived = derived_columns(table("follower_profiles", rows)).drop("username", "display_name", "bio")
    np.testing.assert_array_equal(
        probabilities(rows), AUTHENTICITY.score_accounts(derived)["fake_probability"].to_numpy()
    )


@given(accounts, st.integers(1, 100_000))
@settings(max_examples=25, deadline=None)
def test_following_more_accounts_never_looks_more_genuine(account: Row, more: int) -> None:
    if account["following_count"] is None:
        return
    eager = {**account, "following_count": account["following_count"] + more}
    fewer, greater = probabilities([account, eager])
    assert np.isnan(fewer) or greater >= fewer


@given(signal_rows, st.integers(1, 10_000))
@settings(max_examples=25, deadline=None)
def test_less_engagement_never_lowers_the_risk(row: Row, less: int) -> None:
    if row["engagements_per_post_median"] is None:
        return
    quieter = {**row, "engagements_per_post_median": max(0.0, row["engagements_per_post_median"] - less)}
    _never_lower(assessed([row, quieter]))


@given(signal_rows, st.sampled_from(("comment_returning_ratio", "comment_first_again_ratio")), st.floats(0, 1))
@settings(max_examples=25, deadline=None)
def test_more_concert_never_lowers_the_risk(row: Row, behaviour: str, more: float) -> None:
    if row[behaviour] is None:
        return
    _never_lower(assessed([row, {**row, behaviour: row[behaviour] + more}]))


@given(signal_rows, st.floats(0, 1))
@settings(max_examples=25, deadline=None)
def test_more_repeated_comments_never_lower_the_risk(row: Row, more: float) -> None:
    if row["comment_repeat_ratio"] is None:
        return
    _never_lower(assessed([row, {**row, "comment_repeat_ratio": row["comment_repeat_ratio"] + more}]))


@given(st.lists(signal_rows, min_size=2, max_size=3))
@settings(max_examples=8, deadline=None)
def test_a_creator_is_assessed_the_same_alone_and_among_others(rows: list[Row]) -> None:
    together = assessed(rows).drop("creator_id")
    alone = pl.concat([assessed([row]) for row in rows]).drop("creator_id")
    assert together.equals(alone)


def _never_lower(two: pl.DataFrame) -> None:
    """The second creator's risk is at least the first one's, in every head, as a state and in the score."""
    for head in ("engagement_anomaly_probability", "coordination_probability"):
        first, second = two[head]
        assert first is None or second >= first
    before, after = (RISK.get(state, 0) for state in two["authenticity_state"])
    assert after >= before
    for name in SCORE_COLUMNS:
        first, second = two[name]
        assert first is None or second <= first + 1e-9


@given(signal_rows)
@settings(max_examples=25, deadline=None)
def test_the_state_is_the_worst_that_a_flag_asks_for(row: Row) -> None:
    assessment = assessment_of([row])
    asked = [RISK[flag.state] for flag in assessment.flags.get("c0", ())]
    state = assessment.columns["authenticity_state"][0]
    assert state is None or RISK[state] == max(asked, default=0)
