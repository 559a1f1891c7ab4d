"""Who names the brand, and who worked for a rival inside the brief's window."""

from matchmaker.ranking.policy import default_policy
from tests.builders import a_post
from tests.unit.ranking.brand.feeds import a_brief, a_deal, captioned, days_ago, seen_by


def test_organic_and_paid_posts_that_name_the_brand_are_told_apart() -> None:
    posts = captioned("love my Velmora", "#ad new @velmora serum", "a day at sea", "#velmora again")

    own = seen_by(a_brief(brand="Velmora"), posts)["own_mentions"]

    assert own is not None
    assert (own["organic_posts_count"], own["paid_posts_count"], own["organic_ratio"]) == (2, 1, 0.5)
    assert own["newest_at"] == "2026-02-28T12:00:00Z"
    assert [(post["post_id"], post["written"], post["is_paid"]) for post in own["evidence"]] == [
        ("p0", "Velmora", False),
        ("p1", "@velmora", True),
        ("p3", "#velmora", False),
    ]


def test_a_brief_without_brand_category_and_rivals_asks_for_nothing() -> None:
    part = seen_by(a_brief(), captioned("anything"))

    assert (part["own_mentions"], part["category_mentions"], part["conflict_window"]) == (None, None, None)


def test_words_of_the_category_are_counted_by_post() -> None:
    posts = captioned("long run, running again, #running", "a day at sea", "new trail shoes")

    category = seen_by(a_brief(category="Running & hiking", keywords=("trail shoe",)), posts)["category_mentions"]

    assert category is not None
    assert (category["organic_posts_count"], category["organic_ratio"]) == (2, 0.6667)


def test_a_paid_post_for_a_rival_is_a_conflict() -> None:
    part = seen_by(a_brief(competitors=("Nordlicht",)), captioned("with @nordlicht #ad", days=12))

    assert part["competitor_conflicts"] == [
        {
            "competitor": "Nordlicht",
            "kind": "paid",
            "asks_for_review": True,
            "happened_at": "2026-02-17T12:00:00Z",
            "age_days": 12,
            "cases_count": 1,
            "paid_by": "disclosure",
            "post_ids": ["p0"],
            "written": "@nordlicht",
        }
    ]


def test_an_undisclosed_tag_asks_for_review_and_a_name_in_words_does_not() -> None:
    posts = captioned("with @nordlicht", "better than Nordlicht if you ask me")

    found = seen_by(a_brief(competitors=("Nordlicht",)), posts)["competitor_conflicts"]

    assert [(conflict["kind"], conflict["asks_for_review"]) for conflict in found] == [
        ("tagged", True),
        ("named", False),
    ]


def test_policy_says_which_kinds_ask_for_review() -> None:
    lenient = default_policy().model_copy(
        update={"brand": default_policy().brand.model_copy(update={"review_conflicts": ("paid",)})}
    )

    found = seen_by(a_brief(competitors=("Nordlicht",)), captioned("with @nordlicht"), policy=lenient)

    assert [conflict["asks_for_review"] for conflict in found["competitor_conflicts"]] == [False]


def test_outside_the_window_is_no_conflict() -> None:
    brief = a_brief(competitors=("Nordlicht",), competitor_window_days=30)

    assert len(seen_by(brief, captioned("@nordlicht", days=30))["competitor_conflicts"]) == 1
    assert seen_by(brief, captioned("@nordlicht", days=30.01))["competitor_conflicts"] == []


def test_posts_after_the_moment_asked_about_are_not_looked_at() -> None:
    brief = a_brief(competitors=("Nordlicht",), brand="Velmora", category="running")

    part = seen_by(brief, captioned("@nordlicht Velmora running", "older", days=2), as_of=days_ago(2.5))

    assert part["competitor_conflicts"] == []
    assert [part[name]["organic_posts_count"] for name in ("own_mentions", "category_mentions")] == [0, 0]  # type: ignore[index, literal-required]


def test_an_agreed_deliverable_is_a_conflict_without_any_post() -> None:
    part = seen_by(a_brief(competitors=("Nordlicht",)), [], [a_deal("Nordlicht GmbH", 40), a_deal("Velmora", 3, "k2")])

    assert [(found["kind"], found["age_days"], found["written"]) for found in part["competitor_conflicts"]] == [
        ("collaboration", 40, "Nordlicht GmbH")
    ]


def test_a_paid_post_of_our_own_that_names_a_rival_is_not_the_rivals() -> None:
    brief = a_brief(brand_handles=("velmora",), competitors=("Nordlicht",))

    found = seen_by(brief, captioned("#ad @velmora beats @nordlicht"))["competitor_conflicts"]

    assert [conflict["kind"] for conflict in found] == ["tagged"]


def test_a_paid_post_that_tags_somebody_else_and_names_a_rival_in_words_is_not_the_rivals() -> None:
    found = seen_by(a_brief(competitors=("Nordlicht",)), captioned("#ad @velmora, cheaper than Nordlicht"))

    assert [conflict["kind"] for conflict in found["competitor_conflicts"]] == ["named"]


def test_cases_of_one_rival_and_kind_are_one_entry() -> None:
    posts = captioned("@nordlicht", "@nordlicht", "@nordlicht", "@nordlicht")

    (found,) = seen_by(a_brief(competitors=("Nordlicht",)), posts)["competitor_conflicts"]

    assert (found["cases_count"], found["post_ids"]) == (4, ["p0", "p1", "p2"])


def test_the_answer_says_whether_posts_reach_back_through_the_window() -> None:
    brief = a_brief(competitors=("Nordlicht",), competitor_window_days=30)

    short = seen_by(brief, captioned("a", days=10))["conflict_window"]
    whole = seen_by(brief, captioned("a", days=31))["conflict_window"]

    assert short == {"days": 30, "posts_seen_since": "2026-02-19T12:00:00Z", "is_covered": False}
    assert whole is not None
    assert whole["is_covered"]


def test_accounts_the_platform_lists_and_the_caption_does_not_count_too() -> None:
    post = a_post(posted_at=days_ago(1), caption="a day at sea", mentions=["nordlicht"])

    found = seen_by(a_brief(competitors=("Nordlicht",)), [post])["competitor_conflicts"]

    assert [conflict["written"] for conflict in found] == ["@nordlicht"]


def test_a_rival_in_disguise_is_found() -> None:
    found = seen_by(a_brief(competitors=("Nordlicht",)), captioned("my Nоrdliсht shoes"))  # Cyrillic о and с

    assert [conflict["kind"] for conflict in found["competitor_conflicts"]] == ["named"]
