"""What a creator's own posts say of a planned one: newer posts count for more, and those like it are set apart."""

from datetime import timedelta
from math import log, log1p

import polars as pl
import pytest

from matchmaker.domain.snapshot import Snapshot
from matchmaker.scorers.performance.columns import with_ordinary_plan
from matchmaker.scorers.performance.history import HALF_LIFE_POSTS, LIFT_POSTS, described, is_paid, own_columns
from tests.builders import NOW, Row, a_creator, a_post, a_snapshot

DAY = timedelta(days=1)


def posts(likes: list[int | None], **known: list[object]) -> list[Row]:
    """Posts of ana, newest first, one a day; `known` holds a value a post."""
    each = [{name: values[place] for name, values in known.items()} for place in range(len(likes))]
    return [
        a_post("ana", f"p{place}", NOW - DAY * (place + 1), likes_count=count, **each[place])
        for place, count in enumerate(likes)
    ]


def own(rows: list[Row], **planned: object) -> dict[str, object]:
    """The columns of ana's next post, planned so."""
    snapshot: Snapshot = a_snapshot([a_creator("ana")], posts=rows)
    asked = with_ordinary_plan(
        pl.DataFrame({"creator_id": ["ana"], **{key: [value] for key, value in planned.items()}})
    )
    seen = described(snapshot.posts.with_columns(is_sponsored=is_paid()))
    return own_columns(snapshot.creators, seen, asked).row(0, named=True)


def test_the_newest_post_counts_for_most_and_half_as_much_a_half_life_later() -> None:
    weight = 0.5 ** (1 / HALF_LIFE_POSTS)
    columns = own(posts([99, 9]))
    assert columns["log_likes_own_mean"] == pytest.approx((log(100) + weight * log(10)) / (1 + weight))
    assert columns["log_likes_own_count"] == pytest.approx((1 + weight) ** 2 / (1 + weight**2))


def test_a_post_whose_count_is_hidden_is_passed_over() -> None:
    hidden = own(posts([99, None, 9]))["log_likes_own_mean"]
    assert hidden == pytest.approx(own(posts([99, 9]))["log_likes_own_mean"])


def test_without_posts_nothing_is_known_of_the_past() -> None:
    columns = own([])
    known = [name for name, value in columns.items() if name.startswith("log_likes_") and value]
    assert known == []


def test_posts_of_the_planned_format_move_the_step_by_as_many_as_they_are() -> None:
    mixed = posts([99, 9, 99, 9], format=["video", "photo", "video", "photo"])
    columns = own(mixed, planned_format_code=2.0)  # FORMATS[2] is video
    # Two posts at ln 100: their distance from the mean counts 2 / (2 + ALIKE_POSTS).
    assert columns["log_likes_format_step"] == pytest.approx(
        (log(100) - float(str(columns["log_likes_own_mean"]))) * 2 / 3
    )


def test_without_a_plan_no_post_is_like_it() -> None:
    columns = own(posts([99, 9], format=["video", "photo"]))
    assert (columns["log_likes_duration_step"], columns["log_likes_hour_step"], columns["hashtags_step"]) == (None,) * 3


def test_a_disclosed_post_is_paid_and_half_paid_creators_believe_their_own_lift_by_its_evidence() -> None:
    captions: list[object] = ["#ad tea", "tea", "#ad tea", "tea"]
    columns = own(posts([99, 9, 99, 9], caption=captions), planned_is_sponsored=1.0)
    weights = [0.5 ** (place / HALF_LIFE_POSTS) for place in range(4)]
    share = (weights[0] + weights[2]) / sum(weights)
    evidence = 4 * 0.5 * 0.5
    assert columns["log_likes_lift_own"] == pytest.approx((1 - share) * evidence * log(10) / (evidence + LIFT_POSTS))
    assert columns["log_likes_lift_usual"] == pytest.approx((1 - share) * LIFT_POSTS / (evidence + LIFT_POSTS))


def test_the_step_of_texts_is_their_distance_from_the_usual_ones() -> None:
    columns = own(posts([1, 1], caption=["abc", "abcdefg"]), planned_caption_length=15.0, planned_hashtags_count=3.0)
    assert columns["caption_step"] == pytest.approx(log(16) - (log1p(3) + log1p(7)) / 2)
    assert columns["hashtags_step"] == pytest.approx(3.0)
