"""Who comments where and when: returning, first again, in the same order; giveaways do not count."""

from datetime import timedelta

import pytest

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals import measure
from tests.builders import NOW, Row, a_comment, a_post, a_snapshot

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def below(posts: list[str], caption: str = "A quiet day", *, dated: bool = False) -> Snapshot:
    """One post a day, the first one oldest, each with a comment a minute by the authors named by its letters."""
    newest = len(posts) - 1
    moments = [NOW - (newest - day) * DAY - DAY for day in range(len(posts))]
    written: list[Row] = [
        a_comment(
            comment_id=f"c{day}-{place}",
            post_id=f"p{day}",
            author_id=author,
            text=f"comment {day} {place}",
            commented_at=moment + (0 if dated else place) * MINUTE,
        )
        for day, (authors, moment) in enumerate(zip(posts, moments, strict=True))
        for place, author in enumerate(authors)
    ]
    feed = [a_post(post_id=f"p{day}", posted_at=moment, caption=caption) for day, moment in enumerate(moments)]
    return a_snapshot(posts=feed, comments=written)


def value(snapshot: Snapshot, name: str) -> float | None:
    return measure(snapshot, [name])[name].item()


def test_accounts_that_comment_on_every_post_return() -> None:
    # a is below all three posts; b below two, fewer than three
    assert value(below(["ab", "ax", "ab"]), "comment_returning_ratio") == pytest.approx(3 / 6)


def test_a_third_of_many_posts_must_be_visited() -> None:
    posts = [*"aaax", *"bcdefghijk"]  # 14 posts: three are fewer than a third
    assert value(below(posts), "comment_returning_ratio") == 0


def test_two_posts_are_too_few_to_return_to() -> None:
    assert value(below(["ab", "ab"]), "comment_returning_ratio") is None


def test_the_first_commenters_are_compared_with_those_of_the_post_before() -> None:
    # the second post: a to e of whom a, b and c came first before; f is the sixth and not looked at
    assert value(below(["abcxyzde", "abcdef"]), "comment_first_again_ratio") == pytest.approx(3 / 5)


def test_dates_without_hours_make_nobody_first() -> None:
    snapshot = below(["abcdef", "abcdef"], dated=True)
    assert value(snapshot, "comment_first_again_ratio") is None
    assert value(snapshot, "comment_order_correlation") is None


@pytest.mark.parametrize(("second", "agreement"), [("abc", 1.0), ("cba", -1.0), ("xaybzc", 1.0), ("acb", 0.5)])
def test_the_order_of_common_commenters_is_compared(second: str, agreement: float) -> None:
    assert value(below(["abc", second]), "comment_order_correlation") == pytest.approx(agreement)


def test_two_common_commenters_have_no_order_to_compare() -> None:
    assert value(below(["abx", "aby"]), "comment_order_correlation") is None


def test_an_account_that_writes_twice_below_a_post_came_once() -> None:
    assert value(below(["abab", "abab"]), "comment_first_again_ratio") == 1.0


def test_comments_below_a_giveaway_do_not_count() -> None:
    snapshot = below(["ab", "ab", "ab"], caption="GIVEAWAY! Tag two friends to win")
    assert value(snapshot, "comments_observed_count") == 0
    assert value(snapshot, "comment_returning_ratio") is None


def test_a_giveaway_takes_away_its_own_comments_alone() -> None:
    giveaway = a_post(post_id="p9", caption="Gewinnspiel! Markiere zwei Freunde")
    tagged = [a_comment(comment_id=f"g{place}", post_id="p9", text="@friend") for place in range(9)]
    spoken = [a_comment(comment_id="c1", text="hello"), a_comment(comment_id="c2", text="well done")]
    snapshot = a_snapshot(posts=[giveaway, a_post(post_id="p1")], comments=[*tagged, *spoken])
    assert value(snapshot, "comment_mention_ratio") == 0
    assert value(snapshot, "comments_observed_count") == 2


def test_the_same_words_in_another_order_are_nearly_a_repetition() -> None:
    texts = ("So nice, love it", "love it so nice!!", "Where was this?", "hello")
    snapshot = a_snapshot(comments=[a_comment(comment_id=f"c{place}", text=text) for place, text in enumerate(texts)])
    assert value(snapshot, "comment_near_repeat_ratio") == pytest.approx(1 / 4)
    assert value(snapshot, "comment_repeat_ratio") == 0
