"""Which observations are worth a look, and what each alone makes of a creator."""

from collections.abc import Mapping

import polars as pl

from matchmaker.domain.assessment import Flag
from matchmaker.domain.snapshot import Snapshot
from matchmaker.scorers.authenticity.evidence import evidence_of
from matchmaker.scorers.authenticity.flag_texts import WRITERS
from matchmaker.scorers.authenticity.parameters import AuthenticityParameters


def flag_states(parameters: AuthenticityParameters) -> dict[str, pl.Expr]:
    """One expression a flag code over an assessed frame: the State that the flag alone asks for, null without it.

    Only checks that were measured on real accounts or histories can ask for high_risk. What was learned from
    generated rows (comments in concert) or has a common harmless cause (repeated comments, even likes) asks for a
    review at most. An observation that decides nothing asks for clear: unusually high engagement, an odd number of
    comments per like, generic praise, creators who comment on each other, what the account heads say of the
    creator's own account, and paid posts that do not say so, which are no sign of a made audience.
    """
    limits, comments, compliance = parameters.thresholds, parameters.comments, parameters.compliance
    review, high = limits.review_probability, limits.high_risk_probability
    enough = pl.col("comments_observed_count") >= comments.fewest_count
    repeats = pl.max_horizontal("comment_repeat_ratio", "comment_near_repeat_ratio")
    mutual = pl.col("mutual_comments_count") / pl.col("authored_comments_count")
    return {
        "engagement_below_peers": _graded("engagement_anomaly_probability", review, high),
        "growth_jump": _graded("growth_anomaly_probability", review, high),
        "growth_explained": _when(
            (pl.col("growth_anomaly_probability") < review) & pl.col("growth_explained_ratio").is_not_null(), "clear"
        ),
        "fake_followers": _graded(
            "fake_follower_ratio_p10", parameters.share.tolerated_ratio, parameters.share.high_risk_ratio
        ),
        "comments_repeat": _when(enough & (repeats >= comments.repeat_review_ratio), "review"),
        "comments_coordinated": _when(pl.col("coordination_probability") >= review, "review"),
        "likes_flat": _when(pl.col("likes_flat_probability") >= review, "review"),
        "engagement_above_peers": _when(pl.col("engagement_high_probability") >= high, "clear"),
        "comments_per_like_unusual": _when(pl.col("comments_per_like_anomaly_probability") >= high, "clear"),
        "comments_spam": _when(enough & (pl.col("comment_spam_ratio") >= comments.spam_observed_ratio), "clear"),
        "comments_generic": _when(
            enough & (pl.col("comment_generic_ratio") >= comments.generic_observed_ratio), "clear"
        ),
        "commenters_mutual": _when(enough & (mutual >= comments.mutual_observed_ratio), "clear"),
        "account_automated": _when(pl.col("automated_probability") >= high, "clear"),
        "account_coordinated": _when(pl.col("coordinated_probability") >= high, "clear"),
        "disclosure_missing": _when(pl.col("disclosure_missing_ratio") > 0, "clear"),
        "disclosure_buried": _when(
            _at_least("sponsored_posts_ratio", compliance.fewest_posts)
            & (pl.col("disclosure_buried_ratio") >= compliance.buried_observed_ratio),
            "clear",
        ),
        "code_undisclosed": _when(
            _at_least("code_posts_ratio", compliance.fewest_posts)
            & (pl.col("code_undisclosed_ratio") >= compliance.code_observed_ratio),
            "clear",
        ),
    }


def flags_of(
    assessed: pl.DataFrame, snapshot: Snapshot, growth_events: pl.DataFrame, parameters: AuthenticityParameters
) -> dict[str, tuple[Flag, ...]]:
    """The flags of each flagged creator, by creator id, in the order of `flag_states`.

    `assessed` has every column that the conditions and the texts read, one row a creator.
    """
    states = flag_states(parameters)
    marked = assessed.with_columns(state.alias(f"state_{code}") for code, state in states.items())
    flagged = marked.filter(pl.any_horizontal(pl.col(f"state_{code}").is_not_null() for code in states))
    wanted = {code: flagged.filter(pl.col(f"state_{code}").is_not_null())["creator_id"].to_list() for code in states}
    evidence = evidence_of(snapshot, growth_events, wanted)
    return {
        row["creator_id"]: tuple(
            _flag(code, row, evidence.get((code, row["creator_id"])) or _read(code, row), parameters)
            for code in states
            if row[f"state_{code}"] is not None
        )
        for row in flagged.iter_rows(named=True)
    }


def _read(code: str, row: Mapping[str, object]) -> tuple[str, ...]:
    """Ids of comments that the text heads named, of flags that rest on what comments say."""
    named = row.get(f"{code}_ids")
    return tuple(str(name) for name in named) if isinstance(named, list) else ()


def _flag(code: str, row: Mapping[str, object], evidence: tuple[str, ...], parameters: AuthenticityParameters) -> Flag:
    words = WRITERS[code](row, parameters)
    return Flag(
        code=code,
        text=words.text,
        observed=words.observed,
        peer_median=words.peer_median,
        probability=words.probability,
        evidence=evidence,
        state=row[f"state_{code}"],  # type: ignore[arg-type]  # one of State by flag_states
    )


def _when(condition: pl.Expr, state: str) -> pl.Expr:
    return pl.when(condition.fill_null(False)).then(pl.lit(state))


def _at_least(share_of_posts: str, count: int) -> pl.Expr:
    """Whether as many of the observed posts are meant; half a post less, because a share was rounded."""
    return pl.col(share_of_posts) * pl.col("posts_observed_count") >= count - 0.5


def _graded(name: str, review: float, high: float) -> pl.Expr:
    value = pl.col(name)
    return (
        pl.when((value >= high).fill_null(False)).then(pl.lit("high_risk")).otherwise(_when(value >= review, "review"))
    )
