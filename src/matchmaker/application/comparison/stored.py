"""What a stored ranking says of one creator: the question, the answer, the measured signals, the models it names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from pydantic import TypeAdapter
from pydantic_core import from_json

from matchmaker.application.packing import unpacked
from matchmaker.application.questions import CandidatesDocument, RankingQuestion, read_question
from matchmaker.application.workplace import Workplace
from matchmaker.errors import NotFoundError
from matchmaker.ranking.document import Item, Ranking

_FEATURES = TypeAdapter(dict[str, list[float | str | bool | None]])
_ID = "creator_id"


@dataclass(frozen=True)
class StoredScore:
    """One creator in one stored ranking; `question` asks about this creator alone, as of the same moment."""

    ranking: Ranking
    item: Item
    question: RankingQuestion
    signals: Mapping[str, float | None]

    @property
    def contributions(self) -> dict[str, float]:
        """Points of the score by name."""
        return dict(cast("dict[str, float]", self.item["contributions"]))


def stored_score(workplace: Workplace, ranking_id: str, creator_id: str) -> StoredScore:
    """The creator in a stored ranking; NotFoundError when there is no such ranking, or the creator is not ranked."""
    kept = workplace.rankings.get(ranking_id)
    ranking: Ranking = from_json(kept["answer"])
    item = next((item for item in ranking["items"] if item["creator_id"] == creator_id), None)
    if item is None:
        raise NotFoundError(f"expected {creator_id!r} among the items of {ranking_id}, {_why_not(ranking, creator_id)}")
    moment = datetime.fromisoformat(ranking["as_of"])
    return StoredScore(
        ranking=ranking,
        item=item,
        question=_about(read_question(kept["question"]), creator_id, moment),
        signals=_signals(unpacked(kept["features"]), creator_id),
    )


def _why_not(ranking: Ranking, creator_id: str) -> str:
    codes = [entry["code"] for entry in ranking["excluded"] if entry["creator_id"] == creator_id]
    if codes:
        return f"it was excluded ({', '.join(codes)}) and has no score"
    return "it was no candidate or beyond the limit of items; choose another ranking"


def _about(question: RankingQuestion, creator_id: str, moment: datetime) -> RankingQuestion:
    """The question with this creator as its only candidate: no contribution looks at another one."""
    sent = tuple(document for document in question.candidates.creators if document.get(_ID) == creator_id)
    alone = CandidatesDocument(creator_ids=() if sent else (creator_id,), creators=sent)
    offers = tuple(offer for offer in question.offers if offer.creator_id == creator_id)
    return question.model_copy(update={"candidates": alone, "offers": offers, "limit": 1, "as_of": moment})


def _signals(text: str, creator_id: str) -> dict[str, float | None]:
    columns = _FEATURES.validate_json(text)
    place = columns[_ID].index(creator_id)
    values = {name: column[place] for name, column in columns.items() if name != _ID}
    return {name: float(value) if isinstance(value, int | float) else None for name, value in values.items()}
