"""Comments in concert: monotone in each behaviour, nulls for little data, and creators who comment on each other."""

import polars as pl
import pytest

from matchmaker.scorers.authenticity.pods import POD_SIGNALS, PodHead, PodWeights, mutual_commenters
from tests.builders import a_comment, a_creator, a_snapshot

HEAD = PodHead(
    PodWeights(
        signals=("comment_returning_ratio", "comment_first_again_ratio"),
        centres=(0.1, 0.05),
        weights=(5.0, 10.0),
        intercept=-3.0,
        prior_posts=2.0,
        fewest_posts=3,
        fewest_comments=15,
        returning_typical_ratio=0.05,
    )
)


def probability(**signals: float | None) -> float | None:
    known: dict[str, float | None] = {
        "comment_authors_posts_count": 6.0,
        "comments_observed_count": 60.0,
        "comment_returning_ratio": 0.1,
        **signals,
    }
    row = {name: known.get(name) for name in POD_SIGNALS}
    frame = pl.DataFrame([row], schema=dict.fromkeys(POD_SIGNALS, pl.Float64)).with_columns(*HEAD.columns())
    found: float | None = frame["coordination_probability"][0]
    return found


def test_the_probability_by_hand() -> None:
    # log odds: -3 + 6/8 x (5 x (0.5 - 0.1) + 10 x (0.45 - 0.05)) = 1.5
    found = probability(comment_returning_ratio=0.5, comment_first_again_ratio=0.45)
    assert found == pytest.approx(0.8175744761936437)


def test_an_unknown_order_counts_as_the_mean() -> None:
    assert probability(comment_first_again_ratio=None) == probability(comment_first_again_ratio=0.05)


def test_few_posts_draw_towards_the_mean() -> None:
    few, many = (probability(comment_authors_posts_count=posts, comment_returning_ratio=0.9) for posts in (3.0, 12.0))
    assert few is not None
    assert many is not None
    assert few < many


@pytest.mark.parametrize(
    "little",
    [{"comment_authors_posts_count": 2.0}, {"comments_observed_count": 14.0}, {"comment_returning_ratio": None}],
)
def test_too_little_says_nothing(little: dict[str, float | None]) -> None:
    assert probability(**little) is None


def test_creators_who_comment_on_each_other_are_counted() -> None:
    written = [("ana", "ben"), ("ana", "ben"), ("ana", "zoe"), ("ana", "stranger"), ("ben", "ana"), ("zoe", "zoe")]
    snapshot = a_snapshot(
        [a_creator(name) for name in ("ana", "ben", "zoe")],
        comments=[a_comment(owner, f"c{place}", author_id=author) for place, (owner, author) in enumerate(written)],
    )
    assert mutual_commenters(snapshot).sort("creator_id").to_dicts() == [
        {"creator_id": "ana", "mutual_comments_count": 2, "mutual_authors": ["ben"], "authored_comments_count": 4},
        {"creator_id": "ben", "mutual_comments_count": 1, "mutual_authors": ["ana"], "authored_comments_count": 1},
    ]
