from collections.abc import Sequence
from functools import cache

import pytest

from matchmaker.bundles import open_bundle
from matchmaker.domain.brief import Brief
from matchmaker.domain.snapshot import Snapshot
from matchmaker.resources import resource_folder
from matchmaker.scorers.topic_fit.scorer import TopicFit
from matchmaker.scorers.topic_fit.sought import brief_texts
from matchmaker.text.onnx_encoder import OnnxEncoder
from tests.builders import a_creator, a_post, a_snapshot

MODELS = resource_folder("models")
SKINCARE_BRIEF = Brief(
    "A fragrance-free face serum for sensitive skin, shown in an evening routine.", category="Skincare"
)
SPECIALIST = [
    "Week two of retinol: how I buffer it with moisturiser",
    "SPF reapplication over make-up, three ways",
    "Niacinamide or vitamin C first? My routine explained",
    "This cleanser does not strip the skin barrier",
    "Patch test results for the new ceramide cream",
]
LIFESTYLE = [
    "Sunday brunch with the girls",
    "New sneakers and an old denim jacket",
    "Tried a face serum this morning, smells nice",
    "Sunset from the hotel balcony in Lisbon",
    "Our puppy turned one today",
]


@cache
def encoder() -> OnnxEncoder:
    return OnnxEncoder.open(MODELS / "encoder" / "bundle", threads=1)


def a_market(feeds: dict[str, Sequence[str]]) -> Snapshot:
    """Creators who differ in nothing but their captions."""
    posts = [
        a_post(creator, f"p{number}", caption=caption)
        for creator, captions in feeds.items()
        for number, caption in enumerate(captions)
    ]
    return a_snapshot(creators=[a_creator(name, followers_count=40_000) for name in feeds], posts=posts)


def fits(brief: Brief, feeds: dict[str, Sequence[str]]) -> dict[str, tuple[float | None, float | None]]:
    """Fit and specialism by creator."""
    scorer = TopicFit.open(open_bundle(MODELS / "topic_fit" / "bundle"))
    snapshot = a_market(feeds)
    posts = encoder().encode(snapshot.posts["caption"].fill_null("").to_list())
    columns = scorer.assess(encoder().encode(brief_texts(brief.query)), snapshot, posts).columns
    return {name: (fit, special) for name, fit, special, _ in columns.iter_rows()}


def test_a_skincare_specialist_beats_a_lifestyle_feed_with_the_same_demographics_for_a_skincare_brief() -> None:
    found = fits(SKINCARE_BRIEF, {"specialist": SPECIALIST, "lifestyle": LIFESTYLE})
    assert found["specialist"] > found["lifestyle"]
    assert found["specialist"][1] > found["lifestyle"][1]


def test_the_same_feed_does_not_fit_a_brief_of_another_subject() -> None:
    football = Brief("Boots for grassroots football: match reports and training drills.", category="Football")
    assert fits(football, {"ana": SPECIALIST})["ana"][0] < 0.5 * fits(SKINCARE_BRIEF, {"ana": SPECIALIST})["ana"][0]


def test_spaces_capitals_and_one_emoji_do_not_move_the_fit() -> None:
    dressed = [f"  {caption.upper()} \n" for caption in SPECIALIST]
    plain, other = fits(SKINCARE_BRIEF, {"plain": SPECIALIST, "dressed": dressed}).values()
    assert other == pytest.approx(plain, abs=1e-4)


@pytest.mark.parametrize("word", ["skincare", "skincare " * 6_000])
def test_a_brief_of_one_word_and_of_fifty_thousand_characters_is_answered(word: str) -> None:
    found = fits(Brief(word), {"specialist": SPECIALIST, "lifestyle": LIFESTYLE})
    assert found["specialist"][0] > found["lifestyle"][0]


def test_emoji_only_feeds_are_unknown_and_right_to_left_feeds_are_scored() -> None:
    found = fits(SKINCARE_BRIEF, {"emoji": ["🔥🔥", "😂"], "hebrew": ["שגרת טיפוח העור שלי", "קרם פנים חדש"]})
    assert found["emoji"] == (None, None)
    assert found["hebrew"][0] is not None
