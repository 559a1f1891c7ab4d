"""Is the audience real? Fake accounts, their share among followers, and unusual engagement or growth: risk, never verdict."""

import json
from dataclasses import dataclass
from typing import ClassVar, Self, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, JsonValue

from matchmaker.bundles import Bundle
from matchmaker.domain.assessment import AuthenticityAssessment, Flag
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import CREATORS, FOLLOWER_PROFILES
from matchmaker.scorers.accounts import account_features, known_counts
from matchmaker.scorers.anomalies import ENGAGEMENT_SIGNALS, GROWTH_SIGNALS, engagement_columns, growth_column
from matchmaker.scorers.authenticity_flags import CAUSE_SIGNALS, flags_of, review_reasons
from matchmaker.scorers.authenticity_parameters import AccountCalibration, AuthenticityParameters, read_parameters
from matchmaker.scorers.boosters import TextBooster
from matchmaker.scorers.opening import refuse_changed_signals
from matchmaker.scorers.quantification import fake_shares, probability_bins

BOOSTER_FILE = "fake_account.txt"
SIGNALS_USED = tuple(
    dict.fromkeys(
        (
            *ENGAGEMENT_SIGNALS,
            *GROWTH_SIGNALS,
            *CAUSE_SIGNALS,
            "growth_days_observed",
            "comment_repeat_ratio",
            "comments_observed_count",
        )
    )
)
SHARE_COLUMNS = ("fake_follower_ratio_p10", "fake_follower_ratio_p50", "fake_follower_ratio_p90")
ASSESSED_COLUMNS = (
    "creator_id",
    "authenticity_state",
    "readiness",
    *SHARE_COLUMNS,
    "follower_sample_count",
    "engagement_anomaly_probability",
    "growth_anomaly_probability",
)


_PROBE_CREATORS = pl.Schema(
    {"creator_id": pl.String(), "platform": pl.String(), **{name: pl.Float64() for name in SIGNALS_USED}}
)
_ProbeRow: TypeAlias = dict[str, str | float | bool | None]


class _Probe(BaseModel):
    model_config = ConfigDict(extra="forbid")

    accounts: list[_ProbeRow]
    creators: list[_ProbeRow]
    follower_profiles: list[_ProbeRow]


@dataclass(frozen=True)
class Authenticity:
    """The authenticity model: one account-level booster and documented rules over creators' signals."""

    name: ClassVar[str] = "authenticity"
    bundle: Bundle
    booster: TextBooster
    parameters: AuthenticityParameters
    calibration: AccountCalibration

    @classmethod
    def open(cls, bundle: Bundle) -> Self:
        """Build the scorer; BundleDamagedError when its parameters, columns or signals are not those of this code."""
        refuse_changed_signals(bundle, SIGNALS_USED)
        parameters, calibration = read_parameters(bundle)
        return cls(bundle, TextBooster.open(bundle, BOOSTER_FILE), parameters, calibration)

    def fake_probability(self, accounts: pl.DataFrame) -> NDArray[np.float64]:
        """Probability that each account is fake or bought, shape (rows,), from any subset of the account columns.

        NaN where fewer of followers, following and posts are known than the bundle asks for: the other columns
        alone were never enough to tell.
        """
        raw = self.booster.raw_score(account_features(accounts))
        probability = 1 / (1 + np.exp(-(self.calibration.platt.slope * raw + self.calibration.platt.intercept)))
        enough = known_counts(accounts).to_numpy() >= self.parameters.enough.counts_known
        return np.where(enough, probability, np.nan)

    def assess(self, snapshot: Snapshot, signals: pl.DataFrame) -> AuthenticityAssessment:
        """Audience risk of the snapshot's creators, in their order; `signals` are those measured on it."""
        creators = snapshot.creators.select("creator_id", "platform")
        measured = creators.join(
            signals.select("creator_id", *SIGNALS_USED), on="creator_id", how="left", maintain_order="left"
        )
        judged = measured.with_columns(
            *engagement_columns(self.parameters.engagement), growth_column(self.parameters.growth)
        )
        sampled = judged.join(
            self._shares(snapshot.follower_profiles), on="creator_id", how="left", maintain_order="left"
        )
        assessed = sampled.with_columns(pl.col("follower_sample_count").fill_null(0)).with_columns(
            authenticity_state=self._state(), readiness=self._readiness()
        )
        known = pl.when(pl.col("readiness") != "insufficient_data").then(pl.col("authenticity_state"))
        columns = assessed.with_columns(authenticity_state=known).select(ASSESSED_COLUMNS)
        return AuthenticityAssessment(columns, flags_of(assessed, self.parameters))

    def answer_probe(self, inputs: JsonValue) -> JsonValue:
        """Fake probabilities of recorded `accounts`, and the assessment of `creators` with recorded signals and followers.

        `creators` are rows of creator_id, platform and SIGNALS_USED; `follower_profiles` rows of that table.
        """
        probe = _Probe.model_validate(inputs)
        probabilities = self.fake_probability(FOLLOWER_PROFILES.conform(pl.DataFrame(probe.accounts)))
        creators = pl.DataFrame(probe.creators, schema=_PROBE_CREATORS)
        snapshot = Snapshot(
            creators=CREATORS.conform(creators),
            follower_profiles=FOLLOWER_PROFILES.conform(pl.DataFrame(probe.follower_profiles)),
        )
        assessment = self.assess(snapshot, creators)
        assessed: JsonValue = json.loads(assessment.columns.write_json())
        return {
            "fake_probability": [None if np.isnan(value) else float(value) for value in probabilities],
            "assessment": assessed,
            "flags": {creator: [_without_words(flag) for flag in flags] for creator, flags in assessment.flags.items()},
        }

    def _shares(self, profiles: pl.DataFrame) -> pl.DataFrame:
        """One row a creator with a sample: follower_sample_count and the quantiles of the share of fakes."""
        edges = self.calibration.bin_edges
        probability = self.fake_probability(profiles)
        bins = pl.Series("bin", probability_bins(probability, edges))
        counted = profiles.select("creator_id").with_columns(bins, pl.Series("probability", probability))
        usable = pl.col("probability").is_not_nan()
        samples = counted.group_by("creator_id", maintain_order=True).agg(
            pl.len().cast(pl.Int64).alias("follower_sample_count"),
            *((usable & (pl.col("bin") == index)).sum().alias(f"bin_{index}") for index in range(len(edges) + 1)),
        )
        counts = samples.select(pl.col("^bin_.*$").cast(pl.Float64)).to_numpy()
        shares = pl.DataFrame(fake_shares(counts, self.calibration, self.parameters.share), schema=list(SHARE_COLUMNS))
        return pl.concat(
            [samples.select("creator_id", "follower_sample_count"), shares.fill_nan(None)], how="horizontal"
        )

    def _state(self) -> pl.Expr:
        limits = self.parameters.thresholds
        anomalies = pl.max_horizontal("engagement_anomaly_probability", "growth_anomaly_probability")
        high = (anomalies >= limits.high_risk_probability).fill_null(False) | (
            pl.col("fake_follower_ratio_p10") >= self.parameters.share.high_risk_ratio
        ).fill_null(False)
        review = pl.any_horizontal(*review_reasons(self.parameters).values())
        return pl.when(high).then(pl.lit("high_risk")).when(review).then(pl.lit("review")).otherwise(pl.lit("clear"))

    def _readiness(self) -> pl.Expr:
        enough = self.parameters.enough
        known = pl.any_horizontal(
            pl.col(name).is_not_null()
            for name in ("engagement_anomaly_probability", "growth_anomaly_probability", "fake_follower_ratio_p50")
        )
        confident = pl.sum_horizontal(
            pl.col("engagement_anomaly_probability").is_not_null()
            & (pl.col("posts_observed_count") >= enough.posts_count),
            pl.col("growth_anomaly_probability").is_not_null()
            & (pl.col("growth_days_observed") >= enough.history_days),
            pl.col("fake_follower_ratio_p50").is_not_null() & (pl.col("follower_sample_count") >= enough.sample_count),
        )
        return (
            pl.when(~known)
            .then(pl.lit("insufficient_data"))
            .when(confident >= enough.heads_count)
            .then(pl.lit("ready"))
            .otherwise(pl.lit("ready_low_confidence"))
        )


def _without_words(flag: Flag) -> JsonValue:
    """The flag's code and numbers: the wording may change without a new model."""
    return {
        "code": flag.code,
        "observed": flag.observed,
        "peer_median": flag.peer_median,
        "probability": flag.probability,
    }
