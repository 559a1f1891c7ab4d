"""Why did a creator's score change between two rankings? Data, brief and models told apart by replaying both.

A score is a function of data, brief, policy and models. One side's data are held still while the brief and then,
one by one, the models are exchanged; each step's change is that cause's part. What is left of the difference of the
stored scores is what the data changed, so the parts sum to it exactly. The order matters where causes act together
(a cheaper creator gains more points with a better fit); it is always brief first, then models by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from matchmaker.application.comparison.change_document import (
    Cause,
    ChangePart,
    Moved,
    RankedSide,
    ScoreChange,
    SignalMove,
)
from matchmaker.application.comparison.churn import pinned
from matchmaker.application.comparison.compare import opened
from matchmaker.application.comparison.stored import StoredScore, stored_score
from matchmaker.application.questions import RankingQuestion
from matchmaker.application.ranking import answer
from matchmaker.application.workplace import Workplace
from matchmaker.errors import MatchmakerError
from matchmaker.ranking.document import Item
from matchmaker.registry.model_set import ModelSet
from matchmaker.registry.versions import Versions
from matchmaker.signals.catalogue import SIGNALS

_DECIMALS = 6  # as the contributions have
_SAME = 1e-6
_QUANTITIES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "topic_fit": (("topic_fit", "score"), ("topic_fit", "posts_used_count")),
    "specialism": (("topic_fit", "specialism_ratio"),),
    "authenticity": (
        ("authenticity", "fake_follower_ratio", "p50"),
        ("authenticity", "follower_sample_count"),
        ("authenticity", "engagement_anomaly_probability"),
        ("authenticity", "growth_anomaly_probability"),
    ),
    "value": (
        ("performance", "engagements_count", "p50"),
        ("performance", "reach_count", "p50"),
        ("performance", "clicks_count", "p50"),
        ("performance", "conversions_count", "p50"),
        ("performance", "cost"),
        ("followers_count",),
    ),
    "risk_gate": (("authenticity", "state"),),
}


@dataclass(frozen=True)
class _Replay:
    """Asks about one creator as today's code does; None where the creator would be excluded or nothing answers."""

    workplace: Workplace
    creator_id: str

    def item(self, question: RankingQuestion, models: ModelSet) -> Item | None:
        assert question.as_of is not None
        try:
            found = answer(question, pinned(self.workplace, models), "rk_replay", question.as_of).ranking["items"]
        except MatchmakerError:
            return None
        return found[0] if found else None


def explain_change(
    workplace: Workplace, versions: Versions, creator_id: str, before_id: str, after_id: str
) -> ScoreChange:
    """Split the difference of a creator's score between two stored rankings into causes that sum to it.

    Raises NotFoundError when a ranking is not stored or the creator is not among its items.
    """
    before, after = (stored_score(workplace, ranking_id, creator_id) for ranking_id in (before_id, after_id))
    parts, replayed, notes = _Split(workplace, versions, before, after).parts()
    return {
        "creator_id": creator_id,
        "before": _side(before),
        "after": _side(after),
        "difference": round(after.item["score"] - before.item["score"], _DECIMALS),
        "replayed": replayed,
        "parts": parts,
        "signals": _signal_moves(before, after, workplace.champions.current()),
        "notes": notes,
    }


class _Split:
    """The two stored scores and what is needed to replay them."""

    def __init__(self, workplace: Workplace, versions: Versions, before: StoredScore, after: StoredScore) -> None:
        self._workplace, self._before, self._after = workplace, before, after
        self._replay = _Replay(workplace, before.item["creator_id"])
        self._notes: list[str] = []
        self._models = [self._opened(versions, side) for side in (before, after)]

    def parts(self) -> tuple[list[ChangePart], bool, list[str]]:
        """The parts of the difference, whether one of the stored scores was replayed exactly, and the notes."""
        old, new = self._models
        total = _minus(self._after.contributions, self._before.contributions)
        if old is None and new is None:
            return [_part("everything", "data, brief and models", total)], False, self._notes
        start, end = (old or new), (new or old)
        assert start is not None
        assert end is not None
        path, replayed = self._walked(start, end)
        if not path:
            self._notes.append(
                "The creator cannot be ranked again with today's data, so the causes cannot be told apart."
            )
            return [_part("everything", "data, brief and models", total)], False, self._notes
        steps = [
            _part(cause, what, _minus(_points(there), _points(here)), here, there)
            for (_, _, here), (cause, what, there) in pairwise(path)
        ]
        explained = [step["contributions"] for step in steps]
        known = [sum(one.get(name, 0.0) for one in explained) for name in total]
        rest = {name: round(total[name] - points, _DECIMALS) for name, points in zip(total, known, strict=True)}
        data = _part(self._data_cause(old, new), self._data_words(old, new), rest, *self._data_items(path, old))
        return [data, *(step for step in steps if any(step["contributions"].values()))], replayed, self._notes

    def _walked(self, start: ModelSet, end: ModelSet) -> tuple[list[tuple[Cause, str, Item]], bool]:
        """From the older brief and models to the newer ones, on data that give a stored score again if any do."""
        walks = [self._walk(side.question, start, end) for side in (self._after, self._before)]
        after, before = walks
        if after and _points(after[-1][2]) == self._after.contributions and self._models[1] is not None:
            return after, True
        if before and _points(before[0][2]) == self._before.contributions and self._models[0] is not None:
            return before, True
        if after:
            self._notes.append(
                "Neither stored score comes out again from what is stored now (the creator's data, an open dispute or "
                "the policy changed since): brief and model parts are those on today's data, the data part is the rest."
            )
        return after, False

    def _walk(self, data: RankingQuestion, start: ModelSet, end: ModelSet) -> list[tuple[Cause, str, Item]]:
        """The creator's item after each exchange, the untouched one first; empty when one of them has no score."""
        asked = [_with_data(side.question, data) for side in (self._before, self._after)]
        states: list[tuple[Cause, str, RankingQuestion, ModelSet]] = [("data", "", asked[0], start)]
        if _brief(asked[0]) != _brief(asked[1]):
            states.append(("brief", "brief, offers", asked[1], start))
        models = start
        for name, version in end.versions.items():
            if models.versions[name].digest != version.digest:
                what = f"{name} {models.versions[name].version} → {version.version}"
                models = models.replacing({name: end.opened[name]})
                states.append(("model", what, asked[1], models))
        items = [self._replay.item(question, used) for _, _, question, used in states]
        if any(item is None for item in items):
            return []
        return [(cause, what, item) for (cause, what, _, _), item in zip(states, items, strict=True) if item]

    def _opened(self, versions: Versions, side: StoredScore) -> ModelSet | None:
        """The models a ranking names, by digest; None when one of them is gone, which is noted."""
        current = self._workplace.champions.current()
        changed = {}
        for name, use in side.ranking["models"].items():
            if current.versions[name].digest == use["digest"]:
                continue
            found = versions.with_digest(name, use["version"], use["digest"])
            if found is None:
                self._notes.append(
                    f"{name} {use['version']} of {side.ranking['ranking_id']} is no longer in the registry, the cache or "
                    "the shipped bundles: what it changed cannot be told from what the data changed."
                )
                return None
            try:
                changed[name] = opened(found)
            except MatchmakerError as error:
                self._notes.append(f"{name} {use['version']} does not open with this code: {error.detail}")
                return None
        return current.replacing(changed)

    def _data_cause(self, old: ModelSet | None, new: ModelSet | None) -> Cause:
        if (old is None or new is None) and self._other_models:
            return "data and model"
        if self._before.ranking["policy_version"] != self._after.ranking["policy_version"]:
            self._notes.append("The policy's version differs and only today's is here: its part is within the data's.")
            return "data and policy"
        return "data"

    def _data_words(self, old: ModelSet | None, new: ModelSet | None) -> str:
        joined = (old is None or new is None) and self._other_models
        return "the creator's data, and models that are gone" if joined else "the creator's data"

    def _data_items(self, path: Sequence[tuple[Cause, str, Item]], old: ModelSet | None) -> tuple[Item, ...]:
        """Before and after for the data alone: where the path starts from the newer data, or ends on the older."""
        if old is None:
            return ()
        if _points(path[0][2]) == self._before.contributions:
            return path[-1][2], self._after.item
        return self._before.item, path[0][2]

    @property
    def _other_models(self) -> bool:
        uses = [
            {name: use["digest"] for name, use in side.ranking["models"].items()}
            for side in (self._before, self._after)
        ]
        return uses[0] != uses[1]


def _with_data(question: RankingQuestion, data: RankingQuestion) -> RankingQuestion:
    """The brief of one question asked about the candidate of another, at that one's moment."""
    return question.model_copy(update={"candidates": data.candidates, "as_of": data.as_of})


def _brief(question: RankingQuestion) -> str:
    return question.model_dump_json(include={"brief", "offers"})


def _points(item: Item) -> dict[str, float]:
    return dict(cast("dict[str, float]", item["contributions"]))


def _minus(after: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    names = dict.fromkeys([*after, *before])  # an older ranking may know other contributions
    return {name: round(after.get(name, 0.0) - before.get(name, 0.0), _DECIMALS) for name in names}


def _part(cause: Cause, what: str, points: Mapping[str, float], *items: Item) -> ChangePart:
    """A part with what moved from the first of two items to the second."""
    return {
        "cause": cause,
        "what": what,
        "points": round(sum(points.values()), _DECIMALS),
        "contributions": dict(points),
        "moved": _moved(*items) if len(items) == 2 else [],
    }


def _moved(before: Item, after: Item) -> list[Moved]:
    return [
        {"contribution": name, "quantity": ".".join(path), "before": was, "after": is_now}
        for name, paths in _QUANTITIES.items()
        for path in paths
        if (was := _at(before, path)) != (is_now := _at(after, path))
    ]


def _at(item: Item, path: Sequence[str]) -> float | str | None:
    value: object = item
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, int | float | str) else None


def _side(stored: StoredScore) -> RankedSide:
    return {
        "ranking_id": stored.ranking["ranking_id"],
        "created_at": stored.ranking["created_at"],
        "score": stored.item["score"],
        "rank": stored.item["rank"],
        "policy_version": stored.ranking["policy_version"],
        "models": {name: use["version"] for name, use in stored.ranking["models"].items()},
    }


def _signal_moves(before: StoredScore, after: StoredScore, models: ModelSet) -> list[SignalMove]:
    """Signals whose value differs; those that most models read first, then in the order of the catalogue."""
    reads = {name: {use.name for use in model.scorer.bundle.manifest.signals} for name, model in models.opened.items()}
    moves: list[SignalMove] = [
        {
            "signal": signal.name,
            "unit": signal.unit,
            "meaning": signal.meaning,
            "before": before.signals.get(signal.name),
            "after": after.signals.get(signal.name),
            "used_by": sorted(name for name, read in reads.items() if signal.name in read),
        }
        for signal in SIGNALS
        if before.signals.get(signal.name) != after.signals.get(signal.name)
    ]
    return sorted(moves, key=lambda move: -len(move["used_by"]))
