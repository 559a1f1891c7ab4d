"""May the challenger stand in the champion's place? The only file with the order of the gate's checks."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from training.gate.behaviour import judge_behaviour
from training.gate.contender import Contender
from training.gate.cost import judge_size, judge_speed
from training.gate.differences import judge_differences
from training.gate.fairness import judge_false_flags
from training.gate.learning import judge_shuffled
from training.gates import Verdict, not_asked
from training.trainer import DataT, ExamplesT, ModelT, RecipeT, Split, Trainer

GATE_TAG, AGAINST_TAG, FAILED_TAG = "gate", "gate_against", "gate_failed"  # verdict, champion of then, failed checks
PASSED, FAILED = "passed", "failed"
NOBODY = "none"  # value of AGAINST_TAG when there was no champion
GATE_FILE = "gate.json"
_TAG_LENGTH = 500  # of a tag: MLflow keeps 5,000, a table shows less


@dataclass(frozen=True)
class Gated:
    """Every verdict on a challenger; `against` is the champion's version, None when there was none."""

    verdicts: tuple[Verdict, ...]
    against: str | None

    @property
    def passed(self) -> bool:
        """Whether no check failed."""
        return all(verdict.passed for verdict in self.verdicts)

    @property
    def tags(self) -> Mapping[str, str]:
        """As they are searched in MLflow, on the run and on the version."""
        failed = "; ".join(verdict.check for verdict in self.verdicts if not verdict.passed)
        return {
            GATE_TAG: PASSED if self.passed else FAILED,
            AGAINST_TAG: self.against or NOBODY,
            FAILED_TAG: failed[:_TAG_LENGTH],
        }

    @property
    def document(self) -> str:
        """All verdicts as JSON, for the artifact GATE_FILE."""
        rows = [asdict(verdict) for verdict in self.verdicts]
        return json.dumps({"passed": self.passed, "against": self.against, "verdicts": rows}, indent=1) + "\n"


def judge_challenger(
    trainer: Trainer[RecipeT, DataT, ExamplesT, ModelT],
    recipe: RecipeT,
    challenger: Contender,
    champion: Contender | None,
    split: Split[ExamplesT] | None,
) -> Gated:
    """Every check beyond the recipe's own rules: behaviour, learning, then the champion on the same rows.

    `split` holds the challenger's rows for the learning check, which is left out without it. Both contenders'
    `judged` are of the same held-out rows: see `training.gate.contenders`.
    """
    verdicts = [*judge_behaviour(trainer, challenger.scorer)]
    if split is not None:
        verdicts += judge_shuffled(trainer, split, recipe)
    if champion is None:
        verdicts.append(not_asked("champion", "there is none yet"))
        return Gated(tuple(verdicts), None)
    verdicts += _same_rows(recipe, challenger, champion)
    verdicts.append(judge_speed(challenger, champion, recipe.gate))
    verdicts.append(judge_size(challenger.bundle, champion.bundle, recipe.gate))
    return Gated(tuple(verdicts), champion.version)


def _same_rows(recipe: RecipeT, challenger: Contender, champion: Contender) -> tuple[Verdict, ...]:
    if challenger.judged is None:
        return (not_asked("champion", "the challenger kept no answers to held-out rows"),)
    if champion.judged is None:
        return (not_asked("champion", f"version {champion.version} kept no answers to held-out rows"),)
    limits, rows = recipe.gate, (challenger.judged, champion.judged)
    return (
        *judge_differences(*rows, limits, recipe.seed),
        *judge_false_flags(*rows, limits, recipe.seed),
    )
