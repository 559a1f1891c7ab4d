"""Comments: repetition is of words; no language, script or emoji is suspicious by itself."""

import pytest

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals import measure
from tests.builders import NOW, a_comment, a_post, a_snapshot


def commented(*texts: str | None) -> Snapshot:
    return a_snapshot(comments=[a_comment(comment_id=f"c{n}", text=text) for n, text in enumerate(texts)])


def value(snapshot: Snapshot, name: str) -> float | None:
    return measure(snapshot, [name])[name].item()


@pytest.mark.parametrize(
    "texts",
    [
        ("Great light", "Where was this?", "My favourite"),
        ("صورة جميلة", "أين هذا المكان؟", "أحب الألوان"),
        ("बहुत सुंदर", "यह कहाँ है?", "मुझे पसंद है"),
        ("とてもきれい", "ここはどこですか", "大好き"),
        ("Прекрасный свет", "Где это?", "Мой любимый"),
    ],
)
def test_different_comments_do_not_repeat_in_any_language(texts: tuple[str, ...]) -> None:
    assert value(commented(*texts), "comment_repeat_ratio") == 0.0


def test_vowel_marks_tell_words_apart() -> None:
    assert value(commented("की", "का"), "comment_repeat_ratio") == 0.0


def test_case_signs_emoji_and_mentions_do_not_hide_a_repetition() -> None:
    assert value(commented("Nice pic!", "nice   PIC 😍", "@ana nice pic", "hello"), "comment_repeat_ratio") == 0.5


def test_emoji_alone_are_counted_and_never_repeat() -> None:
    snapshot = commented("😍😍", "😍😍", "❤️", "🇺🇸", "Hello")
    assert value(snapshot, "comment_repeat_ratio") == 0.0
    assert value(snapshot, "comment_emoji_only_ratio") == 0.8


def test_only_emoji_leave_repetition_unknown() -> None:
    assert value(commented("😍😍", "😍😍"), "comment_repeat_ratio") is None


def test_signs_are_not_emoji() -> None:
    assert value(commented("!!!", "..."), "comment_emoji_only_ratio") == 0.0


def test_comments_without_known_authors_have_no_share_of_authors() -> None:
    assert value(commented("a", "b"), "comment_authors_ratio") is None


def test_a_comment_before_its_post_is_a_clock_that_differs() -> None:
    early = a_comment(text="first", commented_at=NOW.replace(minute=0, hour=11))
    snapshot = a_snapshot(posts=[a_post(posted_at=NOW)], comments=[early])
    assert value(snapshot, "comment_hours_after_post_median") == 0.0
