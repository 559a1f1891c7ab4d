"""The authenticity model from its heads: every step asked of each head, their drafts put into one bundle."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self, TypeAlias

from pydantic import SerializeAsAny, model_validator

from matchmaker.bundles import SignalUse
from matchmaker.bundles.probe import PROBE_FILE
from matchmaker.scorers.authenticity import SIGNALS_USED
from matchmaker.signals import signal
from training.authenticity.heads import HEADS
from training.authenticity.probe import probe
from training.trainer import Draft, Evaluation, Recipe, Split

PerHead: TypeAlias = Mapping[str, object]  # what a step made, by name of the head that made it


class AuthenticityRecipe(Recipe):
    """One recipe a head, by the head's name; sources and gates are those of all heads together."""

    sources: tuple[str, ...] = ()
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
        object.__setattr__(self, "gates", tuple(rule for part in parts for rule in part.gates))
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

    def load(self, data: Path, recipe: AuthenticityRecipe) -> PerHead:
        """Each head's own sets."""
        return {name: HEADS[name].load(data, part) for name, part in recipe.parts.items()}

    def examples(self, tables: PerHead, recipe: AuthenticityRecipe) -> PerHead:
        """Each head's own rows."""
        return {name: HEADS[name].examples(tables[name], part) for name, part in recipe.parts.items()}

    def split(self, examples: PerHead, recipe: AuthenticityRecipe) -> Split[PerHead]:
        """Each head's rows parted by its own rule."""
        splits = {name: HEADS[name].split(examples[name], part) for name, part in recipe.parts.items()}
        return Split(
            {name: split.train for name, split in splits.items()},
            {name: split.calibration for name, split in splits.items()},
            {name: split.test for name, split in splits.items()},
        )

    def fit(self, train: PerHead, recipe: AuthenticityRecipe) -> PerHead:
        """The heads, fitted one after the other."""
        return {name: HEADS[name].fit(train[name], part) for name, part in recipe.parts.items()}

    def calibrate(self, model: PerHead, calibration: PerHead, recipe: AuthenticityRecipe) -> PerHead:
        """The heads, each calibrated on its own rows."""
        return {
            name: HEADS[name].calibrate(model[name], calibration[name], part) for name, part in recipe.parts.items()
        }

    def evaluate(self, model: PerHead, split: Split[PerHead], recipe: AuthenticityRecipe) -> Evaluation:
        """Figures and plots of all heads; a plot is named after its head."""
        evaluations = {
            name: HEADS[name].evaluate(
                model[name], Split(split.train[name], split.calibration[name], split.test[name]), part
            )
            for name, part in recipe.parts.items()
        }
        return Evaluation(
            tuple(row for evaluation in evaluations.values() for row in evaluation.metrics),
            {
                f"{name}_{plot}": figure
                for name, evaluation in evaluations.items()
                for plot, figure in evaluation.plots.items()
            },
        )

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


TRAINER = AuthenticityTrainer()
