"""The defects that the public sets are known for are found in their files, made-up sets above all."""

from dataclasses import dataclass, field

import pytest

from tests.realdata import real_data
from training.data_quality import Inspection, inspect_tables
from training.data_table import LabelledTable
from training.datasets.source import Source

REFUSE, WARN = "refuse", "warn"


@dataclass(frozen=True)
class Known:
    """A file, told by columns of its own, with its label and the defects that must be found in it."""

    folder: str
    columns: tuple[str, ...]
    label: str | None
    defects: set[tuple[str, str | None, str]]
    refused: set[str] = field(default_factory=set)
    keys: tuple[str, ...] = ()
    group: str | None = None
    text: str | None = None
    markers: tuple[str, ...] = ()

    def inspect(self) -> Inspection:
        rows = Source(f"authenticity/{self.folder}", "").frame(real_data(), *self.columns)
        label, keys = self.label, self.keys
        return inspect_tables([LabelledTable(self.folder, rows, label, keys, self.group, self.text, self.markers)])


KNOWN = (
    Known(
        "synthetic-do-not-train",
        ("Mutual Friends", "Labels"),
        "Labels",
        {("uniform", "Followers", REFUSE), ("uniform", "Posts", REFUSE), ("label_defining", "Followers", REFUSE)},
        {"uniform", "label_defining", "single_column"},
    ),
    Known(
        "synthetic-do-not-train",
        ("nums/length username", "fake"),
        "fake",
        {("uniform", "#followers", REFUSE), ("uniform", "#posts", REFUSE), ("label_defining", "#posts", REFUSE)},
        {"uniform", "label_defining", "single_column"},
    ),
    Known(
        "purba-instagram-fake-authentic-2020",
        ("cosine_similarity", "fake"),
        "fake",
        {
            ("one_class_subgroup", "posts", WARN),
            ("missing_tier", "followers", WARN),
            ("balanced", "fake", WARN),
            ("placeholder", "avg_caption_length", WARN),
        },
    ),
    Known(
        "srf-instagram-followers-2017",
        ("username_shape", "fake"),
        "fake",
        {("few_of_a_class", "fake", WARN), ("identifier", "row_id", REFUSE)},
        {"identifier"},
    ),
    Known(
        "instafake-2018",
        ("userBiographyLength", "isFake"),
        "isFake",
        {("duplicate", None, WARN), ("missing_tier", "userFollowerCount", WARN)},
    ),
    Known(
        "instafake-2018",
        ("nmedia", "automated"),
        "automated",
        {
            ("strong_column", "nfollower", WARN),
            ("strong_column", "nfollowing", WARN),
            ("capped", "nmedia", WARN),
            ("balanced", "automated", WARN),
        },
    ),
    Known(
        "instagram-fake-spammer-genuine-2019",
        ("nums/length username", "fake"),
        "fake",
        {("balanced", "fake", WARN), ("duplicate", None, WARN), ("strong_column", "#posts", WARN)},
    ),
    Known(
        "collusive-retweeters-2018",
        ("botometer_score", "annotation"),
        "annotation",
        {("label_defining", "botometer_score", REFUSE), ("single_column", "customer", REFUSE)},
        {"label_defining", "single_column"},
    ),
    Known(
        "collusive-retweeters-2018",
        ("botometer_score", "customer"),
        "customer",
        {("label_copy", "annotation", REFUSE)},
        {"label_copy", "single_column"},
    ),
    Known("gilani-twitter-bands-2017", ("band", "bot"), "bot", {("few_groups", "band", WARN)}, group="band"),
    Known(
        "cresci-stock-2018",
        ("number_of_friends", "bot"),
        "bot",
        {("constant", "language", WARN), ("balanced", "bot", WARN)},
    ),
    Known(
        "cresci-2015-e13-int",
        ("statuses", "fake"),
        "fake",
        {("single_column", "statuses", REFUSE), ("label_copy", "group", REFUSE)},
        {"single_column", "label_copy"},
    ),
    Known(
        "cresci-2017-genuine-ss1",
        ("statuses", "fake"),
        "fake",
        {("single_column", "favourites", REFUSE), ("label_copy", "group", REFUSE)},
        {"single_column", "label_copy"},
    ),
    Known(
        "scamspot-instagram-comments-2023",
        ("page_hash", "scam"),
        "scam",
        {("uneven_groups", "page_hash", WARN), ("one_script", "text", WARN)},
        keys=("post_hash",),
        group="page_hash",
        text="text",
    ),
    Known(
        "youtube-spam-collection-2015",
        ("video", "spam"),
        "spam",
        {
            ("repeated_text", "text", WARN),
            ("few_groups", "video", WARN),
            ("ordered_by_time", "date", WARN),
            ("identifier", "author_hash", REFUSE),
        },
        {"identifier"},
        group="video",
        text="text",
    ),
    Known(
        "affiliate-disclosures-2018",
        ("item_hash", "label"),
        "label",
        {("boilerplate", "text", WARN), ("marked_negatives", "text", WARN), ("one_script", "text", WARN)},
        group="item_hash",
        text="text",
        markers=("#ad", "#sponsored", "sponsored by"),
    ),
    Known("bot-market-2021", ("descr", "quality"), None, {("duplicate", None, WARN)}),
    Known(
        "youtube-daily-growth-2026",
        ("date_utc", "subscribers"),
        None,
        {
            ("rounded", "subscribers", WARN),
            ("short_period", "date_utc", WARN),
            ("identifier", "__index_level_0__", REFUSE),
        },
        {"identifier"},
        group="channel",
    ),
)


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: f"{known.folder}-{known.label}")
def test_known_defects_are_found_and_nothing_else_is_refused(known: Known) -> None:
    inspection = known.inspect()
    found = {(finding.check, finding.column, finding.level) for finding in inspection.findings}
    assert known.defects <= found
    assert {finding.check for finding in inspection.refused} == known.refused


def test_the_repeated_offers_of_the_bot_market_are_counted() -> None:
    inspection = next(known for known in KNOWN if known.folder == "bot-market-2021").inspect()
    said = [finding.observed for finding in inspection.findings if finding.check == "duplicate"]
    assert said[0].startswith("194 of 1,656 rows")
