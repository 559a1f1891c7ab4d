"""Reasons: fact, number, comparison."""

from matchmaker.domain.assessment import Flag
from matchmaker.ranking.document import Reason
from tests.unit.ranking.assessments import Known, item_of, ranked


def reason(code: str, *creators: Known) -> Reason:
    return next(found for found in item_of(ranked(*creators))["reasons"] if found["code"] == code)


def test_eight_peers_are_enough_to_compare_with() -> None:
    peers = [Known(f"peer{place}", engagement_rate=0.02) for place in range(7)]

    found = reason("engagement_rate", Known(engagement_rate=0.05), *peers)

    assert found["text"] == "5.00% of followers engage with a post; the median of 8 instagram micro candidates is 2.00%"
    assert (found["effect"], found["observed"], found["peer_median"]) == ("raises", 0.05, 0.02)


def test_too_few_peers_are_replaced_by_a_reference_that_is_called_assumed() -> None:
    found = reason("engagement_rate", Known(engagement_rate=0.01))

    assert found["text"] == "1.00% of followers engage with a post; the assumed reference of micro creators is 2.50%"
    assert found["effect"] == "lowers"


def test_peers_are_of_the_same_platform_and_tier() -> None:
    others = [Known(f"other{place}", platform="tiktok") for place in range(7)]
    larger = [Known(f"larger{place}", followers_count=500_000) for place in range(7)]

    found = reason("specialism", Known(), *others, *larger)

    assert found["peer_median"] is None
    assert "too few candidates" in found["text"]


def test_the_fit_names_the_posts_that_speak_for_it() -> None:
    found = reason("topic_fit", Known(fit=0.8, posts=4))

    assert found["evidence"] == ["p0", "p1", "p2"]
    assert found["text"].startswith("Topic fit 80 of 100 over 4 posts")


def test_a_sample_of_followers_is_stated_with_its_interval_and_size() -> None:
    found = reason("fake_follower_ratio", Known(fake=0.2))

    assert found["text"].startswith(
        "An estimated 20% (10% to 30%) of followers resemble fake or bought accounts, from a sample of 200"
    )


def test_a_flag_is_a_reason_that_lowers() -> None:
    flag = Flag("comments_repeat", "41 % of sampled comments repeat; typical is 6 %", 0.41, 0.06, state="review")

    found = reason("comments_repeat", Known(flags=(flag,)))

    assert (found["effect"], found["observed"], found["peer_median"]) == ("lowers", 0.41, 0.06)


def test_an_observation_that_decides_nothing_is_neutral() -> None:
    flag = Flag("code_undisclosed", "Half of the posts with a code do not say that they are paid", 0.5, None)

    assert reason("code_undisclosed", Known(flags=(flag,)))["effect"] == "neutral"


def test_data_that_is_missing_is_named() -> None:
    quality = item_of(ranked(Known(country=None)))["data_quality"]

    assert quality == {
        "state": "partial",
        "oldest_field_age_days": 0.0,
        "missing": ["fee_amount", "country", "comments", "follower_counts", "follower_profiles"],
    }
