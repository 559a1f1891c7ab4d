"""The text of a brief that is embedded."""

from matchmaker.domain.brief import Brief


def test_the_query_is_category_text_and_keywords() -> None:
    brief = Brief(text="A gentle serum", category="skincare", keywords=("vegan", "spf"))
    assert brief.query == "skincare. A gentle serum. vegan, spf"


def test_a_brief_of_text_alone_is_its_own_query() -> None:
    assert Brief(text="A gentle serum").query == "A gentle serum"
