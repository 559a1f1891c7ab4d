"""What anyone expects of authenticity: no influence of other rows, and more risk where the signs are stronger.

Heads that a bundle lacks answer nothing, and nothing is expected of them.
"""

from typing import Any, cast

from pydantic import JsonValue

from matchmaker.scorers.authenticity import Authenticity
from training.authenticity.probe import (
    ACCOUNTS,
    COMMENTS,
    CREATORS,
    FOLLOWER_COUNTS,
    FOLLOWER_PROFILES,
    POSTS,
)
from training.gate.behaviour import Behaviour, not_above

GENUINE, MADE = ACCOUNTS[0], ACCOUNTS[1]  # 340 followers and a biography; 12 followers of 4,800 followed, no post
ADVERTISING, ORDINARY = COMMENTS[0], COMMENTS[5]
_Answers = dict[str, Any]


def _accounts_reordered(scorer: Authenticity) -> str | None:
    together, turned = (_asked(scorer, accounts=rows)["accounts"] for rows in (ACCOUNTS, ACCOUNTS[::-1]))
    return None if together == turned[::-1] else "accounts answered in another order get other probabilities"


def _creators_reordered(scorer: Authenticity) -> str | None:
    together, turned = (
        {row["creator_id"]: row for row in _asked(scorer, creators=rows)["assessment"]}
        for rows in (CREATORS, CREATORS[::-1])
    )
    changed = [name for name, row in together.items() if row != turned[name]]
    return f"assessed otherwise in another order: {', '.join(changed)}" if changed else None


def _fakes_above_genuine(scorer: Authenticity) -> str | None:
    genuine, made = (_asked(scorer, accounts=[row])["accounts"][0]["fake_probability"] for row in (GENUINE, MADE))
    return not_above("an account with 12 followers that follows 4,800", made, genuine)


def _few_likes_above_many(scorer: Authenticity) -> str | None:
    return _risk_of("quiet", "ordinary", "engagement_anomaly_probability", scorer)


def _bought_above_giveaway(scorer: Authenticity) -> str | None:
    return _risk_of("jump", "giveaway", "growth_anomaly_probability", scorer)


def _advertising_above_praise(scorer: Authenticity) -> str | None:
    rows = _asked(scorer, comments=[ADVERTISING, ORDINARY]).get("comments", ())
    return not_above("an advertisement", *(row["spam_probability"] for row in rows)) if rows else None


BEHAVIOURS = (
    Behaviour("invariance", "the order of accounts changes no probability", _accounts_reordered),
    Behaviour("invariance", "the order of creators changes no assessment", _creators_reordered),
    Behaviour("direction", "an empty account that follows thousands is likelier fake", _fakes_above_genuine),
    Behaviour("direction", "12 likes are more unusual than 1,800 among 50,000 followers", _few_likes_above_many),
    Behaviour("direction", "an unexplained jump is riskier than a giveaway's", _bought_above_giveaway),
    Behaviour("direction", "a comment that advertises is likelier spam than a plain one", _advertising_above_praise),
)


def _risk_of(risky: str, harmless: str, column: str, scorer: Authenticity) -> str | None:
    rows = {row["creator_id"]: row[column] for row in _asked(scorer)["assessment"]}
    return not_above(column, rows[risky], rows[harmless])


def _asked(
    scorer: Authenticity,
    *,
    accounts: list[JsonValue] = ACCOUNTS,
    creators: list[JsonValue] = CREATORS,
    comments: list[JsonValue] | None = None,
) -> _Answers:
    inputs: dict[str, JsonValue] = {
        "accounts": accounts,
        "creators": creators,
        "follower_profiles": FOLLOWER_PROFILES,
        "follower_counts": FOLLOWER_COUNTS,
        "posts": POSTS,
        "comments": comments or [],
    }
    return cast(_Answers, scorer.answer_probe(inputs))
