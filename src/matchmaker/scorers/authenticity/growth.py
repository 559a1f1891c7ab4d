"""How unusual is the growth of a follower history, when, and what explains it? Dated events with probabilities."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self, TypedDict, cast

import numpy as np
import polars as pl

from matchmaker.bundles import Bundle
from matchmaker.domain.assessment import GROWTH_EVENTS
from matchmaker.domain.tables import FOLLOWER_COUNTS, POSTS
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.authenticity.account_heads import Platt
from matchmaker.scorers.authenticity.growth_days import DayGrid
from matchmaker.scorers.authenticity.growth_posts import cause_columns, cause_names
from matchmaker.scorers.authenticity.growth_sawtooth import SawtoothLimits, sawtooth_events
from matchmaker.scorers.authenticity.growth_scan import ScanLimits, stretches, surplus_of
from matchmaker.scorers.authenticity.growth_shape import SHAPE_FEATURES, shape_columns
from matchmaker.scorers.authenticity.growth_stretches import Stretches
from matchmaker.scorers.authenticity.numbers import OpenRatio, Parameters, Ratio
from matchmaker.scorers.boosters import TextBooster

TREES_FILE, PARAMETERS_FILE = "growth.txt", "growth.json"
CAUSE_FEATURES = ("viral_log", "giveaway", "press")
STRETCH_FEATURES = (*SHAPE_FEATURES, *CAUSE_FEATURES)
ASSESSED = pl.Schema(
    {"creator_id": pl.String(), "growth_anomaly_probability": pl.Float64(), "history_days": pl.Float64()}
)
_CAUSES_IN_WORDS = {
    "giveaway": "a giveaway post",
    "press": "a post about press coverage",
    "viral_post": "a much engaged post",
}


class GrowthLimits(Parameters):
    """What the recipe states of the growth head.

    A history of fewer than `fewest_counts` counts or `fewest_days` days is not judged. A gain within `jump_days`
    is a jump, a longer one a drip. Events are told from `shown_probability` on; those with a benign cause already
    from a gain of `shown_ratio` of the followers. `quiet_probability` is said of a history in which nothing stands
    out. `typical_ratio` is the median gain of a week, for comparison.
    """

    fewest_counts: int
    fewest_days: int
    jump_days: int
    quiet_probability: OpenRatio
    shown_probability: Ratio
    shown_ratio: Ratio
    typical_ratio: Ratio
    scan: ScanLimits
    sawtooth: SawtoothLimits


class GrowthParameters(Parameters):
    """What was learned beside the trees; content of growth.json. `features` are in the trees' order."""

    features: tuple[str, ...]
    platt: Platt


class GrowthEvent(TypedDict):
    """A row of GROWTH_EVENTS."""

    creator_id: str
    started_at: datetime
    ended_at: datetime
    kind: str
    change_count: float
    change_ratio: float
    cause: str | None
    probability: float


@dataclass(frozen=True)
class GrowthAssessment:
    """`columns`: one row a creator in order of first appearance: creator_id, growth_anomaly_probability (null where
    the history is too short), history_days. `events`: see GROWTH_EVENTS, in order of creator and time."""

    columns: pl.DataFrame
    events: pl.DataFrame


@dataclass(frozen=True)
class GrowthHead:
    """Trees that tell ordered from organic growth by its shape, and what goes with them."""

    booster: TextBooster
    parameters: GrowthParameters
    limits: GrowthLimits

    @classmethod
    def open(cls, bundle: Bundle, limits: GrowthLimits) -> Self | None:
        """The head, None where the bundle has none; BundleDamagedError when it does not fit this code."""
        if TREES_FILE not in bundle.contents:
            return None
        try:
            parameters = GrowthParameters.model_validate_json(bundle.read_bytes(PARAMETERS_FILE))
        except ValueError as error:
            raise BundleDamagedError(
                f"{bundle.folder}: {PARAMETERS_FILE} does not fit this code ({error}); train it again"
            ) from None
        return cls(TextBooster.open(bundle, TREES_FILE, parameters.features), parameters, limits)

    def assess(self, follower_counts: pl.DataFrame, posts: pl.DataFrame | None = None) -> GrowthAssessment:
        """Every creator of `follower_counts`; `posts` of any creators, None or empty where none are known.

        Both have any subset of their table's canonical columns. One row or a million run the same lines; the order
        of rows does not matter, and creators do not touch each other.
        """
        counts = FOLLOWER_COUNTS.conform(follower_counts).drop_nulls(["creator_id", "observed_at", "followers_count"])
        seen = posts if posts is None else POSTS.conform(posts)
        names = follower_counts.select(pl.col("creator_id").drop_nulls().unique(maintain_order=True))
        growing = self._growth_events(DayGrid.of(counts), seen)
        turning = sawtooth_events(counts, self.limits.sawtooth)
        events = pl.concat([growing, turning.cast(GROWTH_EVENTS)])
        return GrowthAssessment(self._columns(names, counts, events), self._shown(events, names))

    def _growth_events(self, grid: DayGrid, posts: pl.DataFrame | None) -> pl.DataFrame:
        found, features = stretch_features(grid, posts, self.limits.scan)
        probability = self.parameters.platt.probability(self.booster.raw_score(features))
        return _events(grid, found, features, self.limits.jump_days).with_columns(pl.Series("probability", probability))

    def _columns(self, names: pl.DataFrame, counts: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
        """A history is anomalous when any of its events is; events err independently of each other."""
        limits = self.limits
        day = pl.col("observed_at").dt.date()
        known = counts.group_by("creator_id").agg(
            day.n_unique().alias("counts"),
            (day.max() - day.min()).dt.total_days().cast(pl.Float64).alias("history_days"),
        )
        clean = events.group_by("creator_id").agg((1 - pl.col("probability")).product().alias("clean"))
        joined = names.join(known, on="creator_id", how="left", maintain_order="left").join(
            clean, on="creator_id", how="left", maintain_order="left"
        )
        is_long = (pl.col("counts") >= limits.fewest_counts) & (pl.col("history_days") >= limits.fewest_days)
        anomalous = 1 - (1 - limits.quiet_probability) * pl.col("clean").fill_null(1.0)
        return joined.select(
            "creator_id",
            pl.when(is_long).then(anomalous).alias("growth_anomaly_probability"),
            pl.col("history_days").fill_null(0.0),
        ).cast(ASSESSED)

    def _shown(self, events: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
        limits = self.limits
        explained = pl.col("cause").is_not_null() & (pl.col("change_ratio") >= limits.shown_ratio)
        return (
            events.filter((pl.col("probability") >= limits.shown_probability) | explained)
            .join(names.with_row_index("place"), on="creator_id")
            .sort("place", "started_at", "kind")
            .select(GROWTH_EVENTS.names())
        )


def growth_anomalies(
    follower_counts: pl.DataFrame, posts: pl.DataFrame | None, head: GrowthHead | None
) -> GrowthAssessment:
    """What the head says of each creator's history; null and no events where the bundle has no such head."""
    if head is not None:
        return head.assess(follower_counts, posts)
    names = follower_counts.select(pl.col("creator_id").unique(maintain_order=True))
    unknown = names.with_columns(growth_anomaly_probability=None, history_days=None).cast(ASSESSED)
    return GrowthAssessment(unknown, pl.DataFrame(schema=GROWTH_EVENTS))


def main_events(assessment: GrowthAssessment, limits: GrowthLimits) -> pl.DataFrame:
    """One row a creator with events: creator_id, growth_text and growth_change_ratio of the likeliest, and
    growth_explained_text, _ratio and _probability of the largest that has a benign cause, null without one."""
    explained = assessment.events.filter(pl.col("cause").is_not_null())
    named = _first_events(explained, "change_ratio", limits).select(
        "creator_id",
        growth_explained_text="text",
        growth_explained_ratio="change_ratio",
        growth_explained_probability="probability",
    )
    return (
        _first_events(assessment.events, "probability", limits)
        .select("creator_id", growth_text="text", growth_change_ratio="change_ratio")
        .join(named, on="creator_id", how="left", maintain_order="left")
    )


def _first_events(events: pl.DataFrame, by: str, limits: GrowthLimits) -> pl.DataFrame:
    first = events.sort(by, descending=True, maintain_order=True).unique(
        "creator_id", keep="first", maintain_order=True
    )
    texts = [growth_text(cast(GrowthEvent, event), limits.typical_ratio) for event in first.iter_rows(named=True)]
    return first.with_columns(pl.Series("text", texts, pl.String))


def stretch_features(grid: DayGrid, posts: pl.DataFrame | None, limits: ScanLimits) -> tuple[Stretches, pl.DataFrame]:
    """The stretches that stand out and their STRETCH_FEATURES, for training and for scoring alike."""
    surplus, ordinary = surplus_of(grid, limits.background_days)
    found = stretches(grid, surplus, ordinary, limits)
    causes = pl.DataFrame(cause_columns(grid, found, posts), schema=dict.fromkeys(CAUSE_FEATURES, pl.Float64))
    return found, pl.concat([shape_columns(grid, surplus, found), causes], how="horizontal")


def growth_text(event: GrowthEvent, typical_ratio: float) -> str:
    """The event in words: fact, number, comparison. `typical_ratio` is the median gain of a week / followers."""
    when = _when(event["started_at"], event["ended_at"])
    share, count = _percent(abs(event["change_ratio"])), f"{abs(event['change_count']):,.0f}"
    typical = f"{_percent(typical_ratio)} a week is typical."
    if event["kind"] == "sawtooth":
        return f"{count} accounts were followed and left again {when}, {share} of those usually followed; 0 is typical."
    if event["kind"] == "purge":
        return f"{count} followers more than usual were lost {when}, {share} of all; a gain of {typical}"
    cause = event["cause"]
    explained = "no observed post explains it" if cause is None else f"{_CAUSES_IN_WORDS[cause]} may explain it"
    return f"{count} followers more than usual came {when}, {share} of those before, and {explained}; {typical}"


def _percent(ratio: float) -> str:
    percent = 100 * ratio
    return f"{percent:,.0f} %" if percent >= 100 else f"{percent:.2g} %"


def _when(started_at: datetime, ended_at: datetime) -> str:
    first, last = started_at.date(), ended_at.date()
    return f"on {first}" if first == last else f"from {first} to {last}"


def _events(grid: DayGrid, found: Stretches, features: pl.DataFrame, jump_days: int) -> pl.DataFrame:
    """GROWTH_EVENTS without probabilities: from the day after the last count before the stretch to its last day."""
    begins, ends = (grid.day(cell, found.owner) for cell in (found.begins + 1, found.ends))
    is_short = pl.Series(found.days <= jump_days)
    return features.select(
        pl.Series("creator_id", grid.creators.gather(found.owner)),
        pl.Series("started_at", begins.astype("datetime64[D]").astype("datetime64[us]")).dt.replace_time_zone("UTC"),
        pl.Series("ended_at", ends.astype("datetime64[D]").astype("datetime64[us]")).dt.replace_time_zone("UTC"),
        pl.when(pl.col("is_loss") > 0)
        .then(pl.lit("purge"))
        .otherwise(pl.when(is_short).then(pl.lit("jump")).otherwise(pl.lit("drip")))
        .alias("kind"),
        pl.Series("change_count", np.round(found.change)),
        pl.Series("change_ratio", found.change / np.maximum(grid.counts[found.begins], 1.0)),
        cause_names().alias("cause"),
    )
