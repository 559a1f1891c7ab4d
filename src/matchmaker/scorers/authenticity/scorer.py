"""Is the audience real? Fake accounts, their share among followers, and unusual engagement or growth: risk, never verdict."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self, TypeAlias

import polars as pl
from pydantic import BaseModel, ConfigDict, JsonValue

from matchmaker.bundles import Bundle
from matchmaker.domain.accounts import ACCOUNT_COLUMNS
from matchmaker.domain.assessment import AuthenticityAssessment, Flag
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import COMMENTS, CREATORS, FOLLOWER_COUNTS, FOLLOWER_PROFILES, POSTS
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.authenticity.account_features import account_features
from matchmaker.scorers.authenticity.account_heads import ACCOUNT_HEADS, AUTOMATED, COORDINATED, FAKE, AccountHead
from matchmaker.scorers.authenticity.audience import AUDIENCE_FILE, AudienceErrors, fake_shares, probability_bins
from matchmaker.scorers.authenticity.comments import COMMENT_COLUMNS, CommentHead
from matchmaker.scorers.authenticity.composition import COMPOSED_SIGNALS, SHARE_COLUMNS, compose
from matchmaker.scorers.authenticity.disclosures import DISCLOSURE_COLUMNS, DisclosureHead
from matchmaker.scorers.authenticity.engagement import ENGAGEMENT_COLUMNS, ENGAGEMENT_SIGNALS, EngagementHead
from matchmaker.scorers.authenticity.evidence import SHOWN
from matchmaker.scorers.authenticity.growth import GrowthAssessment, GrowthHead, growth_anomalies, main_events
from matchmaker.scorers.authenticity.parameters import AuthenticityParameters, read_parameters
from matchmaker.scorers.authenticity.pods import POD_COLUMNS, POD_SIGNALS, PodHead, mutual_commenters
from matchmaker.scorers.opening import refuse_changed_signals
from matchmaker.signals.rows.comments import comment_rows

SIGNALS_USED = tuple(dict.fromkeys((*ENGAGEMENT_SIGNALS, *POD_SIGNALS, *COMPOSED_SIGNALS)))
OWN_ACCOUNT = tuple(column.name for column in ACCOUNT_COLUMNS if column.name in CREATORS.names)
OWN_ACCOUNT_HEADS = (AUTOMATED, COORDINATED)  # the head of bought followers speaks of followers, not of creators
COMMENT_KEY = list(COMMENTS.key)
COMMENTS_READ = {
    "creator_id": pl.String(),
    "comment_spam_ratio": pl.Float64(),
    "comment_generic_ratio": pl.Float64(),
    "comments_spam_ids": pl.List(pl.String()),
    "comments_generic_ids": pl.List(pl.String()),
}

_PROBE_CREATORS = pl.Schema(
    {"creator_id": pl.String(), "platform": pl.String(), **{name: pl.Float64() for name in SIGNALS_USED}}
)
_ProbeRow: TypeAlias = dict[str, str | float | bool | None]


class _Probe(BaseModel):
    model_config = ConfigDict(extra="forbid")

    accounts: list[_ProbeRow]
    creators: list[_ProbeRow]
    follower_profiles: list[_ProbeRow]
    follower_counts: list[_ProbeRow]
    posts: list[_ProbeRow]
    comments: list[str | None] = []
    captions: list[str | None] = []


@dataclass(frozen=True)
class Authenticity:
    """The authenticity model: its heads, and documented rules that compose them."""

    name: ClassVar[str] = "authenticity"
    bundle: Bundle
    parameters: AuthenticityParameters
    account_heads: Mapping[str, AccountHead]
    audience_errors: AudienceErrors
    engagement: EngagementHead | None
    growth: GrowthHead | None
    pods: PodHead | None
    comments: CommentHead | None
    disclosures: DisclosureHead | None

    @classmethod
    def open(cls, bundle: Bundle) -> Self:
        """Build the scorer; BundleDamagedError when its parameters, columns or signals are not those of this code."""
        refuse_changed_signals(bundle, SIGNALS_USED)
        opened = {name: AccountHead.open(bundle, name) for name in ACCOUNT_HEADS}
        parameters = read_parameters(bundle)
        return cls(
            bundle,
            parameters,
            {name: head for name, head in opened.items() if head is not None},
            _audience_errors(bundle),
            EngagementHead.open(bundle, parameters.engagement),
            GrowthHead.open(bundle, parameters.growth),
            PodHead.open(bundle),
            CommentHead.open(bundle),
            DisclosureHead.open(bundle),
        )

    def score_accounts(self, accounts: pl.DataFrame, heads: Sequence[str] = ACCOUNT_HEADS) -> pl.DataFrame:
        """A probability column a head asked (`fake_probability` and so on), rows in the order given.

        `accounts` has any subset of the canonical account columns. Null where the columns do not suffice, and
        in the whole column of a head that the bundle does not have.
        """
        features = account_features(accounts)
        return pl.DataFrame(
            {
                f"{name}_probability": pl.Series(self.account_heads[name].probability(features)).fill_nan(None)
                if name in self.account_heads
                else pl.repeat(None, features.height, dtype=pl.Float64, eager=True)
                for name in heads
            }
        )

    def score_audience(self, profiles: pl.DataFrame) -> pl.DataFrame:
        """The share of fake accounts among each creator's sampled followers.

        `profiles` has `creator_id` and account columns. One row a creator, in order of first appearance:
        creator_id, sample_count, fake_follower_ratio_p10, _p50, _p90 (null where no follower could be judged).
        """
        edges = self.audience_errors.bin_edges
        probability = self.score_accounts(profiles, (FAKE,))[f"{FAKE}_probability"].fill_null(float("nan"))
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

    def score_growth(self, follower_counts: pl.DataFrame, posts: pl.DataFrame | None = None) -> GrowthAssessment:
        """How unusual each creator's follower history is, and dated events; `posts` name benign causes.

        Nulls and no events where the bundle has no growth head.
        """
        return growth_anomalies(follower_counts, posts, self.growth)

    def score_comments(self, texts: pl.Series) -> pl.DataFrame:
        """spam_probability and generic_probability of each comment, in order; null for a null or blank text.

        Both columns are null where the bundle has no comment head. No comment's answer depends on the others.
        """
        if self.comments is None:
            return pl.DataFrame(
                {name: pl.repeat(None, len(texts), dtype=pl.Float64, eager=True) for name in COMMENT_COLUMNS}
            )
        return self.comments.score(texts)

    def score_captions(self, texts: pl.Series) -> pl.DataFrame:
        """disclosure_probability, disclosure_type and disclosure_up_front of each caption, in order.

        All null for a null or blank caption, and where the bundle has no disclosure head.
        """
        if self.disclosures is None:
            return pl.DataFrame(schema=DISCLOSURE_COLUMNS).clear(len(texts))
        return self.disclosures.score(texts)

    def assess(
        self, snapshot: Snapshot, signals: pl.DataFrame, *, read_comments: bool = True
    ) -> AuthenticityAssessment:
        """Audience risk of the snapshot's creators, in their order; `signals` are those measured on it.

        Without `read_comments` no comment is asked what it says, which takes most of the time: the observations
        comments_spam and comments_generic are then missing, while every state and number stays the same.
        """
        creators = snapshot.creators.select("creator_id", "platform")
        judged = creators.join(
            signals.select("creator_id", *SIGNALS_USED), on="creator_id", how="left", maintain_order="left"
        ).with_columns(*self._judgements(), *self._own_accounts(snapshot.creators))
        samples = self.score_audience(snapshot.follower_profiles).rename({"sample_count": "follower_sample_count"})
        grown = self.score_growth(snapshot.follower_counts, snapshot.posts)
        growth = grown.columns.select("creator_id", "growth_anomaly_probability")
        said = self.score_comments(snapshot.comments["text"]) if read_comments and self.comments else pl.DataFrame()
        read = _read_comments(snapshot, said)
        for found in (samples, mutual_commenters(snapshot), read, growth, main_events(grown, self.parameters.growth)):
            judged = judged.join(found, on="creator_id", how="left", maintain_order="left")
        judged = judged.with_columns(pl.col("follower_sample_count").fill_null(0))
        return replace(compose(judged, snapshot, grown.events, self.parameters), comments_said=said)

    def answer_probe(self, inputs: JsonValue) -> JsonValue:
        """Probabilities of recorded `accounts`, and the assessment of `creators` with recorded signals and rows.

        `creators` are rows of creator_id, platform and SIGNALS_USED; the others rows of the tables of their names,
        with `day` (since 1970) in place of a moment. `comments` and `captions` are texts, answered where there are.
        """
        probe = _Probe.model_validate(inputs)
        accounts: JsonValue = json.loads(
            self.score_accounts(pl.DataFrame(probe.accounts, infer_schema_length=None)).write_json()
        )
        creators = pl.DataFrame(probe.creators, schema=_PROBE_CREATORS)
        snapshot = Snapshot(
            creators=CREATORS.conform(creators),
            follower_profiles=FOLLOWER_PROFILES.conform(pl.DataFrame(probe.follower_profiles)),
            follower_counts=FOLLOWER_COUNTS.conform(_dated(probe.follower_counts, "observed_at")),
            posts=POSTS.conform(_dated(probe.posts, "posted_at")),
        )
        assessment = self.assess(snapshot, creators)
        assessed: JsonValue = json.loads(assessment.columns.write_json())
        events: JsonValue = json.loads(assessment.growth_events.write_json())
        return {
            "accounts": accounts,
            "assessment": assessed,
            "growth_events": events,
            "flags": {creator: [_without_words(flag) for flag in flags] for creator, flags in assessment.flags.items()},
            **self._probed_texts(probe),
        }

    def _probed_texts(self, probe: _Probe) -> dict[str, JsonValue]:
        asked = (("comments", probe.comments, self.score_comments), ("captions", probe.captions, self.score_captions))
        return {
            name: json.loads(score(pl.Series(texts, dtype=pl.String)).write_json())
            for name, texts, score in asked
            if texts
        }

    def _judgements(self) -> list[pl.Expr]:
        """What the heads over signals say, nulls for those the bundle lacks."""
        engagement = _nothing(ENGAGEMENT_COLUMNS) if self.engagement is None else self.engagement.columns()
        pods = _nothing(POD_COLUMNS) if self.pods is None else self.pods.columns()
        return [*engagement, *pods]

    def _own_accounts(self, creators: pl.DataFrame) -> list[pl.Series]:
        """What the account heads but the one for followers say of the creators' own accounts."""
        return self.score_accounts(creators.select(OWN_ACCOUNT), OWN_ACCOUNT_HEADS).get_columns()


def _read_comments(snapshot: Snapshot, said: pl.DataFrame) -> pl.DataFrame:
    """COMMENTS_READ of each creator's comments, those below giveaways left out; no row where nothing was read.

    Mean probabilities of spam and generic praise, and the ids of the likeliest comments of either kind.
    """
    if said.is_empty():
        return pl.DataFrame(schema=COMMENTS_READ)
    counted = comment_rows(snapshot, frozenset(COMMENT_KEY)).select(COMMENT_KEY)
    judged = snapshot.comments.select(COMMENT_KEY).hstack(said)
    likeliest = {
        f"comments_{kind}_ids": pl.col("comment_id")
        .sort_by(f"{kind}_probability", "comment_id", descending=[True, False], nulls_last=True)
        .head(SHOWN)
        for kind in ("spam", "generic")
    }
    means = {f"comment_{kind}_ratio": pl.col(f"{kind}_probability").mean() for kind in ("spam", "generic")}
    kept = judged.join(counted, on=COMMENT_KEY, how="semi", maintain_order="left")
    return kept.group_by("creator_id").agg(**means, **likeliest).select(*COMMENTS_READ)


def _nothing(names: Iterable[str]) -> list[pl.Expr]:
    return [pl.lit(None, pl.Float64).alias(name) for name in names]


def _dated(rows: list[_ProbeRow], moment: str) -> pl.DataFrame:
    day = pl.col("day").cast(pl.Int32).cast(pl.Date).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return pl.DataFrame(rows).with_columns(day.alias(moment))


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
        "state": flag.state,
        "observed": flag.observed,
        "peer_median": flag.peer_median,
        "probability": flag.probability,
    }
