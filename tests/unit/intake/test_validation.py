from datetime import UTC, datetime

import polars as pl
import pytest

from matchmaker.domain.tables import CREATORS, POSTS
from matchmaker.intake.faults import RowFault
from matchmaker.intake.validation import Validated, validate

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CREATOR = {"creator_id": "ana", "platform": "instagram", "observed_at": "2026-03-01T08:00:00Z"}
POST = {
    "creator_id": "ana",
    "post_id": "p1",
    "posted_at": "2026-02-01T08:00:00Z",
    "observed_at": "2026-03-01T08:00:00Z",
}


def judged_creator(timezone: str | None = None, **cells: object) -> Validated:
    rows = pl.DataFrame([CREATOR | cells])
    return validate(CREATORS, rows, numbers=pl.Series([2]), now=NOW, timezone=timezone)


def judged_post(**cells: object) -> Validated:
    return validate(POSTS, pl.DataFrame([POST | cells]), numbers=pl.Series([2]), now=NOW)


def fault_of(judged: Validated) -> RowFault:
    assert judged.accepted.is_empty()
    assert len(judged.rejected) == 1
    return judged.rejected[0]


def test_a_fault_says_row_column_expected_and_got() -> None:
    fault = fault_of(judged_creator(followers_count="-3"))
    assert fault == RowFault(2, "followers_count", "a whole number from 0 to 10,000,000,000", "-3")


@pytest.mark.parametrize(
    "cell", ["1,200", "1.2k", "12.5", "NaN", "Infinity", "1e99", "99999999999999999999", "ten", "0x1F", "10000000001"]
)
def test_a_count_that_is_no_whole_number_in_range_is_a_fault(cell: str) -> None:
    assert fault_of(judged_creator(followers_count=cell)).got == cell


@pytest.mark.parametrize(("cell", "count"), [("0", 0), (" 12 ", 12), ("12.0", 12), ("10000000000", 10_000_000_000)])
def test_a_count_may_be_written_as_people_and_programs_do(cell: str, count: int) -> None:
    assert judged_creator(followers_count=cell).accepted["followers_count"].to_list() == [count]


@pytest.mark.parametrize("cell", ["3.5", "-0.1", "NaN", "inf", "5%", "0,05"])
def test_a_percentage_or_no_number_is_no_ratio(cell: str) -> None:
    fault = fault_of(judged_creator(engagement_rate_by_reach_ratio=cell))
    assert fault.expected == "a number from 0 to 1, not a percentage"


@pytest.mark.parametrize(("cell", "truth"), [("true", True), ("FALSE", False), ("1", True), ("0", False)])
def test_a_flag_is_read_in_the_spellings_of_spreadsheets(cell: str, truth: bool) -> None:
    assert judged_creator(is_private=cell).accepted["is_private"].to_list() == [truth]


def test_another_word_is_no_flag() -> None:
    assert fault_of(judged_creator(is_private="maybe")).expected == "true or false"


def test_a_platform_is_read_in_any_case_but_must_be_known() -> None:
    assert judged_creator(platform="Instagram").accepted["platform"].to_list() == ["instagram"]
    assert fault_of(judged_creator(platform="myspace")).expected.startswith("one of instagram, tiktok")


@pytest.mark.parametrize("cell", ["", "-ana", "a b", "ä", "a" * 129, "a\n", None])
def test_an_id_of_another_form_is_a_fault(cell: str | None) -> None:
    assert fault_of(judged_creator(creator_id=cell)).column == "creator_id"


def test_a_required_cell_that_is_empty_is_a_fault() -> None:
    assert fault_of(judged_creator(platform=None)).got == "nothing"


def test_a_caption_of_ten_megabytes_is_refused_in_a_short_fault() -> None:
    fault = fault_of(judged_post(caption="x" * 10_000_000))
    assert fault.expected == "text of at most 20,000 characters without NUL"
    assert fault.got == "x" * 55 + "… (10,000,000 characters)"


def test_text_with_a_nul_is_a_fault_because_postgresql_cannot_keep_it() -> None:
    assert fault_of(judged_post(caption="a\x00b")).column == "caption"


@pytest.mark.parametrize("caption", ["🎉🎉🎉", "مرحبا بالعالم", "שלום", "e\u0301", "‮evil‬"])
def test_emoji_and_right_to_left_captions_are_kept_as_they_are(caption: str) -> None:
    assert judged_post(caption=caption).accepted["caption"].to_list() == [caption]


def test_a_moment_without_an_offset_needs_a_declared_time_zone() -> None:
    assert "declare the time zone" in fault_of(judged_creator(observed_at="2026-03-01 08:00")).expected
    berlin = judged_creator(timezone="Europe/Berlin", observed_at="2026-03-01 08:00")
    assert berlin.accepted["observed_at"].to_list() == [datetime(2026, 3, 1, 7, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("cell", "hour", "minute"),
    [
        ("2026-03-01T08:00:00Z", 8, 0),
        ("2026-03-01t08:00z", 8, 0),
        ("2026-03-01 08:00:00+05:30", 2, 30),
        ("2026-03-01T00:00:00-0700", 7, 0),
    ],
)
def test_a_moment_is_read_with_its_offset(cell: str, hour: int, minute: int) -> None:
    assert judged_creator(observed_at=cell).accepted["observed_at"].to_list() == [
        datetime(2026, 3, 1, hour, minute, tzinfo=UTC)
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "1772352000",
        "01/03/2026",
        "2026-02-30T08:00:00Z",
        "2026-03-01T25:00:00Z",
        "1970-01-01T00:00:00Z",
        "2026-03-01T08:00:00+19:00",
    ],
)
def test_another_spelling_is_no_moment(cell: str) -> None:
    assert fault_of(judged_creator(observed_at=cell)).got == cell


def test_a_moment_that_the_clock_change_repeats_is_a_fault() -> None:
    assert fault_of(judged_creator(timezone="Europe/Berlin", observed_at="2025-10-26T02:30:00")).column == "observed_at"


def test_an_observation_in_the_future_is_a_fault_beyond_five_minutes() -> None:
    assert judged_creator(observed_at="2026-03-01T12:05:00Z").accepted.height == 1
    assert "not after now" in fault_of(judged_creator(observed_at="2026-03-01T12:05:01Z")).expected


def test_a_post_newer_than_its_observation_is_a_fault() -> None:
    assert "not after the row's observed_at" in fault_of(judged_post(posted_at="2026-03-01T08:00:01Z")).expected


def test_an_amount_needs_its_currency() -> None:
    assert judged_creator(fee_amount="100", fee_currency="EUR").accepted["fee_amount"].to_list() == [100.0]
    assert fault_of(judged_creator(fee_amount="100")).column == "fee_currency"
    assert fault_of(judged_creator(fee_amount="100", fee_currency="eur")).got == "eur"


def test_hashtags_are_read_from_json_or_words_without_the_sign() -> None:
    assert judged_post(hashtags='["a","#b"]').accepted["hashtags"].to_list() == [["a", "b"]]
    assert judged_post(hashtags="#a, b;c  d").accepted["hashtags"].to_list() == [["a", "b", "c", "d"]]


@pytest.mark.parametrize("cell", ["[1,2]", "[broken", "x " * 201, "x" * 129, "[null]"])
def test_a_list_that_is_too_long_or_damaged_is_a_fault(cell: str) -> None:
    assert fault_of(judged_post(hashtags=cell)).column == "hashtags"


def test_typed_columns_are_cast_only_where_nothing_is_lost() -> None:
    assert judged_creator(followers_count=12.0).accepted["followers_count"].to_list() == [12]
    assert fault_of(judged_creator(followers_count=12.5)).got == "12.5"
    assert fault_of(judged_creator(followers_count=True)).got == "True"
    assert fault_of(judged_creator(is_private=1)).expected == "true or false"
    assert judged_creator(creator_id=7).accepted["creator_id"].to_list() == ["7"]


def test_rows_without_faults_are_accepted_beside_rows_with_faults() -> None:
    rows = pl.DataFrame([CREATOR, CREATOR | {"platform": "none"}, CREATOR | {"creator_id": "bob"}])
    judged = validate(CREATORS, rows, numbers=pl.Series([5, 6, 9]), now=NOW)
    assert judged.accepted["creator_id"].to_list() == ["ana", "bob"]
    assert [fault.row for fault in judged.rejected] == [6]
    assert judged.kept.to_list() == [True, False, True]
