import pytest

from matchmaker.scorers.topic_fit.sought import brief_texts


@pytest.mark.parametrize(
    ("brief", "sought"),
    [
        ("A ceramics studio wants creators who bake bread and cakes.", "bake bread and cakes."),
        ("Tent maker seeks hikers posting about huts and summits", "huts and summits"),
        ("A brand that sells tea; accounts that show tea ceremonies", "show tea ceremonies"),
        ("An app for sharing lifts seeks drivers covering long roads", "long roads"),
        ("Partners Who knit, who sew", "knit, who sew"),
    ],
)
def test_a_brief_is_compared_as_a_whole_and_by_what_creators_should_post(brief: str, sought: str) -> None:
    assert brief_texts(brief) == (brief, sought)


@pytest.mark.parametrize("brief", ["Grain-free dog food", "", "We know who", "Bière sans alcool pour les fêtes"])
def test_a_brief_that_does_not_say_what_to_post_is_one_text(brief: str) -> None:
    assert brief_texts(brief) == (brief,)
