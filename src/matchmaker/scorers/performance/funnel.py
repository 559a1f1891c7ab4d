"""Of those who see a post, how many click, and of those, how many buy? Rates that learn from the customer's outcomes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Self

import polars as pl
from pydantic import ValidationError

from matchmaker.domain.columns import INSTANT
from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.performance.funnel_delay import Delay, Regrown, learned_delay
from matchmaker.scorers.performance.funnel_prior import ASSUMED, FunnelParameters
from matchmaker.scorers.performance.funnel_tree import LEVELS, PooledRate, pooled

FUNNEL_FILE = "funnel.json"
EVIDENCE = pl.Schema(
    {
        "outcome_id": pl.String(),
        "creator_id": pl.String(),
        "platform": pl.String(),
        "objective": pl.String(),
        "category": pl.String(),
        "post_id": pl.String(),
        "posted_at": INSTANT,
        "observed_at": INSTANT,
        "impressions_count": pl.Float64(),
        "reach_count": pl.Float64(),
        "views_count": pl.Float64(),
        "clicks_count": pl.Float64(),
        "conversions_count": pl.Float64(),
        "attribution_source": pl.String(),
    }
)
_COUNTS = ("impressions_count", "reach_count", "views_count", "clicks_count", "conversions_count")
_CLICKS, _CONVERSIONS = pl.col("clicks_count"), pl.col("conversions_count")
_SEEN_BY = pl.coalesce("impressions_count", "reach_count", "views_count")  # the first known is what clicks come from


@dataclass(frozen=True, eq=False)
class Funnel:
    """Click and conversion rates: a prior, pooled with own outcomes; immutable and safe to share.

    `evidence` (columns EVIDENCE) holds every observation of every outcome; the newest of each counts. Where several
    sources counted one post (post_id), the largest count of each kind stands: their buyers overlap, so no sum is taken.
    """

    parameters: FunnelParameters
    evidence: pl.DataFrame

    @classmethod
    def open(cls, content: bytes) -> Self:
        """The funnel of a bundle's funnel.json, without own outcomes; BundleDamagedError when it is not of this code."""
        try:
            return cls(FunnelParameters.model_validate_json(content), EVIDENCE.to_frame())
        except ValidationError as error:
            raise BundleDamagedError(
                f"{FUNNEL_FILE}: {error.error_count()} faults, first {error.errors()[0]['loc']}; train the bundle again"
            ) from None

    @classmethod
    def assumed(cls) -> Self:
        """The funnel of assumed ranges alone, for bundles that bring none."""
        return cls(ASSUMED, EVIDENCE.to_frame())

    def rates(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Beta distributions of the two rates of one more post, one row a row of `rows`, in its order.

        `rows` has creator_id, platform, objective and category (null = not stated; a category that was never
        stated is a category of its own). Answers clicks_per_impression_alpha, _beta, conversions_per_click_alpha,
        _beta (mean = alpha / (alpha + beta), 0 to 1), rows_count (own outcomes of this creator on this platform)
        and source, in words. The rate is that of a single post: posts of one creator share most of its doubt.
        """
        asked = rows.select(pl.col(name).cast(pl.String) for name in LEVELS)
        keys = ["platform", "creator_id"]
        own = asked.join(self._own_counts, on=keys, how="left", nulls_equal=True, maintain_order="left")
        clicks, conversions = self._clicks.next_post(asked), self._conversions.next_post(asked)
        return rows.select("creator_id").with_columns(
            clicks_per_impression_alpha=clicks["alpha"],
            clicks_per_impression_beta=clicks["beta"],
            conversions_per_click_alpha=conversions["alpha"],
            conversions_per_click_beta=conversions["beta"],
            rows_count=own["rows_count"].fill_null(0).cast(pl.Int64),
            source=pl.lit(self.source),
        )

    def updated(self, outcomes: pl.DataFrame) -> Self:
        """The funnel with these outcomes of the customer's own campaigns joined to those it has.

        `outcomes` has outcome_id, creator_id, platform, observed_at and any other of EVIDENCE; absent = unknown.
        The same outcome observed again replaces what was seen of it before, so updating twice changes nothing.
        """
        known = [name for name in EVIDENCE if name in outcomes.columns]
        arrived = EVIDENCE.to_frame().clear()
        arrived = pl.concat([arrived, outcomes.select(known).cast({n: EVIDENCE[n] for n in known})], how="diagonal")
        both = pl.concat([self.evidence, arrived]).unique(["outcome_id", "observed_at"], keep="last")
        return replace(self, evidence=both.sort("outcome_id", "observed_at"))

    @property
    def source(self) -> str:
        """What the rates rest on, in words: the prior's sources and own outcomes by how they were attributed."""
        steps = self.parameters.clicks_per_impression, self.parameters.conversions_per_click
        stated = "; ".join(dict.fromkeys(step.statement for step in steps))
        counts = self._newest.group_by(pl.col("attribution_source").fill_null("unknown")).len().rows()
        if not counts:
            return stated
        by_source = ", ".join(f"{count} {name}" for name, count in sorted(counts))
        return f"{stated}; {self._newest.height} own outcomes ({by_source})"

    @cached_property
    def delay(self) -> Delay:
        """How long conversions take, learned from outcomes that were observed both young and mature."""
        return learned_delay(self.parameters.delay, self._regrown())

    @cached_property
    def _newest(self) -> pl.DataFrame:
        return self.evidence.unique("outcome_id", keep="last", maintain_order=True).with_columns(age_days=_age_days())

    @cached_property
    def _deliverables(self) -> pl.DataFrame:
        """One row a post that was delivered: the largest of what its sources counted, at the oldest age."""
        post = pl.coalesce(pl.format("post {}", "post_id"), pl.format("outcome {}", "outcome_id"))
        largest = pl.col(*_COUNTS, "age_days").max()
        rows = self._newest.group_by("creator_id", "platform", post.alias("post"), maintain_order=True)
        return rows.agg(pl.col("objective", "category").drop_nulls().first(), largest)

    @cached_property
    def _clicks(self) -> PooledRate:
        rows = self._deliverables.filter(_SEEN_BY > 0, _CLICKS.is_not_null())
        return pooled(
            self.parameters.clicks_per_impression,
            rows.select(*LEVELS, trials=_SEEN_BY, successes=pl.min_horizontal(_CLICKS, _SEEN_BY), doubt=pl.lit(0.0)),
        )

    @cached_property
    def _conversions(self) -> PooledRate:
        """Trials are clicks, expected ones where only impressions are known, times the share that can be seen yet."""
        rows = self._deliverables.filter(_CONVERSIONS.is_not_null())
        clicking = self._clicks.next_post(rows)
        mean = clicking["alpha"] / (clicking["alpha"] + clicking["beta"])
        estimated = _CLICKS.is_null()
        clicks = pl.coalesce(_CLICKS, _SEEN_BY * mean)
        seen = rows.with_columns(
            share=pl.Series(
                self.delay.seen_share(rows["age_days"].fill_null(float("nan")).to_numpy()), dtype=pl.Float64
            )
        ).with_columns(
            # Conversions beyond the clicks came without one, and are no evidence of what clicks do.
            trials=pl.max_horizontal(clicks * pl.col("share"), pl.min_horizontal(_CONVERSIONS, clicks)),
            successes=pl.min_horizontal(_CONVERSIONS, clicks),
            doubt=pl.when(estimated).then(1 / clicking["alpha"]).otherwise(0.0),
        )
        usable = seen.filter(pl.col("trials") > 0)
        return pooled(self.parameters.conversions_per_click, usable.select(*LEVELS, "trials", "successes", "doubt"))

    @cached_property
    def _own_counts(self) -> pl.DataFrame:
        return self._newest.group_by("platform", "creator_id").agg(rows_count=pl.len())

    def _regrown(self) -> Iterator[Regrown]:
        aged = self.evidence.with_columns(age_days=_age_days()).drop_nulls(["posted_at", "conversions_count"])
        mature = aged.filter(pl.col("age_days") >= OUTCOME_MATURITY_DAYS).unique("outcome_id", keep="last")
        young = aged.filter(pl.col("age_days") < OUTCOME_MATURITY_DAYS).unique("outcome_id", keep="first")
        pairs = young.join(mature, on="outcome_id", suffix="_mature").sort("outcome_id")
        columns = pairs.select("age_days", "conversions_count", "conversions_count_mature")
        return (Regrown(*row) for row in columns.iter_rows())


def _age_days() -> pl.Expr:
    """Age of the post when the outcome was observed, null for a post of unknown date."""
    age = (pl.col("observed_at") - pl.col("posted_at")) / timedelta(days=1)
    return age.cast(pl.Float64)
