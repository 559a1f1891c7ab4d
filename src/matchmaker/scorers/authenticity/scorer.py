"""Is the audience real? Fake accounts, their share among followers, and unusual engagement or growth: risk, never verdict."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self, TypeAlias

import polars as pl
from pydantic import BaseModel, ConfigDict, JsonValue

from matchmaker.bundles import Bundle
from matchmaker.domain.assessment import AuthenticityAssessment, Flag
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import CREATORS, FOLLOWER_PROFILES
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.authenticity.account_features import account_features
from matchmaker.scorers.authenticity.account_heads import ACCOUNT_HEADS, FAKE, AccountHead
from matchmaker.scorers.authenticity.audience import AUDIENCE_FILE, AudienceErrors, fake_shares, probability_bins
from matchmaker.scorers.authenticity.engagement import ENGAGEMENT_SIGNALS, engagement_columns
from matchmaker.scorers.authenticity.flags import CAUSE_SIGNALS, flags_of, review_reasons
from matchmaker.scorers.authenticity.growth import GROWTH_SIGNALS, growth_column
from matchmaker.scorers.authenticity.parameters import AuthenticityParameters, read_parameters
from matchmaker.scorers.opening import refuse_changed_signals

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
    """The authenticity model: its heads, and documented rules that compose them."""

    name: ClassVar[str] = "authenticity"
    bundle: Bundle
    parameters: AuthenticityParameters
    account_heads: Mapping[str, AccountHead]
    audience_errors: AudienceErrors

    @classmethod
    def open(cls, bundle: Bundle) -> Self:
        """Build the scorer; BundleDamagedError when its parameters, columns or signals are not those of this code."""
        refuse_changed_signals(bundle, SIGNALS_USED)
        opened = {name: AccountHead.open(bundle, name) for name in ACCOUNT_HEADS}
        return cls(
            bundle,
            read_parameters(bundle),
            {name: head for name, head in opened.items() if head is not None},
            _audience_errors(bundle),
        )

    def score_accounts(self, accounts: pl.DataFrame) -> pl.DataFrame:
        """A probability column a head (`fake_probability` and so on), rows in the order given.

        `accounts` has any subset of the canonical account columns. Null where the columns do not suffice, and
        in the whole column of a head that the bundle does not have.
        """
        features = account_features(accounts)
        return pl.DataFrame(
            {
                f"{name}_probability": pl.Series(self.account_heads[name].probability(features)).fill_nan(None)
                if name in self.account_heads
                else pl.repeat(None, features.height, dtype=pl.Float64, eager=True)
                for name in ACCOUNT_HEADS
            }
        )

    def score_audience(self, profiles: pl.DataFrame) -> pl.DataFrame:
        """The share of fake accounts among each creator's sampled followers.

        `profiles` has `creator_id` and account columns. One row a creator, in order of first appearance:
        creator_id, sample_count, fake_follower_ratio_p10, _p50, _p90 (null where no follower could be judged).
        """
        edges = self.audience_errors.bin_edges
        probability = self.score_accounts(profiles)[f"{FAKE}_probability"].fill_null(float("nan"))
        bins = pl.Series("bin", probability_bins(probability.to_numpy(), edges))
        counted = profiles.select("creator_id").with_columns(bins, probability.alias("probability"))
        usable = pl.col("probability").is_not_nan()
        samples = counted.group_by("creator_id", maintain_order=True).agg(
            pl.len().cast(pl.Int64).alias("sample_count"),
            *((usable & (pl.col("bin") == index)).sum().alias(f"bin_{index}") for index in range(len(edges) + 1)),
        )
        counts = samples.select(pl.col("^bin_.*$").cast(pl.Float64)).to_numpy()
        shares = pl.DataFrame(
            fake_shares(counts, self.audience_errors, self.parameters.share), schema=list(SHARE_COLUMNS)
        )
        return pl.concat([samples.select("creator_id", "sample_count"), shares.fill_nan(None)], how="horizontal")

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
            self.score_audience(snapshot.follower_profiles).rename({"sample_count": "follower_sample_count"}),
            on="creator_id",
            how="left",
            maintain_order="left",
        )
        assessed = sampled.with_columns(pl.col("follower_sample_count").fill_null(0)).with_columns(
            authenticity_state=self._state(), readiness=self._readiness()
        )
        known = pl.when(pl.col("readiness") != "insufficient_data").then(pl.col("authenticity_state"))
        columns = assessed.with_columns(authenticity_state=known).select(ASSESSED_COLUMNS)
        return AuthenticityAssessment(columns, flags_of(assessed, self.parameters))

    def answer_probe(self, inputs: JsonValue) -> JsonValue:
        """Probabilities of recorded `accounts`, and the assessment of `creators` with recorded signals and followers.

        `creators` are rows of creator_id, platform and SIGNALS_USED; `follower_profiles` rows of that table.
        """
        probe = _Probe.model_validate(inputs)
        accounts: JsonValue = json.loads(
            self.score_accounts(FOLLOWER_PROFILES.conform(pl.DataFrame(probe.accounts))).write_json()
        )
        creators = pl.DataFrame(probe.creators, schema=_PROBE_CREATORS)
        snapshot = Snapshot(
            creators=CREATORS.conform(creators),
            follower_profiles=FOLLOWER_PROFILES.conform(pl.DataFrame(probe.follower_profiles)),
        )
        assessment = self.assess(snapshot, creators)
        assessed: JsonValue = json.loads(assessment.columns.write_json())
        return {
            "accounts": accounts,
            "assessment": assessed,
            "flags": {creator: [_without_words(flag) for flag in flags] for creator, flags in assessment.flags.items()},
        }

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


def _audience_errors(bundle: Bundle) -> AudienceErrors:
    try:
        return AudienceErrors.model_validate_json(bundle.read_bytes(AUDIENCE_FILE))
    except ValueError as error:
        raise BundleDamagedError(
            f"{bundle.folder}: {AUDIENCE_FILE} does not fit this code ({error}); train it again"
        ) from None


def _without_words(flag: Flag) -> JsonValue:
    """The flag's code and numbers: the wording may change without a new model."""
    return {
        "code": flag.code,
        "observed": flag.observed,
        "peer_median": flag.peer_median,
        "probability": flag.probability,
    }
