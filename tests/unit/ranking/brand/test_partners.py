"""Past partnerships, and how followers took them."""

from math import exp, log, sqrt

import pytest

from matchmaker.ranking.brand.posts import BrandPosts
from tests.builders import Row, a_creator, a_post, a_snapshot
from tests.unit.ranking.brand.feeds import a_deal, brand_posts, captioned, days_ago, nobody_discloses


def earned(likes: list[int], paid: set[int], first_day: float = 10) -> list[Row]:
    """A post a day with these likes, those in `paid` disclosed."""
    return [
        a_post(
            post_id=f"p{place}",
            posted_at=days_ago(first_day + place),
            caption="#ad" if place in paid else "a post",
            likes_count=count,
        )
        for place, count in enumerate(likes)
    ]


def test_partners_come_from_records_and_from_accounts_in_paid_posts() -> None:
    posts = captioned("#ad @nordlicht", "with @somebody", "#ad @velmora_us @nordlicht")

    found = brand_posts(posts, [a_deal("Velmora", 3, post_id="p2")]).partnerships_of("ana")

    assert (found["posts_seen_count"], found["paid_posts_count"]) == (3, 2)
    assert [(one["name"], one["source"], one["posts_count"]) for one in found["partners"]] == [
        ("@nordlicht", "tagged", 2),
        ("Velmora", "collaboration", 1),
    ]


def test_the_creators_own_account_is_no_partner() -> None:
    snapshot = a_snapshot([a_creator(username="Ana.Runs")], posts=captioned("#ad @ana.runs @velmora"))

    found = BrandPosts.of(snapshot, nobody_discloses).partnerships_of("ana")

    assert [one["name"] for one in found["partners"]] == ["@velmora"]


def test_nothing_known_is_nothing_said() -> None:
    assert brand_posts([]).partnerships_of("ana") == {
        "posts_seen_count": 0,
        "paid_posts_count": 0,
        "partners": [],
        "response": None,
    }


def test_half_the_engagements_are_drawn_towards_no_difference() -> None:
    likes = [99, 99, 99, 49, 99, 99, 99, 49, 99, 99]

    response = brand_posts(earned(likes, paid={3, 7})).partnerships_of("ana")["response"]

    # log(100) without scatter among 8 organic posts: noise 6 x 0.25 / 13, each of two paid posts beside all 8 of them.
    noise = 6 * 0.25 / (8 - 1 + 6)
    variance = noise * (1 / 2 + 8 * (2 / 8) ** 2 / 4)
    kept = 0.0625 / (0.0625 + variance)
    assert response is not None
    assert response["observed_ratio"] == pytest.approx(0.5, abs=1e-4)
    assert response["paid_per_organic_ratio"]["p50"] == pytest.approx(exp(kept * log(0.5)), abs=1e-4)
    assert response["paid_per_organic_ratio"]["p90"] == pytest.approx(
        exp(kept * log(0.5) + 1.2816 * sqrt(kept * variance)), abs=1e-4
    )
    assert (response["paid_posts_count"], response["organic_posts_count"]) == (2, 8)


def test_growth_of_the_account_is_no_effect_of_payment() -> None:
    likes = [round(1_000 * exp(-0.08 * place)) for place in range(30)]  # newest first: the account grows

    response = brand_posts(earned(likes, paid={1, 12, 25})).partnerships_of("ana")["response"]

    assert response is not None
    assert response["observed_ratio"] == pytest.approx(1.0, abs=0.12)


def test_one_paid_post_says_nothing() -> None:
    assert brand_posts(earned([100] * 10, paid={2})).partnerships_of("ana")["response"] is None


def test_posts_too_young_to_have_earned_are_left_out() -> None:
    posts = earned([1, 1, 100, 100, 100, 100, 100, 100], paid={0, 1}, first_day=1)

    assert brand_posts(posts).partnerships_of("ana")["response"] is None
