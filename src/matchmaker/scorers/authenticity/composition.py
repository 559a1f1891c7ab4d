"""The heads' numbers of a creator put together: score, state, readiness and flags, none of them a verdict."""

import polars as pl

from matchmaker.domain.assessment import AuthenticityAssessment
from matchmaker.domain.snapshot import Snapshot
from matchmaker.scorers.authenticity.flags import flag_states, flags_of
from matchmaker.scorers.authenticity.parameters import AuthenticityParameters
from matchmaker.scorers.authenticity.pods import CommentLimits
from matchmaker.scorers.authenticity.quality_score import COMPONENTS, SCORE_COLUMNS, quality_scores
from matchmaker.scorers.authenticity.state import readiness_of, state_of

COMPOSED_SIGNALS = (
    "growth_days_observed",
    "sponsored_posts_ratio",
    "disclosure_missing_ratio",
    "disclosure_buried_ratio",
    "code_posts_ratio",
    "code_undisclosed_ratio",
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
    "coordination_probability",
    *SCORE_COLUMNS,
)


def compose(
    judged: pl.DataFrame, snapshot: Snapshot, growth_events: pl.DataFrame, parameters: AuthenticityParameters
) -> AuthenticityAssessment:
    """The assessment of creators from what every head says of them, a row a creator in the snapshot's order.

    `judged` holds the signals used and the heads' columns; a head that does not speak has nulls. State and score
    are null where the readiness is insufficient_data.
    """
    ready = judged.with_columns(
        comments_risk=_comments_risk(parameters.comments), readiness=readiness_of(parameters.enough)
    ).with_columns(is_known=pl.col("readiness") != "insufficient_data")
    scored = quality_scores(ready, parameters.quality)
    state = state_of(flag_states(parameters).values())
    columns = pl.concat([ready, scored], how="horizontal").with_columns(
        authenticity_state=pl.when("is_known").then(state)
    )
    return AuthenticityAssessment(
        columns=columns.select(ASSESSED_COLUMNS),
        flags=flags_of(ready, snapshot, growth_events, parameters),
        contributions=pl.concat([ready.select("creator_id"), scored.select("base", *COMPONENTS)], how="horizontal"),
        growth_events=growth_events,
    )


def _comments_risk(limits: CommentLimits) -> pl.Expr:
    """Repetition as the part of the comments beyond what is typical; null for few comments.

    Spam and generic praise are left out: spammers choose where they write, and praise that fits anything is how
    many languages thank somebody.
    """
    repeated = pl.max_horizontal("comment_repeat_ratio", "comment_near_repeat_ratio")
    # Multiplied, not divided: Polars divides a column by a number through its inverse, but not a single row.
    beyond = (repeated - limits.repeat_typical_ratio) * (1 / (1 - limits.repeat_typical_ratio))
    enough = pl.col("comments_observed_count") >= limits.fewest_count
    return pl.when(enough).then(beyond.clip(0.0, 1.0))
