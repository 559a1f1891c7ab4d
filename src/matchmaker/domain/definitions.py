"""The words with a formula, pinned once; `GET /v1/definitions` and `matchmaker definitions` print them."""

from dataclasses import asdict, dataclass

from matchmaker.domain.tiers import TIERS

OUTCOME_MATURITY_DAYS = 28  # outcomes younger than this are not final
RECENT_POSTS = 30  # the window of posts that topic fit and history look at


@dataclass(frozen=True)
class Definition:
    """One measured word: its unit, its formula and what it is not."""

    name: str
    unit: str
    formula: str
    note: str = ""


DEFINITIONS = (
    Definition(
        "engagements_count",
        "count",
        "likes + comments + shares",
        "Views are not engagements; saves and clicks are kept apart.",
    ),
    Definition("engagement_rate_by_followers_ratio", "ratio", "engagements_count / followers_count"),
    Definition("engagement_rate_by_reach_ratio", "ratio", "engagements_count / reach_count"),
    Definition("roas_ratio", "ratio", "revenue / spend", "Equivalent advertising value is never revenue."),
    Definition("roi_ratio", "ratio", "(revenue - spend) / spend"),
    Definition("contribution_roi_ratio", "ratio", "(revenue * margin_ratio - spend) / spend"),
    Definition("cost_per_mille", "currency", "1000 * spend / impressions_count"),
    Definition("cost_per_engagement", "currency", "spend / engagements_count"),
    Definition("cost_per_click", "currency", "spend / clicks_count"),
    Definition("cost_per_acquisition", "currency", "spend / conversions_count"),
    Definition("fake_follower_ratio", "ratio", "fake followers / followers, estimated from a sample"),
    Definition(
        "fake_probability",
        "probability",
        "P(fake or bought | the account's columns)",
        "A share of fakes is estimated from a whole sample, never by counting accounts above a threshold.",
    ),
    Definition("automated_probability", "probability", "P(posts by itself | the account's columns)"),
    Definition("coordinated_probability", "probability", "P(acts in concert with others | the account's columns)"),
    Definition(
        "growth_anomaly_probability",
        "probability",
        "P(growth that is not organic | the follower history)",
        "Growth that a viral post, a giveaway or press explains counts for less, and the cause is named.",
    ),
    Definition(
        "audience_quality_score",
        "score",
        "base + fake_followers + engagement + growth + coordination + comments",
        "0 to 100, for people; each part in points, what is unknown counts as nothing and widens the interval.",
    ),
    Definition(
        "effect_points",
        "score",
        "topic-fit score of the feed - topic-fit score of the same feed without the post",
        "Exact, post by post; effects do not sum to the score, for posts on one subject stand in for each other.",
    ),
    Definition("outcome_maturity_days", "days", str(OUTCOME_MATURITY_DAYS)),
    Definition("recent_posts", "count", str(RECENT_POSTS), "Default window of posts."),
)


def definitions_document() -> dict[str, object]:
    """All definitions and the tier table as JSON-ready values."""
    return {"definitions": [asdict(item) for item in DEFINITIONS], "tiers": [asdict(tier) for tier in TIERS]}


def _per(numerator: float | None, denominator: float | None) -> float | None:
    """A quotient, null when either side is unknown or the denominator is 0."""
    if numerator is None or not denominator:
        return None
    return numerator / denominator


def engagements_count(likes: int | None, comments: int | None, shares: int | None) -> int | None:
    """likes + comments + shares; parts unknown count as nothing, all unknown is null."""
    known = [part for part in (likes, comments, shares) if part is not None]
    return sum(known) if known else None


def engagement_rate_by_followers_ratio(engagements: float | None, followers: float | None) -> float | None:
    """engagements / followers."""
    return _per(engagements, followers)


def engagement_rate_by_reach_ratio(engagements: float | None, reach: float | None) -> float | None:
    """engagements / reach."""
    return _per(engagements, reach)


def roas_ratio(revenue: float | None, spend: float | None) -> float | None:
    """revenue / spend."""
    return _per(revenue, spend)


def roi_ratio(revenue: float | None, spend: float | None) -> float | None:
    """(revenue - spend) / spend."""
    return None if revenue is None or spend is None else _per(revenue - spend, spend)


def contribution_roi_ratio(revenue: float | None, spend: float | None, margin_ratio: float) -> float | None:
    """(revenue * margin_ratio - spend) / spend."""
    return None if revenue is None else roi_ratio(revenue * margin_ratio, spend)


def cost_per_mille(spend: float | None, impressions: float | None) -> float | None:
    """1000 * spend / impressions."""
    return None if spend is None else _per(1000 * spend, impressions)
