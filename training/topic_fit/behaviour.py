"""What anyone expects of topic fit: no influence of other feeds, and a feed on the subject before one elsewhere."""

from typing import Any, cast

from matchmaker.scorers.topic_fit.probe import TopicProbe
from matchmaker.scorers.topic_fit.scorer import TopicFit
from training.gate.behaviour import Behaviour, not_above

FIT, SPECIALISM = "topic_fit_probability", "specialism_ratio"
TOLERANCE = 1e-9
PROBE = TopicProbe(
    brief=({1: 1.0, 0: 0.3},),
    feeds={
        "specialist": ({1: 1.0}, {1: 0.7, 0: 0.5}, {1: 0.9, 20: 0.2}, {1: 0.8, 37: 0.4}, {1: 1.0}),
        "lifestyle": ({1: 1.0}, {16: 1.0}, {34: 1.0}, {11: 0.6, 13: 0.6}, {46: 1.0}),
        "elsewhere": ({20: 1.0}, {20: 0.8, 21: 0.4}, {20: 1.0}, {20: 0.9}, {20: 1.0}),
    },
)
_Row = dict[str, float | None]


def _reordered(scorer: TopicFit) -> str | None:
    turned = TopicProbe(brief=PROBE.brief, feeds=dict(reversed(PROBE.feeds.items())))
    return _different(_asked(scorer, PROBE), _asked(scorer, turned))


def _alone(scorer: TopicFit) -> str | None:
    single = {
        name: _asked(scorer, TopicProbe(brief=PROBE.brief, feeds={name: feed}))[name]
        for name, feed in PROBE.feeds.items()
    }
    return _different(_asked(scorer, PROBE), single)


def _on_the_subject(scorer: TopicFit) -> str | None:
    rows = _asked(scorer, PROBE)
    return not_above("fit of the specialist", rows["specialist"][FIT], rows["lifestyle"][FIT]) or not_above(
        "fit of the lifestyle feed with one post on it", rows["lifestyle"][FIT], rows["elsewhere"][FIT]
    )


def _specialists(scorer: TopicFit) -> str | None:
    rows = _asked(scorer, PROBE)
    return not_above("specialism", rows["specialist"][SPECIALISM], rows["lifestyle"][SPECIALISM])


BEHAVIOURS = (
    Behaviour("invariance", "the order of creators changes no fit", _reordered),
    Behaviour("invariance", "a creator's fit is the same alone and among others", _alone),
    Behaviour("direction", "more posts on the subject fit better", _on_the_subject),
    Behaviour("direction", "a feed on one topic is more special than one on five", _specialists),
)


def _asked(scorer: TopicFit, probe: TopicProbe) -> dict[str, _Row]:
    rows = cast(Any, scorer.answer_probe(probe.model_dump(mode="json")))
    return {row["creator_id"]: {name: row[name] for name in (FIT, SPECIALISM)} for row in rows}


def _different(expected: dict[str, _Row], got: dict[str, _Row]) -> str | None:
    for creator, row in expected.items():
        for name, value in row.items():
            other = got[creator][name]
            same = value == other if value is None or other is None else abs(value - other) <= TOLERANCE
            if not same:
                return f"{name} of {creator}: {value} becomes {other}"
    return None
