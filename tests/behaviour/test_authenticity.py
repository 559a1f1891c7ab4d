"""What the shipped authenticity model says of golden cases, edge cases and risks that grow."""

import json
from datetime import timedelta

import polars as pl
import pytest

from matchmaker.bundles import open_bundle
from matchmaker.bundles.probe import PROBE_FILE
from matchmaker.domain.assessment import AuthenticityAssessment, Flag
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import FOLLOWER_PROFILES
from matchmaker.resources import resource_folder
from matchmaker.scorers.authenticity import ASSESSED_COLUMNS, SIGNALS_USED, Authenticity
from matchmaker.signals import measure
from tests.builders import NOW, Row, a_comment, a_creator, a_follower, a_follower_count, a_post, a_snapshot
from tests.suites import ScorerTests
from training.simulator import simulate_market

FOLLOWERS = 50_000
GENUINE = {"followers_count": 420, "following_count": 380, "posts_count": 150, "has_profile_picture": True}
MADE = {"followers_count": 9, "following_count": 6_900, "posts_count": 0, "has_profile_picture": False}


class TestAuthenticityScorer(ScorerTests):
    scorer = Authenticity


@pytest.fixture(scope="module")
def authenticity() -> Authenticity:
    return Authenticity.open(open_bundle(resource_folder("models") / "authenticity" / "bundle"))


def assess(authenticity: Authenticity, snapshot: Snapshot) -> AuthenticityAssessment:
    return authenticity.assess(snapshot, measure(snapshot, SIGNALS_USED))


def a_feed(likes: int, comments: int = 0, posts: int = 12) -> list[Row]:
    return [
        a_post(post_id=f"p{day}", posted_at=NOW - timedelta(days=day), likes_count=likes, comments_count=comments)
        for day in range(posts)
    ]


def engagement(authenticity: Authenticity, likes: int, comments: int = 0) -> tuple[float, tuple[Flag, ...]]:
    creators = [a_creator(followers_count=FOLLOWERS)]
    assessment = assess(authenticity, a_snapshot(creators, posts=a_feed(likes, comments)))
    return assessment.columns["engagement_anomaly_probability"][0], assessment.flags.get("ana", ())


def test_twelve_likes_a_post_among_fifty_thousand_followers_are_flagged(authenticity: Authenticity) -> None:
    probability, flags = engagement(authenticity, 12)
    assert probability > 0.9
    assert [flag.code for flag in flags] == ["engagement_below_peers"]


def test_fifty_likes_and_two_comments_are_flagged(authenticity: Authenticity) -> None:
    probability, flags = engagement(authenticity, 50, 2)
    assert probability > 0.5
    assert flags[0].observed == pytest.approx(52 / 50_000)


def test_eighteen_hundred_likes_are_not_flagged(authenticity: Authenticity) -> None:
    probability, flags = engagement(authenticity, 1_800)
    assert probability < 0.05
    assert flags == ()


def test_a_flag_is_a_fact_with_a_comparison_and_no_accusation(authenticity: Authenticity) -> None:
    _, (flag,) = engagement(authenticity, 12)
    assert flag.text == (
        "12 engagements on a typical post, 0.024 % of 50,000 followers; 1.8 % is typical of accounts of this size."
    )


def a_history(jump: int) -> list[Row]:
    """Thirty days at 50,000 followers; `jump` followers come on the twentieth and stay."""
    return [
        a_follower_count(NOW - timedelta(days=29 - day), FOLLOWERS + (jump if day >= 20 else 0)) for day in range(30)
    ]


def growth(authenticity: Authenticity, jump: int, viral_likes: int) -> float:
    posts = [*a_feed(1_000), a_post(post_id="viral", posted_at=NOW - timedelta(days=9), likes_count=viral_likes)]
    snapshot = a_snapshot([a_creator(followers_count=FOLLOWERS)], posts=posts, follower_counts=a_history(jump))
    probability: float = assess(authenticity, snapshot).columns["growth_anomaly_probability"][0]
    return probability


def test_a_jump_without_a_post_raises_the_risk(authenticity: Authenticity) -> None:
    assert growth(authenticity, 5_000, viral_likes=1_000) > 0.5 > 0.01 > growth(authenticity, 50, viral_likes=1_000)


def test_the_same_jump_on_the_day_of_a_viral_post_raises_it_less(authenticity: Authenticity) -> None:
    quiet, viral = (growth(authenticity, 5_000, viral_likes=likes) for likes in (1_000, 20_000))
    assert growth(authenticity, 0, viral_likes=20_000) < viral < 0.5 * quiet


def test_a_growth_flag_says_what_grew_and_what_is_typical(authenticity: Authenticity) -> None:
    snapshot = a_snapshot([a_creator(followers_count=FOLLOWERS)], posts=a_feed(1_000), follower_counts=a_history(5_000))
    (flag,) = assess(authenticity, snapshot).flags["ana"]
    assert flag.text == (
        "Followers grew 10 % more in one week than in the week after (10 % on the largest day), "
        "and no observed post explains it; 0.30 % is typical."
    )


@pytest.mark.parametrize(
    ("caption", "likes", "explanation"),
    [
        ("Giveaway: follow and tag a friend", 1_000, "a giveaway post explains most of it"),
        ("As seen in the evening paper", 1_000, "a post about press coverage explains most of it"),
        ("A quiet day", 30_000, "a much engaged post explains most of it"),
        ("Giveaway: follow and tag a friend", 30_000, "a giveaway post explains most of it"),
    ],
)
def test_a_flag_names_the_benign_cause(authenticity: Authenticity, caption: str, likes: int, explanation: str) -> None:
    cause = a_post(post_id="cause", posted_at=NOW - timedelta(days=9), caption=caption, likes_count=likes)
    snapshot = a_snapshot(
        [a_creator(followers_count=FOLLOWERS)], posts=[*a_feed(1_000), cause], follower_counts=a_history(40_000)
    )
    (flag,) = assess(authenticity, snapshot).flags["ana"]
    assert explanation in flag.text


def test_a_cause_of_the_smaller_half_explains_a_part(authenticity: Authenticity) -> None:
    counts = [50_000] * 20 + [60_000] * 2 + [78_000] * 8  # a giveaway's 10,000, and 18,000 on its third day
    history = [a_follower_count(NOW - timedelta(days=29 - day), count) for day, count in enumerate(counts)]
    post = a_post(post_id="cause", posted_at=NOW - timedelta(days=10), caption="Giveaway!", likes_count=1_000)
    snapshot = a_snapshot([a_creator(followers_count=78_000)], posts=[*a_feed(1_000), post], follower_counts=history)
    (flag,) = assess(authenticity, snapshot).flags["ana"]
    assert "a giveaway post explains a part of it" in flag.text


def test_the_probe_keeps_codes_and_numbers_and_no_wording(authenticity: Authenticity) -> None:
    recorded = json.loads(authenticity.bundle.contents[PROBE_FILE])["answers"]["flags"]
    assert {"jump", "giveaway", "quiet"} <= recorded.keys()
    for flag in (flag for flags in recorded.values() for flag in flags):
        assert flag.keys() == {"code", "state", "observed", "peer_median", "probability"}


def test_the_manifest_names_the_simulated_accounts(authenticity: Authenticity) -> None:
    assert "simulated-followers: generated by this project" in authenticity.bundle.manifest.data_sources


def test_an_explanation_of_a_smaller_jump_is_not_given_for_the_largest(authenticity: Authenticity) -> None:
    counts = [50_000] * 5 + [51_000] * 10 + [61_000] * 15  # a giveaway on the fifth day, an order on the fifteenth
    history = [a_follower_count(NOW - timedelta(days=29 - day), count) for day, count in enumerate(counts)]
    post = a_post(post_id="cause", posted_at=NOW - timedelta(days=24), caption="Giveaway!", likes_count=1_000)
    snapshot = a_snapshot([a_creator(followers_count=61_000)], posts=[*a_feed(1_000), post], follower_counts=history)
    (flag,) = assess(authenticity, snapshot).flags["ana"]
    assert "no observed post explains it" in flag.text


def spikes(authenticity: Authenticity, cause: str) -> pl.DataFrame:
    """What is said of simulated creators whose growth had this cause."""
    market = simulate_market(11, 400, now=NOW, followers_sampled=1, comments_per_post=0.1)
    creators = market.truth.creators.filter(pl.col("growth_cause") == cause)["creator_id"].to_list()
    return assess(authenticity, market.snapshot.only(creators)).columns


@pytest.mark.parametrize("cause", ["viral_post", "giveaway"])
def test_benign_spikes_of_the_simulated_market_are_never_called_high_risk(
    authenticity: Authenticity, cause: str
) -> None:
    columns = spikes(authenticity, cause)
    assert columns.height > 5
    assert "high_risk" not in columns["authenticity_state"]
    assert (columns["growth_anomaly_probability"] < 0.5).mean() > 0.6


def test_bought_spikes_of_the_simulated_market_are_nearly_all_called_high_risk(authenticity: Authenticity) -> None:
    assert (spikes(authenticity, "bought_order")["authenticity_state"] == "high_risk").mean() > 0.9


def an_audience(genuine: int, made: int) -> list[Row]:
    return [
        *(a_follower(f"g{number}", **GENUINE) for number in range(genuine)),
        *(a_follower(f"m{number}", **MADE) for number in range(made)),
    ]


def shares(authenticity: Authenticity, genuine: int, made: int) -> list[float]:
    columns = assess(authenticity, a_snapshot(follower_profiles=an_audience(genuine, made))).columns
    return [columns[f"fake_follower_ratio_{level}"][0] for level in ("p10", "p50", "p90")]


def test_a_made_audience_is_high_risk_and_a_grown_one_is_clear(authenticity: Authenticity) -> None:
    states = [
        assess(authenticity, a_snapshot(follower_profiles=an_audience(*mix))).columns["authenticity_state"][0]
        for mix in ((200, 0), (60, 140))
    ]
    assert states == ["clear", "high_risk"]


def test_one_follower_gives_an_interval_that_decides_nothing(authenticity: Authenticity) -> None:
    low, _, high = shares(authenticity, 0, 1)
    assert high - low > 0.5
    assert low < authenticity.parameters.share.high_risk_ratio


def test_the_interval_narrows_with_the_sample(authenticity: Authenticity) -> None:
    widths = [high - low for low, _, high in (shares(authenticity, 7 * size, 3 * size) for size in (1, 5, 30))]
    assert widths == sorted(widths, reverse=True)


def test_more_made_followers_never_lower_the_share(authenticity: Authenticity) -> None:
    middles = [shares(authenticity, 60 - made, made)[1] for made in range(0, 61, 10)]
    assert middles == sorted(middles)


def test_a_creator_of_whom_nothing_is_known_gets_no_verdict(authenticity: Authenticity) -> None:
    row = assess(authenticity, a_snapshot()).columns.row(0, named=True)
    assert row["readiness"] == "insufficient_data"
    assert row["authenticity_state"] is None
    assert row["fake_follower_ratio_p50"] is None
    assert row["follower_sample_count"] == 0


def test_no_followers_is_unknown_engagement_not_infinite(authenticity: Authenticity) -> None:
    snapshot = a_snapshot([a_creator(followers_count=0)], posts=a_feed(10))
    assert assess(authenticity, snapshot).columns["engagement_anomaly_probability"][0] is None


def test_followers_without_usable_columns_are_counted_but_say_nothing(authenticity: Authenticity) -> None:
    row = assess(authenticity, a_snapshot(follower_profiles=[a_follower(username="x1")])).columns.row(0, named=True)
    assert (row["follower_sample_count"], row["fake_follower_ratio_p50"]) == (1, None)


def test_emoji_and_foreign_comments_are_no_sign_but_repeated_words_are(authenticity: Authenticity) -> None:
    def codes(texts: list[str]) -> list[str]:
        comments = [a_comment(comment_id=f"c{number}", text=text) for number, text in enumerate(texts)]
        snapshot = a_snapshot([a_creator(followers_count=FOLLOWERS)], posts=a_feed(1_800), comments=comments)
        return [flag.code for flag in assess(authenticity, snapshot).flags.get("ana", ())]

    assert codes(["🔥🔥"] * 40) == []
    assert codes([f"что за красота {number}" for number in range(40)]) == []
    assert codes(["nice picture"] * 40) == ["comments_repeat"]


def test_the_assessment_has_the_promised_columns_in_the_order_of_creators(authenticity: Authenticity) -> None:
    snapshot = a_snapshot([a_creator("zoe"), a_creator("ana")])
    columns = assess(authenticity, snapshot).columns
    assert columns.columns == list(ASSESSED_COLUMNS)
    assert columns["creator_id"].to_list() == ["zoe", "ana"]


def test_an_account_of_texts_alone_is_not_judged(authenticity: Authenticity) -> None:
    assert authenticity.score_accounts(pl.DataFrame({"username": ["user8842019"], "bio": [""]}))[
        "fake_probability"
    ].to_list() == [None]


def test_no_accounts_give_no_probabilities(authenticity: Authenticity) -> None:
    assert authenticity.score_accounts(FOLLOWER_PROFILES.empty()).shape == (0, 3)
