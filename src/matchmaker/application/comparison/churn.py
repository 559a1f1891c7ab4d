"""How much do rankings move from one version to another? Frozen briefs ranked by both, all else equal."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from scipy.stats import kendalltau

from matchmaker.application.comparison.document import BriefChurn, RankMove
from matchmaker.application.preparation import PreparedCreators
from matchmaker.application.questions import LARGEST_CANDIDATES, RankingQuestion, read_question
from matchmaker.application.ranking import answer
from matchmaker.application.vectors import Arrivals, embed_captions
from matchmaker.application.workplace import Workplace
from matchmaker.intake.importing import import_files
from matchmaker.ranking.document import Item
from matchmaker.ranking.policy import Policy, default_policy
from matchmaker.registry.model_set import ModelSet
from matchmaker.registry.pinned import PinnedModels
from matchmaker.resources import resource_folder
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.disputes import Disputes
from matchmaker.store.engine import open_database
from matchmaker.store.feedback import Feedback
from matchmaker.store.idempotency import Idempotency
from matchmaker.store.rankings import Rankings
from matchmaker.text.vectors import VectorCache

TOP_COUNT = 10
MARKET = "The sample market and its briefs"
_EPOCH = datetime(2026, 6, 1, tzinfo=UTC)  # later than every row of the sample: ages never depend on today
_UNMOVED = 1e-9


@dataclass(frozen=True)
class FrozenBrief:
    """A question that never changes, so that rankings of different days compare."""

    name: str
    question: RankingQuestion


def frozen_briefs() -> list[FrozenBrief]:
    """The briefs of the sample market, each over all of its creators, at a fixed moment."""
    paths = sorted((resource_folder("sample") / "briefs").glob("*.json"))
    return [FrozenBrief(path.stem, _at(read_question(path.read_bytes()), _EPOCH)) for path in paths]


@contextmanager
def frozen_market(
    vectors: VectorCache, policy: Policy | None = None, progress: Callable[[int, int], None] | None = None
) -> Iterator[Workplace]:
    """A workplace of the sample market in a database of its own, without models: give them with `pinned`.

    Captions that `vectors` has never seen are embedded first; `progress` is told of how many creators.
    """
    with TemporaryDirectory(prefix="matchmaker-market-") as folder:
        engine = open_database(f"sqlite:///{folder}/market.sqlite")
        try:
            catalogue = Catalogue(engine)
            import_files([Path(table) for table in sorted(resource_folder("sample").glob("*.csv"))], catalogue)
            embed_captions(catalogue.creator_ids(), catalogue, vectors, progress)
            yield Workplace(
                catalogue=catalogue,
                disputes=Disputes(engine),
                rankings=Rankings(engine),
                feedback=Feedback(engine),
                idempotency=Idempotency(engine),
                vectors=vectors,
                arrivals=Arrivals(catalogue, vectors),
                champions=PinnedModels(ModelSet()),
                policy=policy or default_policy(),
            )
        finally:
            engine.dispose()


def pinned(workplace: Workplace, models: ModelSet) -> Workplace:
    """The workplace with these models in place of the champions, and nothing remembered of other models."""
    return replace(workplace, champions=PinnedModels(models), prepared=PreparedCreators())


def brief_churn(brief: FrozenBrief, a: Workplace, b: Workplace) -> BriefChurn:
    """One brief ranked by the models of both workplaces; creators that one of them excludes are left out."""
    ours, theirs = (answer(brief.question, workplace, "rk_frozen", _EPOCH).ranking for workplace in (a, b))
    return ranking_churn(brief.name, brief.question.brief.text, ours["items"], theirs["items"])


def ranking_churn(name: str, text: str, before: Sequence[Item], after: Sequence[Item]) -> BriefChurn:
    """How the items of one question differ between two answers; creators that one of them lacks are left out."""
    ours, theirs = ({item["creator_id"]: item for item in items} for items in (before, after))
    both = [creator for creator in ours if creator in theirs]
    moves = [_move(creator, ours[creator], theirs[creator]) for creator in both]
    tops = [{creator for creator, item in ranked.items() if item["rank"] <= TOP_COUNT} for ranked in (ours, theirs)]
    size = max(len(tops[0]), len(tops[1]), 1)
    return {
        "brief": name,
        "text": text,
        "candidates_count": len(both),
        "kendall_tau": _tau([move["rank_a"] for move in moves], [move["rank_b"] for move in moves]),
        "top_count": TOP_COUNT,
        "top_overlap_ratio": len(tops[0] & tops[1]) / size,
        "entered": sorted(_crossing(moves, tops[1] - tops[0]), key=lambda move: move["rank_b"]),
        "left": sorted(_crossing(moves, tops[0] - tops[1]), key=lambda move: move["rank_a"]),
        "largest_score_change": max((abs(move["score_b"] - move["score_a"]) for move in moves), default=0.0),
    }


def _at(question: RankingQuestion, moment: datetime) -> RankingQuestion:
    return question.model_copy(update={"as_of": moment, "limit": LARGEST_CANDIDATES})


def _tau(a: Sequence[int], b: Sequence[int]) -> float | None:
    """Kendall's tau (1938) of two orders without ties."""
    return float(kendalltau(a, b).statistic) if len(a) > 1 else None


def _crossing(moves: Sequence[RankMove], names: set[str]) -> list[RankMove]:
    return [move for move in moves if move["creator_id"] in names]


def _move(name: str, a: Item, b: Item) -> RankMove:
    before = cast("dict[str, float]", a["contributions"])
    after = cast("dict[str, float]", b["contributions"])
    changes = {part: round(after[part] - before[part], 6) for part in after}
    most = max(changes, key=lambda part: abs(changes[part]))
    return {
        "creator_id": name,
        "rank_a": a["rank"],
        "rank_b": b["rank"],
        "score_a": a["score"],
        "score_b": b["score"],
        "contributions": changes,
        "moved_by": most if abs(changes[most]) > _UNMOVED else None,
    }
