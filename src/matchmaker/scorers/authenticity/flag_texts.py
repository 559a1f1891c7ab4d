"""Flags in words: a fact, a number and a comparison; never an accusation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from matchmaker.scorers.authenticity.parameters import AuthenticityParameters

_Row: TypeAlias = Mapping[str, Any]  # a row of the assessed frame: numbers, null where unknown


@dataclass(frozen=True)
class Words:
    """The text of a flag, its numbers in one unit, and the head's confidence."""

    text: str
    observed: float | None
    peer_median: float | None = None
    probability: float | None = None


def _engagement_below(row: _Row, parameters: AuthenticityParameters) -> Words:
    rate, typical = row["engagement_ratio"], row["peer_engagement_ratio"]
    text = (
        f"{count(row['engagements_per_post_median'])} engagements on a typical post, {percent(rate)} of "
        f"{count(row['followers_count'])} followers; {percent(typical)} is typical of accounts of this size."
    )
    return Words(text, rate, typical, row["engagement_anomaly_probability"])


def _engagement_above(row: _Row, parameters: AuthenticityParameters) -> Words:
    words = _engagement_below(row, parameters)
    return Words(words.text, words.observed, words.peer_median, row["engagement_high_probability"])


def _likes_flat(row: _Row, parameters: AuthenticityParameters) -> Words:
    spread, typical = row["likes_spread"], row["peer_likes_spread"]
    text = (
        f"Likes of {count(row['posts_observed_count'])} posts differ by {percent(spread)} (standard deviation); "
        f"{percent(typical)} is typical."
    )
    return Words(text, spread, typical, row["likes_flat_probability"])


def _comments_per_like(row: _Row, parameters: AuthenticityParameters) -> Words:
    ratio, typical = row["comments_per_like_median_ratio"], row["peer_comments_per_like_ratio"]
    text = (
        f"{count(row['comments_per_post_median'])} comments to {count(row['likes_per_post_median'])} likes on a "
        f"typical post, {percent(ratio)}; {percent(typical)} is typical of so many likes."
    )
    return Words(text, ratio, typical, row["comments_per_like_anomaly_probability"])


def _growth(row: _Row, parameters: AuthenticityParameters) -> Words:
    text = row["growth_text"] or "Followers came or left unusually on several dates, none of them clear by itself."
    return Words(text, row["growth_change_ratio"], parameters.growth.typical_ratio, row["growth_anomaly_probability"])


def _growth_explained(row: _Row, parameters: AuthenticityParameters) -> Words:
    return Words(
        row["growth_explained_text"],
        row["growth_explained_ratio"],
        parameters.growth.typical_ratio,
        row["growth_explained_probability"],
    )


def _fake_followers(row: _Row, parameters: AuthenticityParameters) -> Words:
    low, middle, high = (row[f"fake_follower_ratio_{level}"] for level in ("p10", "p50", "p90"))
    typical = parameters.share.typical_ratio
    text = (
        f"About {percent(middle)} of the followers resemble fake accounts (between {percent(low)} and "
        f"{percent(high)}, from a sample of {count(row['follower_sample_count'])}); {percent(typical)} is typical."
    )
    return Words(text, middle, typical)


def _comments_repeat(row: _Row, parameters: AuthenticityParameters) -> Words:
    repeated = max(row["comment_repeat_ratio"] or 0.0, row["comment_near_repeat_ratio"] or 0.0)
    typical = parameters.comments.repeat_typical_ratio
    text = (
        f"{percent(repeated)} of {count(row['comments_observed_count'])} sampled comments repeat; "
        f"{percent(typical)} is typical."
    )
    return Words(text, repeated, typical)


def _comments_coordinated(row: _Row, parameters: AuthenticityParameters) -> Words:
    returning, typical = row["comment_returning_ratio"], row["peer_returning_ratio"]
    again, order = row["comment_first_again_ratio"], row["comment_order_correlation"]
    text = (
        f"{percent(returning)} of the comments below {count(row['comment_authors_posts_count'])} posts come from "
        f"accounts that are there on a third of them or more; {percent(typical)} is typical. "
        f"{percent(again)} of the first commenters were among the first on the post before"
        f"{'' if order is None else f', in an order that agrees by {order:.2f} (1 is the same order)'}."
    )
    return Words(text, returning, typical, row["coordination_probability"])


def _comments_spam(row: _Row, parameters: AuthenticityParameters) -> Words:
    return _share_of_comments(row, "comment_spam_ratio", "read like spam", parameters.comments.spam_typical_ratio)


def _comments_generic(row: _Row, parameters: AuthenticityParameters) -> Words:
    typical = parameters.comments.generic_typical_ratio
    return _share_of_comments(row, "comment_generic_ratio", "are praise that would fit any post", typical)


def _share_of_comments(row: _Row, name: str, what: str, typical: float) -> Words:
    text = (
        f"An estimated {percent(row[name])} of {count(row['comments_observed_count'])} sampled comments {what}; "
        f"{percent(typical)} is typical."
    )
    return Words(text, row[name], typical)


def _commenters_mutual(row: _Row, parameters: AuthenticityParameters) -> Words:
    mutual, written = row["mutual_comments_count"], row["authored_comments_count"]
    text = (
        f"{count(mutual)} of {count(written)} comments come from creators of this list on whose posts this creator "
        "comments, too."
    )
    return Words(text, mutual / written)


def _account_automated(row: _Row, parameters: AuthenticityParameters) -> Words:
    probability = row["automated_probability"]
    text = (
        f"The creator's own profile resembles automated accounts with a probability of {percent(probability)}; "
        "this alone decides nothing."
    )
    return Words(text, probability, None, probability)


def _account_coordinated(row: _Row, parameters: AuthenticityParameters) -> Words:
    probability = row["coordinated_probability"]
    text = (
        "The creator's own profile resembles accounts that act in concert with a probability of "
        f"{percent(probability)}; this alone decides nothing."
    )
    return Words(text, probability, None, probability)


def _disclosure_missing(row: _Row, parameters: AuthenticityParameters) -> Words:
    ratio = row["disclosure_missing_ratio"]
    return Words(f"{percent(ratio)} of the posts that the platform marks as paid do not say so in the caption.", ratio)


def _disclosure_buried(row: _Row, parameters: AuthenticityParameters) -> Words:
    ratio = row["disclosure_buried_ratio"]
    return Words(f"{percent(ratio)} of the disclosures stand where a reader does not see them at once.", ratio)


def _code_undisclosed(row: _Row, parameters: AuthenticityParameters) -> Words:
    ratio = row["code_undisclosed_ratio"]
    text = f"{percent(ratio)} of the posts with a discount code are neither marked nor disclosed as paid."
    return Words(text, ratio)


WRITERS: Mapping[str, Callable[[_Row, AuthenticityParameters], Words]] = {
    "engagement_below_peers": _engagement_below,
    "growth_jump": _growth,
    "growth_explained": _growth_explained,
    "fake_followers": _fake_followers,
    "comments_repeat": _comments_repeat,
    "comments_coordinated": _comments_coordinated,
    "likes_flat": _likes_flat,
    "engagement_above_peers": _engagement_above,
    "comments_per_like_unusual": _comments_per_like,
    "comments_spam": _comments_spam,
    "comments_generic": _comments_generic,
    "commenters_mutual": _commenters_mutual,
    "account_automated": _account_automated,
    "account_coordinated": _account_coordinated,
    "disclosure_missing": _disclosure_missing,
    "disclosure_buried": _disclosure_buried,
    "code_undisclosed": _code_undisclosed,
}


def percent(ratio: float | None) -> str:
    """A percentage with two significant digits: 41 %, 3.6 %, 0.024 %."""
    if ratio is None:
        return "an unknown share"
    value = 100 * ratio
    digits = 0 if value >= 10 or value == 0 else 1 if value >= 1 else 2 if value >= 0.1 else 3
    return f"{value:.{digits}f} %"


def count(number: float | None) -> str:
    """A whole number with thousands parted, or that it is unknown."""
    return "an unknown number of" if number is None else f"{number:,.0f}"
