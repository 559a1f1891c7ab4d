"""What would a version in the shadow have answered? Asked in the background, at a bounded cost, after the real answer."""

import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

import structlog
from pydantic import TypeAdapter
from pydantic_core import from_json, to_json
from typing_extensions import TypedDict

from matchmaker.application.comparison.churn import ranking_churn
from matchmaker.application.comparison.document import BriefChurn
from matchmaker.application.preparation import PreparedCreators
from matchmaker.application.questions import LARGEST_CANDIDATES, RankingQuestion
from matchmaker.application.ranking import answer
from matchmaker.application.workplace import Workplace
from matchmaker.errors import MatchmakerError
from matchmaker.ranking.document import Ranking
from matchmaker.registry.pinned import PinnedModels
from matchmaker.store.shadow_answers import ShadowAnswers

Fate: TypeAlias = Literal["answered", "dropped", "failed"]

WAITING = 4  # questions kept for the shadow; each holds its creators, later ones are dropped and counted
SHARE = 0.1  # of one core's time that the shadow may use; the rest of the time it sleeps
_NICENESS = 10  # the answering threads go first
_PATIENCE_SECONDS = 5.0
log = structlog.get_logger(__name__)


class ShadowAnswer(TypedDict):
    """One ranking as the shadow would have answered it: `champions` and `shadows` are versions by model."""

    ranking_id: str
    champions: dict[str, str]
    shadows: dict[str, str]
    churn: BriefChurn
    took_ms: float


class ShadowSummary(TypedDict):
    """What one set of shadow versions would have changed so far; means over its rankings, null without any."""

    shadows: dict[str, str]
    champions: dict[str, str]
    rankings_count: int
    kendall_tau: float | None
    top_overlap_ratio: float | None
    largest_score_change: float
    entered: dict[str, int]
    left: dict[str, int]


@dataclass(frozen=True)
class _Asked:
    question: RankingQuestion
    ranking: Ranking


class Shadow:
    """Answers again what was answered, by the versions with the alias `shadow`, and stores how the two differ.

    A full queue drops questions, a fault is logged, a thread of lower priority rests nine tenths of the time: no
    answer waits for it.
    """

    def __init__(self, workplace: Workplace, counted: Callable[[Fate], None], share: float = SHARE) -> None:
        """`counted` is told what became of each question; `share` of one core's time is used at most."""
        self._workplace = workplace
        self._counted = counted
        self._share = share
        self._prepared = PreparedCreators()  # its own: the shadow must not push out what answers need
        self._kept = ShadowAnswers(workplace.rankings.engine)
        self._asked: queue.Queue[_Asked] = queue.Queue(WAITING)
        self._thread = threading.Thread(target=self._work, name="shadow", daemon=True)
        self._stopping = threading.Event()

    def start(self) -> None:
        """Begin to answer in the background."""
        self._thread.start()

    def stop(self) -> None:
        """End after the question at hand."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE_SECONDS)

    def offer(self, question: RankingQuestion, ranking: Ranking) -> None:
        """Ask the shadow the question of a stored ranking too, when there is a shadow and it has time."""
        if self._workplace.champions.shadow() is None:
            return
        try:
            self._asked.put_nowait(_Asked(question, ranking))
        except queue.Full:
            self._counted("dropped")

    def _work(self) -> None:
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        while not self._stopping.is_set():
            try:
                asked = self._asked.get(timeout=0.2)
            except queue.Empty:
                continue
            started = time.perf_counter()
            self._answer(asked)
            self._stopping.wait((time.perf_counter() - started) * (1 / self._share - 1))

    def _answer(self, asked: _Asked) -> None:
        models = self._workplace.champions.shadow()
        if models is None:
            return
        started = time.perf_counter()
        ranking_id = asked.ranking["ranking_id"]
        try:
            moment = datetime.fromisoformat(asked.ranking["as_of"])
            question = asked.question.model_copy(update={"as_of": moment, "limit": LARGEST_CANDIDATES})
            within = replace(self._workplace, champions=PinnedModels(models), prepared=self._prepared)
            other = answer(question, within, ranking_id, moment).ranking
            document: ShadowAnswer = {
                "ranking_id": ranking_id,
                "champions": _versions(asked.ranking),
                "shadows": {name: version.version for name, version in models.versions.items()},
                "churn": ranking_churn(ranking_id, asked.question.brief.text, asked.ranking["items"], other["items"]),
                "took_ms": round(1000 * (time.perf_counter() - started), 3),
            }
            self._kept.save(ranking_id, to_json(document).decode())
            self._counted("answered")
        except Exception as error:  # whatever goes wrong in the shadow stays there
            detail = error.detail if isinstance(error, MatchmakerError) else type(error).__name__
            self._counted("failed")
            log.warning("shadow_failed", ranking_id=ranking_id, detail=detail)


def summaries(documents: Iterable[str]) -> list[ShadowSummary]:
    """One summary for each pair of champions and shadows, in the order of their first ranking."""
    pairs: dict[str, list[ShadowAnswer]] = {}
    for text in documents:
        found = _DOCUMENT.validate_python(from_json(text))
        pairs.setdefault(to_json([found["champions"], found["shadows"]]).decode(), []).append(found)
    return [_summary(answers) for answers in pairs.values()]


def _summary(answers: list[ShadowAnswer]) -> ShadowSummary:
    churns = [found["churn"] for found in answers]
    taus = [churn["kendall_tau"] for churn in churns if churn["kendall_tau"] is not None]
    return {
        "shadows": answers[0]["shadows"],
        "champions": answers[0]["champions"],
        "rankings_count": len(answers),
        "kendall_tau": sum(taus) / len(taus) if taus else None,
        "top_overlap_ratio": sum(churn["top_overlap_ratio"] for churn in churns) / len(churns),
        "largest_score_change": max(churn["largest_score_change"] for churn in churns),
        "entered": _counts(move["creator_id"] for churn in churns for move in churn["entered"]),
        "left": _counts(move["creator_id"] for churn in churns for move in churn["left"]),
    }


def _counts(creators: Iterable[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for creator in creators:
        counted[creator] = counted.get(creator, 0) + 1
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _versions(ranking: Ranking) -> dict[str, str]:
    return {name: use["version"] for name, use in ranking["models"].items()}


_DOCUMENT = TypeAdapter(ShadowAnswer)
