"""What is worth a look, in words: a fact, a number and a comparison; never an accusation."""

from collections.abc import Mapping

import polars as pl

from matchmaker.domain.assessment import Flag
from matchmaker.scorers.authenticity.parameters import AuthenticityParameters

_Row = Mapping[str, float | None]
_BENIGN_CAUSES = {
    "growth_jump_giveaway_ratio": "a giveaway post",
    "growth_jump_press_ratio": "a post about press coverage",
    "growth_jump_viral_ratio": "a much engaged post",
}
CAUSE_SIGNALS = tuple(_BENIGN_CAUSES)


def review_reasons(parameters: AuthenticityParameters) -> dict[str, pl.Expr]:
    """One condition a flag code, over the columns of an assessment; null counts as not met."""
    review = parameters.thresholds.review_probability
    conditions = {
        "engagement_below_peers": pl.col("engagement_anomaly_probability") >= review,
        "growth_jump": pl.col("growth_anomaly_probability") >= review,
        "fake_followers": pl.col("fake_follower_ratio_p10") >= parameters.share.tolerated_ratio,
        "comments_repeat": (pl.col("comment_repeat_ratio") >= parameters.comments.review_ratio)
        & (pl.col("comments_observed_count") >= parameters.comments.fewest_count),
    }
    return {code: condition.fill_null(False) for code, condition in conditions.items()}


def flags_of(assessed: pl.DataFrame, parameters: AuthenticityParameters) -> dict[str, tuple[Flag, ...]]:
    """The flags of each flagged creator, by creator id, in the order of `review_reasons`."""
    reasons = review_reasons(parameters)
    marked = assessed.with_columns(condition.alias(f"is_{code}") for code, condition in reasons.items())
    flagged = marked.filter(pl.any_horizontal(f"is_{code}" for code in reasons))
    return {
        row["creator_id"]: tuple(_WRITERS[code](row, parameters) for code in reasons if row[f"is_{code}"])
        for row in flagged.iter_rows(named=True)
    }


def _engagement(row: _Row, parameters: AuthenticityParameters) -> Flag:
    rate, typical = row["engagement_ratio"], row["peer_engagement_ratio"]
    text = (
        f"{_count(row['engagements_per_post_median'])} engagements on a typical post, {_percent(rate)} of "
        f"{_count(row['followers_count'])} followers; {_percent(typical)} is typical of accounts of this size."
    )
    return Flag("engagement_below_peers", text, rate, typical, row["engagement_anomaly_probability"])


def _growth(row: _Row, parameters: AuthenticityParameters) -> Flag:
    gain, typical = row["growth_jump_minus_decay_ratio"], parameters.growth.typical_ratio
    text = (
        f"Followers grew {_percent(gain)} more in one week than in the week after "
        f"({_percent(row['growth_jump_max_ratio'])} on the largest day), and {_explanation(row)}; "
        f"{_percent(typical)} is typical."
    )
    return Flag("growth_jump", text, gain, typical, row["growth_anomaly_probability"])


def _explanation(row: _Row) -> str:
    """What explains the largest gain, or that nothing observed does; a named cause before mere engagement."""
    largest, unexplained = row["growth_jump_max_ratio"], row["growth_jump_unexplained_ratio"]
    explained = {post: row[name] or 0.0 for name, post in _BENIGN_CAUSES.items()}
    post = max(explained, key=lambda each: explained[each])
    if largest is None or unexplained is None or unexplained >= largest or explained[post] == 0:
        return "no observed post explains it"
    return f"{post} explains {'most' if unexplained < largest / 2 else 'a part'} of it"


def _fake_followers(row: _Row, parameters: AuthenticityParameters) -> Flag:
    low, middle, high = (row[f"fake_follower_ratio_{level}"] for level in ("p10", "p50", "p90"))
    typical = parameters.share.typical_ratio
    text = (
        f"About {_percent(middle)} of the followers resemble fake accounts (between {_percent(low)} and "
        f"{_percent(high)}, from a sample of {_count(row['follower_sample_count'])}); {_percent(typical)} is typical."
    )
    return Flag("fake_followers", text, middle, typical)


def _comments(row: _Row, parameters: AuthenticityParameters) -> Flag:
    repeated, typical = row["comment_repeat_ratio"], parameters.comments.typical_ratio
    text = (
        f"{_percent(repeated)} of {_count(row['comments_observed_count'])} sampled comments repeat; "
        f"{_percent(typical)} is typical."
    )
    return Flag("comments_repeat", text, repeated, typical)


_WRITERS = {
    "engagement_below_peers": _engagement,
    "growth_jump": _growth,
    "fake_followers": _fake_followers,
    "comments_repeat": _comments,
}


def _percent(ratio: float | None) -> str:
    """A percentage with two significant digits: 41 %, 3.6 %, 0.024 %."""
    if ratio is None:
        return "an unknown share"
    percent = 100 * ratio
    digits = 0 if percent >= 10 or percent == 0 else 1 if percent >= 1 else 2 if percent >= 0.1 else 3
    return f"{percent:.{digits}f} %"


def _count(number: float | None) -> str:
    return "an unknown number of" if number is None else f"{number:,.0f}"
