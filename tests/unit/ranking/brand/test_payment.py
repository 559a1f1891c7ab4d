"""What tells that a post was paid."""

import polars as pl

from matchmaker.ranking.brand.payment import paid_by
from tests.builders import Row, a_snapshot
from tests.unit.ranking.brand.feeds import a_deal, captioned, nobody_discloses


def told(posts: list[Row], *deals: Row) -> list[str | None]:
    return paid_by(a_snapshot(posts=posts, collaborations=deals), nobody_discloses).to_list()


def test_marks_disclosures_codes_and_records_tell() -> None:
    posts = [
        *captioned("nice day", is_sponsored=True),
        *captioned("p", "#ad my new shoes", "use code ANA10 at @nordlicht", "the big day", "nothing")[1:],
    ]

    assert told(posts, a_deal("Nordlicht", 5, post_id="p3")) == [
        "platform_mark",
        "disclosure",
        "code",
        "collaboration",
        None,
    ]


def test_a_denial_is_no_disclosure() -> None:
    assert told(captioned("not sponsored by Nordlicht, I bought them")) == [None]


def test_a_code_of_ones_own_shop_is_no_partnership() -> None:
    assert told(captioned("use code ANA10 in my shop")) == [None]


def test_the_head_is_asked_only_where_its_subject_is_spoken_of() -> None:
    asked: list[str] = []

    def all_disclose(captions: pl.Series) -> pl.DataFrame:
        asked.extend(captions)
        return pl.DataFrame({"disclosure_probability": [0.9] * len(captions)})

    found = paid_by(a_snapshot(posts=captioned("an affiliate link below", "a day at sea")), all_disclose)

    assert found.to_list() == ["affiliate", None]
    assert asked == ["an affiliate link below"]
