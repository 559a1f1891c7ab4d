"""May the challenger stand in the champion's place? The only file with the order of the gate's checks."""

from matchmaker.scorers.scorer import Scorer
from training.gate.behaviour import judge_behaviour
from training.gate.contender import Champion, Made, champion_answers
from training.gate.cost import judge_cost
from training.gate.differences import judge_differences
from training.gate.fairness import judge_false_flags
from training.gate.gated import Gated
from training.gate.learning import judge_shuffled
from training.gate.rows import judge_rows
from training.gates import Verdict, judge_bundle, not_asked
from training.trainer import DataT, ExamplesT, ModelT, RecipeT, Split, Trainer


def judge_challenger(
    trainer: Trainer[RecipeT, DataT, ExamplesT, ModelT],
    scorer: type[Scorer],
    recipe: RecipeT,
    made: Made,
    champion: Champion | None,
    split: Split[ExamplesT] | None,
) -> Gated:
    """Every check beyond the recipe's own rules: the bundle, behaviour, learning, the champion on the same rows.

    With `split` the champion is asked about the challenger's held-out rows, and a model is fitted on shuffled
    labels; without it each version's kept answers are compared and nothing is fitted.
    """
    against = None if champion is None else champion.version
    opened = judge_bundle(made.bundle.folder, scorer)
    if not all(verdict.passed for verdict in opened):
        return Gated(opened, against)
    challenger = scorer.open(made.bundle)
    verdicts = [*opened, *judge_behaviour(trainer, challenger)]
    if split is not None:
        verdicts += judge_shuffled(trainer, split, recipe)
    if champion is None:
        return Gated((*verdicts, not_asked("champion", "there is none yet")), None)
    verdicts += _same_rows(trainer, recipe, made, champion, split)
    verdicts += judge_cost(made.bundle, challenger, champion.bundle, scorer, recipe.gate)
    return Gated(tuple(verdicts), against)


def _same_rows(
    trainer: Trainer[RecipeT, DataT, ExamplesT, ModelT],
    recipe: RecipeT,
    made: Made,
    champion: Champion,
    split: Split[ExamplesT] | None,
) -> tuple[Verdict, ...]:
    if made.judged is None:
        return (not_asked("champion", "the challenger kept no answers to held-out rows"),)
    theirs = champion_answers(trainer, recipe, champion, split)
    if theirs is None:
        return (not_asked("champion", f"version {champion.version} kept no answers to held-out rows"),)
    return (
        *judge_rows(theirs, champion.judged, recipe.gate, recipe.seed),
        *judge_differences(made.judged, theirs, recipe.gate, recipe.seed),
        *judge_false_flags(made.judged, theirs, recipe.gate, recipe.seed),
    )
