import polars as pl
import pytest

from benchmarks.text_search import TextSearch
from tests.builders import a_creator, a_post, a_snapshot
from training.datasets.matching import NAMED_IN, Matching


def a_matching(given_away: list[tuple[str, str, str]] | None = None) -> Matching:
    """One brief about serum; ana writes of it, bo does not."""
    snapshot = a_snapshot(
        creators=[a_creator("ana"), a_creator("bo")],
        posts=[
            a_post("ana", "p1", caption="a serum for dry skin"),
            a_post("ana", "p2", caption="holiday"),
            a_post("bo", "p1", caption="holiday by the sea"),
        ],
    )
    return Matching(
        "tiny",
        pl.DataFrame({"brief_id": ["q0"], "query": ["a gentle serum"]}),
        snapshot,
        pl.DataFrame({"brief_id": ["q0"], "creator_id": ["ana"], "grade": [1]}),
        relevant_grade=1,
        given_away=pl.DataFrame(given_away or [], schema=NAMED_IN, orient="row"),
    )


@pytest.mark.parametrize("method", ["tf_idf", "bm25"])
def test_who_uses_the_brief_s_words_ranks_first(method: str) -> None:
    ana, bo = getattr(TextSearch(a_matching()), method)()
    assert ana > bo == 0


@pytest.mark.parametrize("method", ["tf_idf", "bm25"])
def test_a_post_that_gives_the_brief_away_is_not_searched(method: str) -> None:
    ana, bo = getattr(TextSearch(a_matching([("q0", "ana", "p1")])), method)()
    assert ana == bo == 0
