"""The posts behind a fit, in words."""

from typing import cast

from matchmaker.ranking.candidates import Candidate
from matchmaker.ranking.topic_document import Evidence
from matchmaker.ranking.topic_reasons import post_reasons


def a_cited_post(post_id: str, effect_points: float, caption: str = "Evening routine") -> Evidence:
    return {
        "post_id": post_id,
        "posted_at": "2026-03-01T08:00:00Z",
        "similarity": 0.4,
        "effect": "raises" if effect_points > 0 else "lowers",
        "effect_points": effect_points,
        "caption": caption,
    }


def of_fit(probability: float | None) -> Candidate:
    return cast(Candidate, {"topic_fit_probability": probability})


def test_the_post_that_raises_most_is_named_with_the_fit_with_and_without_it() -> None:
    (found,) = post_reasons(of_fit(0.84), [a_cited_post("p3", 4.2), a_cited_post("p1", 0.4)])
    assert found["text"] == (
        "The post of 1 March 2026 (“Evening routine”) raises the fit most: 84.0 of 100 with it, 79.8 without"
    )
    assert (found["code"], found["effect"], found["observed"]) == ("post_raises_fit", "raises", 4.2)
    assert found["evidence"] == ["p3", "p1"]


def test_the_post_that_lowers_most_is_named_apart() -> None:
    raising, lowering = post_reasons(of_fit(0.5), [a_cited_post("p1", 2.0), a_cited_post("p2", -1.5)])
    assert (lowering["code"], lowering["effect"], lowering["evidence"]) == ("post_lowers_fit", "lowers", ["p2"])
    assert lowering["text"].endswith("lowers the fit most: 50.0 of 100 with it, 51.5 without")
    assert raising["evidence"] == ["p1"]


def test_a_long_caption_is_quoted_by_its_beginning_in_one_line() -> None:
    (found,) = post_reasons(of_fit(0.5), [a_cited_post("p1", 2.0, "Two\nlines " + "and more " * 20)])
    assert "(“Two lines and more and more and more and more and more and m…”)" in found["text"]


def test_what_would_not_show_in_the_fit_is_no_reason() -> None:
    assert post_reasons(of_fit(0.02), [a_cited_post("p1", 0.05), a_cited_post("p2", -0.09)]) == []


def test_without_a_fit_there_is_nothing_to_say() -> None:
    assert post_reasons(of_fit(None), []) == []
