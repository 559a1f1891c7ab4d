import pytest

from matchmaker.ranking.notices import language_notices
from tests.unit.ranking.assessments import Known, item_of, ranked


@pytest.mark.parametrize(
    ("known", "confidence"),
    [
        (Known(posts=8), "ready"),
        (Known(posts=8, covered=None), "ready"),
        (Known(posts=8, covered=0.5), "ready_low_confidence"),
        (Known(posts=4), "ready_low_confidence"),
        (Known(posts=8, fit=None, covered=0.0), "insufficient_data"),
    ],
)
def test_confidence_follows_from_posts_read_and_their_share(known: Known, confidence: str) -> None:
    item = item_of(ranked(known))
    assert item["topic_fit"]["confidence"] == confidence


def test_posts_that_were_left_out_are_told_of_without_counting_against_anybody() -> None:
    item = item_of(ranked(Known(posts=8, covered=0.75)))
    (reason,) = (reason for reason in item["reasons"] if reason["code"] == "languages_unread")
    assert (reason["effect"], reason["observed"]) == ("neutral", 0.75)
    assert reason["text"] == (
        "25% of the recent posts are in languages the model was not shown to read and were left out, neither for nor "
        "against; the creator writes in English 100%"
    )


def test_who_was_read_in_full_has_no_such_reason() -> None:
    item = item_of(ranked(Known(posts=8)))
    assert "languages_unread" not in [reason["code"] for reason in item["reasons"]]


def test_a_brief_that_nobody_reads_is_warned_about_by_the_name_of_its_language() -> None:
    (notice,) = language_notices("el")
    assert notice["code"] == "brief_language_unread"
    assert notice["text"].startswith("The brief is in Greek, which the model was not shown to read")


def test_a_brief_that_is_read_needs_no_warning() -> None:
    assert language_notices(None) == []
