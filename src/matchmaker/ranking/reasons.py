"""Why this score? Facts with a number and a comparison, never an accusation."""

from collections.abc import Callable, Sequence

from matchmaker.domain.assessment import Flag
from matchmaker.ranking.brand.reasons import brand_reasons
from matchmaker.ranking.candidates import Candidate
from matchmaker.ranking.document import Effect, PerformancePart, PricePart, Reason
from matchmaker.ranking.languages import unread_languages
from matchmaker.ranking.peers import Comparison, Peers
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.reasons_brief import adjacent_reason, theme_reasons
from matchmaker.ranking.reasons_mix import moved_reason
from matchmaker.ranking.standing import Standing
from matchmaker.ranking.topic_document import Evidence
from matchmaker.ranking.topic_reasons import post_reasons

COMPARED = (
    "topic_fit_probability",
    "specialism_ratio",
    "engagement_rate_by_followers_ratio",
    "fake_follower_ratio_p50",
    "cost_per_engagement",
)
_CLEARLY = 1.25  # times the typical value; closer than that is called neutral


def reasons(standing: Standing, peers: Peers, policy: Policy) -> list[Reason]:
    """Fit, specialism, engagement, price and audience, the posts behind the fit, then what asks for a second look."""
    candidate = standing.candidate
    found = (
        _topic_fit(candidate, standing.evidence, peers, policy),
        _specialism(candidate, peers),
        _engagement_rate(candidate, peers),
        _price(candidate, standing.performance, peers),
        _quoted(standing.price),
        _fake_followers(candidate, peers),
        *post_reasons(candidate, standing.evidence),
        unread_languages(candidate),
        moved_reason(standing.topics),
        *(_flag(flag) for flag in standing.flags),
        _state(candidate, policy),
        adjacent_reason(candidate),
        *brand_reasons(standing.brand),
        *theme_reasons(standing.values, standing.avoided_topics, policy),
        _thin_history(candidate, policy),
    )
    return [reason for reason in found if reason is not None]


def topic_reasons(candidate: Candidate, evidence: Sequence[Evidence], peers: Peers, policy: Policy) -> list[Reason]:
    """Those of topic fit alone: how well the posts fit, how special the feed is, and the posts behind the fit."""
    found = (_topic_fit(candidate, evidence, peers, policy), _specialism(candidate, peers), unread_languages(candidate))
    return [*(reason for reason in found if reason is not None), *post_reasons(candidate, evidence)]


def _topic_fit(candidate: Candidate, evidence: Sequence[Evidence], peers: Peers, policy: Policy) -> Reason:
    fit = candidate["topic_fit_probability"]
    if fit is None:
        return _reason(
            "topic_fit_unknown",
            "lowers",
            "Nothing to compare: no post, or no brief, in words that the model reads",
            None,
            None,
        )
    typical = peers.typical(candidate, "topic_fit_probability")
    effect: Effect = "raises" if fit >= policy.decision.shortlist_topic_fit_probability_min else "lowers"
    text = f"Topic fit {100 * fit:.0f} of 100 over {candidate['posts_used_count'] or 0} posts"
    return {
        "code": "topic_fit",
        "effect": effect,
        "text": f"{text}; {_beside(typical, lambda value: f'{100 * value:.0f}')}",
        "evidence": [post["post_id"] for post in evidence if post["effect"] == effect],
        "observed": fit,
        "peer_median": typical.median,
    }


def _specialism(candidate: Candidate, peers: Peers) -> Reason | None:
    observed = candidate["specialism_ratio"]
    if observed is None:
        return None
    typical = peers.typical(candidate, "specialism_ratio")
    text = f"Specialism {observed:.2f}, where 1 is a feed about one subject alone; {_beside(typical, '{:.2f}'.format)}"
    return _reason("specialism", _higher_is_better(observed, typical), text, observed, typical.median)


def _engagement_rate(candidate: Candidate, peers: Peers) -> Reason | None:
    observed = candidate["engagement_rate_by_followers_ratio"]
    if observed is None:
        return None
    typical = peers.typical(candidate, "engagement_rate_by_followers_ratio")
    text = f"{observed:.2%} of followers engage with a post; {_beside(typical, '{:.2%}'.format)}"
    return _reason("engagement_rate", _higher_is_better(observed, typical), text, observed, typical.median)


def _price(candidate: Candidate, performance: PerformancePart, peers: Peers) -> Reason | None:
    cost = performance["cost_per_engagement"]
    if cost is None:
        return None
    typical = peers.typical(candidate, "cost_per_engagement")
    observed = cost["p50"]
    text = f"{observed:.2f} per engagement at this fee; {_beside(typical, '{:.2f}'.format)}"
    return _reason("cost_per_engagement", _lower_is_better(observed, typical), text, observed, typical.median)


def _quoted(price: PricePart) -> Reason | None:
    """Only where a price is outside of what comparable creators cost: inside it says nothing."""
    quoted, fair, ratio = price["quoted"], price["fair"], price["quoted_per_fair_ratio"]
    if quoted is None or fair is None or ratio is None or price["position"] == "within":
        return None
    text = f"{quoted:,.0f} is asked; {fair['p10']:,.0f} to {fair['p90']:,.0f} is fair for creators of this size and platform"
    effect: Effect = "lowers" if price["position"] == "above" else "raises"
    return _reason("quoted_vs_fair", effect, text, quoted, fair["p50"])


def _fake_followers(candidate: Candidate, peers: Peers) -> Reason | None:
    low, observed, high = (
        candidate["fake_follower_ratio_p10"],
        candidate["fake_follower_ratio_p50"],
        candidate["fake_follower_ratio_p90"],
    )
    if low is None or observed is None or high is None or not candidate["follower_sample_count"]:
        return None
    typical = peers.typical(candidate, "fake_follower_ratio_p50")
    text = (
        f"An estimated {observed:.0%} ({low:.0%} to {high:.0%}) of followers resemble fake or bought accounts, "
        f"from a sample of {candidate['follower_sample_count']}; {_beside(typical, '{:.0%}'.format)}"
    )
    return _reason("fake_follower_ratio", _lower_is_better(observed, typical), text, observed, typical.median)


def _flag(flag: Flag) -> Reason:
    """A flag lowers where it asks for more than clear; what decides nothing is neutral. Its evidence is with the flag."""
    effect: Effect = "neutral" if flag.state == "clear" else "lowers"
    return _reason(flag.code, effect, flag.text, flag.observed, flag.peer_median)


def _state(candidate: Candidate, policy: Policy) -> Reason | None:
    kept = {"review": policy.authenticity.review_kept_ratio, "high_risk": policy.authenticity.high_risk_kept_ratio}
    state = candidate["authenticity_state"]
    if state is None or state == "clear":
        return None
    text = f"The audience's risk state is {state}: {kept[state]:.0%} of the points are kept; state clear keeps 100%"
    return _reason(f"state_{state}", "lowers", text, kept[state], None)


def _thin_history(candidate: Candidate, policy: Policy) -> Reason | None:
    fewest = policy.decision.history_posts_count_min
    if candidate["history_count"] >= fewest:
        return None
    text = f"The forecast rests on {candidate['history_count']} past posts; {fewest} or more narrow it"
    return _reason("thin_history", "neutral", text, float(candidate["history_count"]), None)


def _reason(code: str, effect: Effect, text: str, observed: float | None, peer_median: float | None) -> Reason:
    return {
        "code": code,
        "effect": effect,
        "text": text,
        "evidence": [],
        "observed": observed,
        "peer_median": peer_median,
    }


def _beside(typical: Comparison, shown: Callable[[float], str]) -> str:
    return typical.among if typical.median is None else f"{typical.among} is {shown(typical.median)}"


def _higher_is_better(observed: float, typical: Comparison) -> Effect:
    if typical.median is None or typical.median / _CLEARLY <= observed <= typical.median * _CLEARLY:
        return "neutral"
    return "raises" if observed > typical.median else "lowers"


def _lower_is_better(observed: float, typical: Comparison) -> Effect:
    opposite: dict[Effect, Effect] = {"raises": "lowers", "lowers": "raises", "neutral": "neutral"}
    return opposite[_higher_is_better(observed, typical)]
