"""`matchmaker score`: files in, the same rows with the model's columns out."""

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from matchmaker.cli import command_line
from matchmaker.errors import ValidationFailedError
from matchmaker.resources import resource_folder

ACCOUNTS = """account,followers_count,following_count,posts_count,has_profile_picture,bio,note
a1,10,5000,0,0,,"kept, as it came"
a2,1200,300,80,1,I bake bread,007
a3,,,,,,
"""
ADDED = ["fake_probability", "automated_probability", "coordinated_probability"]


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHMAKER_STATE_DIR", str(tmp_path / "state"))
    path = tmp_path / "accounts.csv"
    path.write_text(ACCOUNTS)
    return path


def score(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command_line(["score"]), ["score", *map(str, arguments)], catch_exceptions=False)


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def test_accounts_keep_every_column_and_gain_three(accounts: Path) -> None:
    out = accounts.with_name("scored.csv")
    assert score("accounts", accounts, "--out", out).exit_code == 0

    before, after = cells(accounts), cells(out)
    assert [{name: row[name] for name in before[0]} for row in after] == before
    assert list(after[0]) == [*before[0], *ADDED]
    assert float(after[0]["fake_probability"]) > 0.5 > float(after[1]["fake_probability"])
    assert after[2]["fake_probability"] == ""


def test_every_format_holds_the_same_numbers(accounts: Path) -> None:
    formats = [accounts.with_name(f"scored.{ending}") for ending in ("csv", "jsonl", "parquet")]
    for out in formats:
        score("accounts", accounts, "--out", out)
    from_csv = [row["fake_probability"] for row in cells(formats[0])]
    from_json = [json.loads(line) for line in formats[1].read_text().splitlines()]
    from_parquet = pl.read_parquet(formats[2])
    assert [row["fake_probability"] for row in from_json] == from_parquet["fake_probability"].to_list()
    assert [float(text) if text else None for text in from_csv] == from_parquet["fake_probability"].to_list()
    assert (from_json[0]["followers_count"], from_json[1]["note"]) == (10, "007")


def test_a_row_scored_alone_has_the_number_it_has_among_many(accounts: Path) -> None:
    many = accounts.with_name("many.csv")
    head, first, *_ = ACCOUNTS.splitlines()
    many.write_text("\n".join([head, *(f"x{row},{row},{row * 7 % 900},3,1,," for row in range(12_000)), first]) + "\n")
    for source in (accounts, many):
        score("accounts", source, "--out", source.with_suffix(".parquet"))
    alone, among = (pl.read_parquet(path.with_suffix(".parquet")) for path in (accounts, many))
    assert among["account"].to_list()[:3] == ["x0", "x1", "x2"]
    assert among["fake_probability"][-1] == alone["fake_probability"][0]


@pytest.mark.parametrize("end", ["", "bundle"])
def test_a_bundle_is_named_with_or_without_its_last_folder(end: str, accounts: Path) -> None:
    out = accounts.with_name("scored.csv")
    folder = resource_folder("models") / "authenticity" / end
    assert score("accounts", accounts, "--out", out, "--bundle", folder).exit_code == 0
    assert out.exists()


def test_cells_out_of_range_are_told_and_count_as_unknown(accounts: Path) -> None:
    accounts.write_text("followers_count,following_count,posts_count\n-1,5,6\n")
    said = score("accounts", accounts, "--out", accounts.with_name("o.csv"))
    assert said.exit_code == 0
    assert "row 2, column followers_count: expected a whole number" in said.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("followers_count\nmany\n", "row 2, column followers_count"),
        ("name\nx\n", "expected a column of accounts"),
        ("followers_count,fake_probability\n1,0.5\n", "expected no column fake_probability"),
        ("followers_count\n", "got none"),
    ],
)
def test_what_cannot_be_scored_is_said_and_nothing_is_written(text: str, words: str, accounts: Path) -> None:
    accounts.write_text(text)
    with pytest.raises(ValidationFailedError, match=words):
        score("accounts", accounts, "--out", accounts.with_name("o.csv"))
    assert not accounts.with_name("o.csv").exists()
    assert not list(accounts.parent.glob(".*part*"))


def test_the_input_is_never_overwritten(accounts: Path) -> None:
    with pytest.raises(ValidationFailedError, match="beside the input"):
        score("accounts", accounts, "--out", accounts)


def test_a_call_without_an_output_is_wrong_usage(accounts: Path) -> None:
    assert score("accounts", accounts).exit_code == 2


def test_an_audience_is_a_row_a_creator_in_order_of_appearance(accounts: Path) -> None:
    rows = [f"{name},{10 + row},{4000 if name == 'bea' else 200},{row}" for row in range(40) for name in ("bea", "ana")]
    accounts.write_text("\n".join(["creator_id,followers_count,following_count,posts_count", *rows]) + "\n")
    out = accounts.with_name("audience.csv")
    assert score("audience", accounts, "--out", out).exit_code == 0

    bea, ana = cells(out)
    assert (bea["creator_id"], ana["creator_id"], bea["sample_count"], ana["sample_count"]) == (
        "bea",
        "ana",
        "40",
        "40",
    )
    for row in (bea, ana):
        low, middle, high = (float(row[f"fake_follower_ratio_{level}"]) for level in ("p10", "p50", "p90"))
        assert 0 <= low <= middle <= high <= 1


def test_an_audience_may_be_told_apart_by_another_column_or_be_one(accounts: Path) -> None:
    out = accounts.with_name("audience.jsonl")
    score("audience", accounts, "--out", out, "--by", "account")
    assert [json.loads(line)["account"] for line in out.read_text().splitlines()] == ["a1", "a2", "a3"]
    score("audience", accounts, "--out", out)
    (whole,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert (whole["creator_id"], whole["sample_count"]) == (None, 3)


def test_an_audience_by_a_column_that_is_not_there_is_refused(accounts: Path) -> None:
    with pytest.raises(ValidationFailedError, match="expected the column page"):
        score("audience", accounts, "--out", accounts.with_name("o.csv"), "--by", "page")


def history(folder: Path, name: str, moment: str = "2026-{month:02d}-{day:02d}", **known: str) -> Path:
    """Two months of about 20 followers a day, and 9,000 more within three days of February."""
    rows, count = [], 40_000
    for place in range(56):
        month, day = 1 + place // 28, 1 + place % 28
        count += 20 + place % 7 + (3_000 if place in (38, 39, 40) else 0)
        rows.append({**known, "observed_at": moment.format(month=month, day=day), "followers_count": str(count)})
    path = folder / name
    with path.open("w", newline="") as lines:
        written = csv.DictWriter(lines, rows[0])
        written.writeheader()
        written.writerows(rows)
    return path


def test_growth_is_a_row_a_creator_with_dated_spikes(accounts: Path) -> None:
    out = accounts.with_name("growth.csv")
    assert score("growth", history(accounts.parent, "h.csv", creator_id="ana"), "--out", out).exit_code == 0

    (ana,) = cells(out)
    (spike, *_) = json.loads(ana["spikes"])
    assert (ana["creator_id"], float(ana["growth_anomaly_probability"]) > 0.5) == ("ana", True)
    assert spike["started_at"] <= "2026-02-12T00:00:00Z" <= spike["ended_at"]
    assert spike["change_count"] == pytest.approx(9_000, rel=0.1)


def test_a_history_may_be_by_another_column_nameless_or_with_offsets(accounts: Path) -> None:
    out = accounts.with_name("growth.jsonl")
    by_page = history(accounts.parent, "page.csv", page="p7")
    nameless = history(accounts.parent, "one.csv", moment="2026-{month:02d}-{day:02d}T00:00:00+00:00")
    found = []
    for arguments in ((by_page, "--by", "page"), (nameless,)):
        score("growth", *arguments, "--out", out)
        found += [json.loads(line) for line in out.read_text().splitlines()]
    assert [row.pop("page", None) or row.pop("creator_id") for row in found] == ["p7", None]
    assert found[0] == found[1]


def test_posts_name_the_cause_of_growth(accounts: Path) -> None:
    posts = accounts.with_name("posts.csv")
    posts.write_text("creator_id,posted_at,caption\nana,2026-02-11T08:00:00Z,GIVEAWAY: win three nights in Lisbon\n")
    out = accounts.with_name("growth.jsonl")
    score("growth", history(accounts.parent, "h.csv", creator_id="ana"), "--posts", posts, "--out", out)
    (ana,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert "giveaway" in [spike["cause"] for spike in ana["spikes"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("creator_id,followers_count\nana,1\n", "expected the column observed_at"),
        ("creator_id,observed_at,followers_count\nana,2026-01-01,\n", "row 2, column followers_count"),
        ("creator_id,observed_at,followers_count\nana,1 May,3\n", "row 2, column observed_at"),
        ("creator_id,observed_at,followers_count\n,2026-01-01,3\n", "row 2, column creator_id"),
    ],
)
def test_a_history_that_cannot_be_judged_is_said(text: str, words: str, accounts: Path) -> None:
    accounts.write_text(text)
    with pytest.raises(ValidationFailedError, match=words):
        score("growth", accounts, "--out", accounts.with_name("o.csv"))


def test_texts_are_judged_row_by_row_and_blank_ones_are_not(accounts: Path) -> None:
    accounts.write_text('id,text\n1,"Subscribe to my channel, free gift cards http://x.example"\n2,\n3,Lovely bread\n')
    out = accounts.with_name("o.csv")
    for kind, added in (
        ("comments", ["spam_probability", "generic_probability"]),
        ("captions", ["disclosure_probability", "disclosure_type", "disclosure_up_front"]),
    ):
        assert score(kind, accounts, "--out", out).exit_code == 0
        rows = cells(out)
        assert list(rows[0]) == ["id", "text", *added]
        assert [row["id"] for row in rows] == ["1", "2", "3"]
        assert rows[1][added[0]] == ""


def test_texts_without_their_column_are_refused(accounts: Path) -> None:
    with pytest.raises(ValidationFailedError, match="name them as text"):
        score("comments", accounts, "--out", accounts.with_name("o.csv"))


def test_an_audience_may_be_told_apart_by_a_column_of_accounts(accounts: Path) -> None:
    accounts.write_text("username,followers_count,following_count,posts_count\neva,1,2,3\neva,4,5,6\n")
    out = accounts.with_name("o.csv")
    assert score("audience", accounts, "--out", out, "--by", "username").exit_code == 0
    assert [(row["username"], row["sample_count"]) for row in cells(out)] == [("eva", "2")]
