"""A version in the shadow answers what was answered already, keeps the difference, and never stands in the way."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from queue import Queue

import pytest

from matchmaker.application.comparison.compare import opened
from matchmaker.application.questions import RankingQuestion, read_question
from matchmaker.application.ranking import rank
from matchmaker.application.shadow import WAITING, Fate, Shadow, summaries
from matchmaker.application.workplace import Workplace
from matchmaker.bundles import Bundle
from matchmaker.ranking.document import Ranking
from matchmaker.registry.model_set import ModelSet
from matchmaker.registry.versions import FoundVersion
from matchmaker.store.shadow_answers import ShadowAnswers
from tests.unit.application.comparison.test_score_change import BRIEF, NOW, a_document

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PATIENCE_SECONDS = 60


class Shaded:
    """The models of today, and others in the shadow."""

    def __init__(self, models: ModelSet, shadow: ModelSet | None) -> None:
        self.models, self.others = models, shadow

    def current(self) -> ModelSet:
        return self.models

    def shadow(self) -> ModelSet | None:
        return self.others


@pytest.fixture
def shaded(workplace: Workplace, other_topic_fit: Bundle) -> Shaded:
    models = workplace.champions.current()
    other = opened(FoundVersion("topic_fit", "9", "9", "registry", other_topic_fit))
    return Shaded(models, models.replacing({"topic_fit": other}))


def asked(workplace: Workplace, name: str, fees: Sequence[float] = (300.0, 900.0)) -> tuple[RankingQuestion, Ranking]:
    creators = [a_document(creator_id=f"creator-{place}", fee_amount=fee) for place, fee in enumerate(fees)]
    question = read_question(json.dumps({"brief": BRIEF, "candidates": {"creators": creators}}))
    return question, rank(question, workplace, name, NOW).ranking


def test_the_difference_is_kept_beside_the_answer(workplace: Workplace, shaded: Shaded) -> None:
    fates: Queue[Fate] = Queue()
    within = replace(workplace, champions=shaded)
    shadow = Shadow(within, fates.put, share=1.0)
    shadow.start()
    shadow.offer(*asked(within, "rk_shadowed"))
    fate = fates.get(timeout=PATIENCE_SECONDS)
    shadow.stop()
    (found,) = summaries(ShadowAnswers(workplace.rankings.engine).since(LONG_AGO))
    assert fate == "answered"
    assert (found["rankings_count"], found["kendall_tau"], found["top_overlap_ratio"]) == (1, 1.0, 1.0)
    assert found["shadows"]["topic_fit"] == "9"
    assert found["champions"]["topic_fit"] != "9"
    assert found["largest_score_change"] > 0.01  # the other version weighs the same posts otherwise


def test_without_a_shadow_nothing_is_asked(workplace: Workplace) -> None:
    fates: list[Fate] = []
    within = replace(workplace, champions=Shaded(workplace.champions.current(), None))
    shadow = Shadow(within, fates.append)
    for place in range(WAITING + 2):
        shadow.offer(*asked(within, f"rk_alone_{place}"))
    assert fates == []


def test_a_slow_shadow_drops_questions_and_holds_nobody_up(workplace: Workplace, shaded: Shaded) -> None:
    fates: Queue[Fate] = Queue()
    within = replace(workplace, champions=shaded)
    shadow = Shadow(within, fates.put, share=1.0)
    question, ranking = asked(within, "rk_slow")
    for _ in range(WAITING + 3):  # nobody takes them out: the thread is not started
        shadow.offer(question, ranking)
    dropped = [fates.get_nowait() for _ in range(3)]
    assert dropped == ["dropped"] * 3


def test_a_fault_in_the_shadow_stays_there(workplace: Workplace, shaded: Shaded) -> None:
    fates: Queue[Fate] = Queue()
    within = replace(workplace, champions=Shaded(shaded.models, ModelSet()))
    shadow = Shadow(within, fates.put, share=1.0)
    shadow.start()
    shadow.offer(*asked(within, "rk_fault"))
    fate = fates.get(timeout=PATIENCE_SECONDS)
    shadow.stop()
    assert fate == "failed"
