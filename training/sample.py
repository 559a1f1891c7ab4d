"""`python -m training sample`: write the sample market of data/sample, or check that the committed one is up to date."""

import argparse
import filecmp
import json
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import polars as pl

from matchmaker.domain.tables import MARKET_TABLES
from matchmaker.errors import MatchmakerError
from training.simulator import Market, MarketBrief, simulate_market

JsonObject: TypeAlias = dict[str, object]

SEED = 20260301
NOW = datetime(2026, 3, 1, tzinfo=UTC)  # fixed, so that the sample is the same whenever it is written
_DRAWN_FROM = 3_000  # creators simulated, from which the few of the sample are picked
_TOPICS = ("skincare", "outdoor", "gaming", "cooking", "fitness")  # subjects with several specialists to choose from
_SPECIALISTS_PER_TOPIC = 5
_MICRO = pl.col("followers_count").is_between(10_000, 100_000)
_SECONDS = "%Y-%m-%dT%H:%M:%SZ"


class SampleOutdatedError(MatchmakerError):
    """The committed sample is not what the simulator writes."""

    status, code, title = 409, "sample_outdated", "The sample is not up to date"


@dataclass(frozen=True)
class _Pick:
    """Creators of the market that tell one story: how they are called in the sample, which, and how many."""

    name: str
    which: pl.Expr
    creators: int


_PICKS = (
    *(
        _Pick(
            f"{topic}-specialist",
            (pl.col("kind") == "specialist") & (pl.col("main_topic") == topic) & _MICRO & (pl.col("language") == "en"),
            _SPECIALISTS_PER_TOPIC,
        )
        for topic in _TOPICS
    ),
    _Pick("specialist", (pl.col("kind") == "specialist") & (pl.col("language") != "en") & _MICRO, 8),
    _Pick("macro-specialist", (pl.col("kind") == "specialist") & (pl.col("followers_count") > 150_000), 2),
    _Pick("lifestyle", (pl.col("kind") == "lifestyle") & _MICRO, 11),
    _Pick(
        "bought-audience",
        (pl.col("kind") == "bought_audience")
        & pl.col("main_topic").is_in(_TOPICS)
        & (pl.col("fake_follower_ratio") > 0.55)
        & (pl.col("followers_count") > 60_000),
        6,
    ),
    _Pick("viral-spike", (pl.col("growth_cause") == "viral_post") & _MICRO, 3),
    _Pick("giveaway-spike", (pl.col("growth_cause") == "giveaway") & _MICRO, 2),
    _Pick("bought-spike", (pl.col("growth_cause") == "bought_order") & _MICRO & pl.col("main_topic").is_in(_TOPICS), 4),
    _Pick("small", (pl.col("kind") == "small") & pl.col("main_topic").is_in(_TOPICS), 6),
)

_REQUESTS: tuple[tuple[str, str, JsonObject], ...] = (
    ("skincare-1", "skincare", {"objective": "engagements"}),
    (
        "outdoor-1",
        "outdoor",
        {
            "objective": "clicks",
            "limits": {"followers_count_max": 100_000, "fee_max": {"amount": 600, "currency": "USD"}},
        },
    ),
    ("gaming-2", "gaming", {"objective": "reach", "goals": [{"metric": "reach", "target_count": 150_000}]}),
    ("cooking-1", "cooking", {"objective": "engagements", "limits": {"languages": ["en", "de"]}}),
    ("fitness-2", "fitness", {"objective": "conversions", "order_value": {"amount": 60, "currency": "USD"}}),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training sample`."""
    parser.add_argument("--out", type=Path, default=Path("data/sample"), help="folder to write (default: data/sample)")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the folder is not up to date")


def run(arguments: argparse.Namespace) -> None:
    """Write the sample; with --check write nothing and raise SampleOutdatedError when the folder differs."""
    if not arguments.check:
        write_sample(arguments.out)
    elif stale := stale_files(arguments.out):
        raise SampleOutdatedError(
            f"expected {arguments.out} to hold what the simulator writes, got other {', '.join(stale)}; "
            "run 'python -m training sample' and commit"
        )


def write_sample(folder: Path) -> None:
    """Every table as CSV, ranking requests below briefs/ and what the simulator knows below truth/."""
    market = sample_market()
    for table in MARKET_TABLES:
        _write_csv(getattr(market, table.name), folder / f"{table.name}.csv")
    _write_csv(_known(market), folder / "truth" / "creators.csv")
    briefs = {item.brief_id: item for item in market.briefs}
    for brief_id, name, wishes in _REQUESTS:
        document = _request(briefs[brief_id], wishes, market.creators["creator_id"].to_list())
        path = folder / "briefs" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def stale_files(folder: Path) -> list[str]:
    """Files of `folder` that are missing or differ from what would be written now."""
    with tempfile.TemporaryDirectory() as fresh:
        write_sample(Path(fresh))
        names = sorted(str(path.relative_to(fresh)) for path in Path(fresh).rglob("*") if path.is_file())
        _, differing, missing = filecmp.cmpfiles(fresh, folder, names, shallow=False)
        return sorted(differing + missing)


def sample_market() -> Market:
    """A few creators of a large market, picked and named for what they show, such as skincare-specialist-1."""
    market = simulate_market(
        SEED,
        _DRAWN_FROM,
        now=NOW,
        posts_per_creator=20,
        history_days=45,
        followers_sampled=30,
        comments_per_post=3.0,
    )
    names = _names(market)
    return replace(
        market,
        creators=_renamed(market.creators, names),
        posts=_renamed(market.posts, names),
        comments=_renamed(market.comments, names),
        follower_counts=_renamed(market.follower_counts, names),
        follower_profiles=_renamed(market.follower_profiles, names),
        collaborations=_renamed(market.collaborations, names),
        outcomes=_renamed(market.outcomes, names),
        truth=replace(market.truth, creators=_renamed(market.truth.creators, names)),
    )


def _names(market: Market) -> pl.DataFrame:
    """creator_id and its name in the sample, one row a picked creator."""
    known = market.creators.join(market.truth.creators, on="creator_id", maintain_order="left")
    names: dict[str, str] = {}
    for pick in _PICKS:
        free = known.filter(pick.which, ~pl.col("creator_id").is_in(list(names)))
        chosen = free["creator_id"].head(pick.creators)
        names |= {creator: f"{pick.name}-{number}" for number, creator in enumerate(chosen, start=1)}
    return pl.DataFrame({"creator_id": list(names), "name": list(names.values())})


def _renamed(frame: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The rows of picked creators under their names, in the order of the picks."""
    joined = names.join(frame, on="creator_id", maintain_order="left_right")
    return joined.with_columns(creator_id="name").select(frame.columns)


def _known(market: Market) -> pl.DataFrame:
    """What is true of each creator of the sample; nothing but tests and curious readers looks at it."""
    return market.truth.creators.with_columns(
        pl.col("fake_follower_ratio").round(3), pl.col("engagements_expected_count").round(0)
    )


def _request(item: MarketBrief, wishes: JsonObject, creator_ids: list[str]) -> JsonObject:
    """The body of a ranking request over the whole sample, as of the moment the sample was seen."""
    return {
        "brief": {
            "text": item.brief.text,
            "brand": item.brief.brand,
            "category": item.brief.category,
            "keywords": list(item.brief.keywords),
            "budget": {"amount": 3_000, "currency": "USD"},
            **wishes,
        },
        "candidates": {"creator_ids": creator_ids},
        "limit": 10,
        "as_of": NOW.isoformat().replace("+00:00", "Z"),
    }


def _write_csv(frame: pl.DataFrame, path: Path) -> None:
    """The columns that hold anything, moments to the second."""
    path.parent.mkdir(parents=True, exist_ok=True)
    filled = [column.name for column in frame if column.null_count() < len(column)]
    frame.select(filled).write_csv(path, datetime_format=_SECONDS)
