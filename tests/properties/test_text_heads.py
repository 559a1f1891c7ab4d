"""Any text has an answer that knows nothing of the texts asked with it."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.text.confusables import fold
from tests.text_heads import comment_head, disclosure_head

TEXTS = st.lists(
    st.one_of(
        st.none(),
        st.text(max_size=60),
        st.sampled_from(
            ["check out my channel http://a.b", "nice pic 🔥", "#ad hi", "Some links are affiliate links.", "ﷺ" * 9]
        ),
    ),
    max_size=12,
)


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_many_comments_at_once_are_answered_as_one_by_one_in_any_order(texts: list[str | None]) -> None:
    together = comment_head().score(pl.Series(texts, dtype=pl.String))
    alone = [comment_head().score(pl.Series([text], dtype=pl.String)) for text in reversed(texts)]
    assert together.rows() == [row for answer in reversed(alone) for row in answer.rows()]
    for name in together.columns:
        assert together[name].drop_nulls().is_between(0, 1).all()


@given(TEXTS)
@settings(max_examples=25, deadline=None)
def test_many_captions_at_once_are_answered_as_one_by_one_in_any_order(texts: list[str | None]) -> None:
    together = disclosure_head().score(pl.Series(texts, dtype=pl.String))
    alone = [disclosure_head().score(pl.Series([text], dtype=pl.String)) for text in reversed(texts)]
    assert together.rows() == [row for answer in reversed(alone) for row in answer.rows()]
    assert together["disclosure_probability"].drop_nulls().is_between(0, 1).all()


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=80))
@settings(max_examples=100, deadline=None)
def test_folding_never_raises_and_ends(text: str) -> None:
    assert len(fold(text)) <= 60 * max(len(text), 1)
