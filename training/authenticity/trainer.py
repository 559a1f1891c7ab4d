"""The authenticity model from its heads: every step asked of each head, their drafts put into one bundle."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self, TypeAlias, TypeVar

import polars as pl
from pydantic import SerializeAsAny, model_validator

from matchmaker.bundles import Bundle, Metric, SignalUse
from matchmaker.bundles.probe import PROBE_FILE
from matchmaker.scorers.authenticity import SIGNALS_USED
from matchmaker.signals import signal
from training.authenticity.behaviour import BEHAVIOURS
from training.authenticity.exam import examine
from training.authenticity.fairness import (
    FAIRNESS,
    FairnessRules,
    comment_rows,
    fairness_rows,
    ordinary_creators,
)
from training.authenticity.heads import HEADS, Head
from training.authenticity.judged import judge, judged_rows
from training.authenticity.probe import drafted_scorer, probe
from training.authenticity.worst import worst_sources
from training.data_table import LabelledTable
from training.gate.behaviour import Behaviour
from training.progress import part
from training.trainer import Draft, Evaluation, Inspected, Recipe, Split

PerHead: TypeAlias = Mapping[str, object]  # what a step made, by name of the head, and of the fairness figures
MadeT = TypeVar("MadeT")


class AuthenticityRecipe(Recipe):
    """One recipe a head, by the head's name; sources and gates are those of all heads together."""

    sources: tuple[str, ...] = ()
    fairness: FairnessRules | None = None
    parts: dict[str, SerializeAsAny[Recipe]]

    @model_validator(mode="before")
    @classmethod
    def _read_parts(cls, given: dict[str, object]) -> dict[str, object]:
        """Each part as its head's own recipe, with the model and seed of the whole."""
        tables = given.get("parts")
        if not isinstance(tables, dict) or set(tables) - set(HEADS):
            raise ValueError(f"expected recipes of heads ({', '.join(HEADS)}) in parts, got {tables!r:.200}")
        shared: dict[str, object] = {"sources": ()} | {name: given[name] for name in ("model", "seed") if name in given}
        parts = {
            name: table if isinstance(table, Recipe) else HEADS[name].recipe_type.model_validate(shared | _table(table))
            for name, table in tables.items()
        }
        return given | {"parts": parts}

    @model_validator(mode="after")
    def _sum_up(self) -> Self:
        parts = self.parts.values()
        object.__setattr__(self, "sources", tuple(dict.fromkeys(name for part in parts for name in part.sources)))
        object.__setattr__(self, "gates", (*self.gates, *(rule for part in parts for rule in part.gates)))
        accepted = dict.fromkeys(defect for part in parts for defect in part.accepted_defects)
        object.__setattr__(self, "accepted_defects", tuple(accepted))
        return self

    @property
    def generated_sources(self) -> tuple[str, ...]:
        """Those of all heads."""
        return tuple(dict.fromkeys(name for part in self.parts.values() for name in part.generated_sources))


def _table(given: object) -> dict[str, object]:
    if not isinstance(given, dict):
        raise ValueError(f"expected a table of recipe keys, got {given!r:.80}")
    return given


@dataclass(frozen=True)
class AuthenticityTrainer:
    """The trainer of the authenticity model."""

    name: str = "authenticity"
    recipe_type: type[AuthenticityRecipe] = AuthenticityRecipe
    behaviours: Sequence[Behaviour] = BEHAVIOURS

    def load(self, data: Path, recipe: AuthenticityRecipe) -> PerHead:
        """Each head's own sets, and the ordinary creators of the fairness figures."""
        tables = _each(recipe, "load", lambda head, part: head.load(data, part))
        return tables | ({} if recipe.fairness is None else {FAIRNESS: ordinary_creators(data, recipe.fairness)})

    def inspected(self, tables: PerHead, recipe: AuthenticityRecipe) -> tuple[LabelledTable, ...]:
        """The labelled tables of all heads; each once, though two heads may learn from it."""
        shown = [
            table
            for name, part in recipe.parts.items()
            if isinstance(head := HEADS[name], Inspected)
            for table in head.inspected(tables[name], part)
        ]
        return tuple({(table.source, table.label): table for table in shown}.values())

    def examples(self, tables: PerHead, recipe: AuthenticityRecipe) -> PerHead:
        """Each head's own rows."""
        rows = _each(recipe, "examples", lambda head, part: head.examples(tables[head.name], part))
        return rows | {name: tables[name] for name in (FAIRNESS,) if name in tables}

    def split(self, examples: PerHead, recipe: AuthenticityRecipe) -> Split[PerHead]:
        """Each head's rows parted by its own rule; ordinary creators are only ever asked about."""
        splits = {name: HEADS[name].split(examples[name], part) for name, part in recipe.parts.items()}
        test = {name: split.test for name, split in splits.items()}
        return Split(
            {name: split.train for name, split in splits.items()},
            {name: split.calibration for name, split in splits.items()},
            test | {name: examples[name] for name in (FAIRNESS,) if name in examples},
        )

    def fit(self, train: PerHead, recipe: AuthenticityRecipe) -> PerHead:
        """The heads, fitted one after the other."""
        return _each(recipe, "fit", lambda head, part: head.fit(train[head.name], part))

    def calibrate(self, model: PerHead, calibration: PerHead, recipe: AuthenticityRecipe) -> PerHead:
        """The heads, each calibrated on its own rows."""
        return _each(
            recipe, "calibrate", lambda head, part: head.calibrate(model[head.name], calibration[head.name], part)
        )

    def evaluate(self, model: PerHead, split: Split[PerHead], recipe: AuthenticityRecipe) -> Evaluation:
        """Figures and plots of all heads (a plot is named after its head), the worst source of each, and fairness."""
        evaluations = _each(
            recipe,
            "evaluate",
            lambda head, part: head.evaluate(
                model[head.name],
                Split(split.train[head.name], split.calibration[head.name], split.test[head.name]),
                part,
            ),
        )
        metrics = [row for evaluation in evaluations.values() for row in evaluation.metrics]
        return Evaluation(
            (*metrics, *worst_sources(metrics), *self._fairness(model, split, metrics, recipe)),
            {
                f"{name}_{plot}": figure
                for name, evaluation in evaluations.items()
                for plot, figure in evaluation.plots.items()
            },
            judged_rows(drafted_scorer(self.draft(model, recipe)), split.test, recipe.generated_sources),
            {name: evaluation.metrics for name, evaluation in evaluations.items()},
        )

    def judge(self, bundle: Bundle, split: Split[PerHead], recipe: AuthenticityRecipe) -> pl.DataFrame:
        """What a bundle says of the test accounts of its heads."""
        return judge(bundle, split.test, recipe.generated_sources)

    def draft(self, model: PerHead, recipe: AuthenticityRecipe) -> Draft:
        """One bundle of the heads' files and parameters, with a probe of them all."""
        drafts = [HEADS[name].draft(model[name], part) for name, part in recipe.parts.items()]
        draft = Draft(
            description="Fake and automated accounts, their share among followers, unusual engagement and growth, comments and disclosures",
            files={name: content for part in drafts for name, content in part.files.items()},
            features=tuple(dict.fromkeys(name for part in drafts for name in part.features)),
            signals=tuple(SignalUse(name=name, version=signal(name).version) for name in SIGNALS_USED),
            units={name: unit for part in drafts for name, unit in part.units.items()},
            parameters={name: table for part in drafts for name, table in part.parameters.items()},
        )
        return replace(draft, files={**draft.files, PROBE_FILE: probe(draft)})

    def exam(self, data: Path, exam: Path, recipe: AuthenticityRecipe) -> tuple[Metric, ...]:
        """The rows of every head's examination."""
        return examine(HEADS, recipe.parts, data, exam)

    def _fairness(
        self, model: PerHead, split: Split[PerHead], metrics: Sequence[Metric], recipe: AuthenticityRecipe
    ) -> tuple[Metric, ...]:
        if recipe.fairness is None:
            return ()
        with part("evaluate", FAIRNESS):
            scorer = drafted_scorer(self.draft(model, recipe))
            rows = fairness_rows(scorer, split.test, recipe.fairness, recipe.generated_sources)
            return (*rows, *comment_rows(metrics, recipe.fairness, recipe.generated_sources))


def _each(recipe: AuthenticityRecipe, step: str, act: Callable[[Head[Any], Recipe], MadeT]) -> dict[str, MadeT]:
    """What the step makes for each head of the recipe, each told to whoever watches."""
    made = {}
    for name, own in recipe.parts.items():
        with part(step, name):
            made[name] = act(HEADS[name], own)
    return made


TRAINER = AuthenticityTrainer()
