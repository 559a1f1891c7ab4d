"""Values and topics to avoid in the answer: probability, cited posts, points and reasons."""

from datetime import timedelta

import numpy as np
import pytest

from matchmaker.ranking.themes import ThemeSeen, cited, highest, mean
from tests.builders import NOW, a_creator, a_post, a_snapshot
from tests.unit.ranking.assessments import Known, a_brief, item_of, ranked

GAMBLING, CALM = a_brief(avoid_topics=("gambling",)), a_brief(values=("calm",))


def a_theme(probability: list[float], posts: list[float]) -> ThemeSeen:
    return ThemeSeen("gambling", np.array(probability), np.array(posts))


def test_the_three_most_probable_posts_are_cited_the_newer_first_among_equals() -> None:
    posts = [a_post("ana", f"p{age}", NOW - timedelta(days=age), caption=f"post {age}") for age in range(1, 6)]
    (found,) = cited([a_theme([0.8], [0.3, 0.9, 0.19, 0.3, 0.4])], a_snapshot([a_creator("ana")], posts=posts))

    said = found.avoided("ana")
    assert (said["topic"], said["probability"]) == ("gambling", 0.8)
    assert [(post["post_id"], post["probability"]) for post in said["evidence"]] == [
        ("p2", 0.9),
        ("p5", 0.4),
        ("p1", 0.3),
    ]


def test_a_post_that_was_not_read_or_is_hardly_about_it_is_not_cited() -> None:
    posts = [a_post("ana", f"p{age}", NOW - timedelta(days=age)) for age in range(1, 3)]
    (found,) = cited([a_theme([0.1], [np.nan, 0.1])], a_snapshot([a_creator("ana")], posts=posts))

    assert found.value("ana") == {"value": "gambling", "probability": 0.1, "evidence": []}


def test_each_theme_and_creator_has_posts_of_its_own() -> None:
    creators, posts = [a_creator("ana"), a_creator("bo")], [a_post("ana", "a1"), a_post("bo", "b1"), a_post("bo", "b2")]
    first, second = cited(
        [a_theme([0.9, 0.0], [0.9, 0.0, 0.0]), a_theme([0.0, 0.9], [0.0, 0.8, 0.7])], a_snapshot(creators, posts=posts)
    )

    shown = [
        [post["post_id"] for post in theme.value(name)["evidence"]]
        for theme in (first, second)
        for name in ("ana", "bo")
    ]
    assert shown == [["a1"], [], [], ["b1", "b2"]]


def test_the_worst_topic_and_the_mean_of_values_count() -> None:
    themes = [a_theme([0.2, np.nan], []), a_theme([0.6, np.nan], [])]

    assert highest(themes, 2) == pytest.approx([0.6, np.nan], nan_ok=True)
    assert mean(themes, 2) == pytest.approx([0.4, np.nan], nan_ok=True)


def test_a_certain_topic_to_avoid_takes_three_tenths_of_the_points() -> None:
    free, certain = item_of(ranked(Known(avoid=0.0), brief=GAMBLING)), item_of(ranked(Known(avoid=1.0), brief=GAMBLING))

    assert certain["contributions"]["avoided_topics"] == pytest.approx(-0.3 * free["score"], abs=1e-5)
    assert certain["score"] == pytest.approx(0.7 * free["score"], abs=1e-5)


def test_a_value_that_is_not_shown_takes_a_tenth_and_one_that_is_shown_nothing() -> None:
    missing, shown = item_of(ranked(Known(shows=0.0), brief=CALM)), item_of(ranked(Known(shows=1.0), brief=CALM))

    assert shown["contributions"]["values"] == 0
    assert missing["score"] == pytest.approx(0.9 * shown["score"], abs=1e-5)


def test_a_brief_without_values_and_topics_to_avoid_takes_nothing_off() -> None:
    item = item_of(ranked(Known()))

    assert item["contributions"]["values"] == item["contributions"]["avoided_topics"] == 0
    assert item["values"] == item["avoided_topics"] == []


def test_all_gates_together_still_sum_to_the_score() -> None:
    item = item_of(
        ranked(Known(state="review", avoid=0.7, shows=0.2), brief=a_brief(values=("calm",), avoid_topics=("x",)))
    )

    assert sum(item["contributions"].values()) == pytest.approx(item["score"], abs=1e-6)


def test_a_topic_to_avoid_is_a_reason_with_its_posts() -> None:
    item = item_of(ranked(Known(avoid=0.72), brief=GAMBLING))

    (said,) = (reason for reason in item["reasons"] if reason["code"] == "avoided_topic")
    assert said["text"] == (
        "Posts about 'gambling', which the brief avoids, with probability 0.72; above 0.50 a person should look; posts cited: 3"
    )
    assert (said["effect"], said["observed"], said["evidence"]) == ("lowers", 0.72, ["p0", "p1", "p2"])
    assert item["decision"] == "review"


def test_a_topic_that_is_hardly_posted_about_is_no_reason() -> None:
    item = item_of(ranked(Known(avoid=0.3), brief=GAMBLING))

    assert "avoided_topic" not in [reason["code"] for reason in item["reasons"]]
    assert item["decision"] == "shortlist"


def test_a_value_is_a_reason_whether_it_is_shown_or_not() -> None:
    said = [
        reason
        for shows in (0.1, 0.9)
        for reason in item_of(ranked(Known(shows=shows), brief=CALM))["reasons"]
        if reason["code"] == "value"
    ]

    assert [(reason["effect"], reason["observed"]) for reason in said] == [("lowers", 0.1), ("neutral", 0.9)]
    assert (
        said[0]["text"] == "Posts about 'calm', a value of the brief, with probability 0.10; no single post stands out"
    )
