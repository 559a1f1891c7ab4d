"""How the champion comes to answer the challenger's held-out rows."""

from dataclasses import replace

import polars as pl

from matchmaker.errors import MatchmakerError
from training.gate.contender import Contender, Judging
from training.trainer import DataT, ExamplesT, ModelT, RecipeT, Split, Trainer


def asked_about(
    champion: Contender,
    trainer: Trainer[RecipeT, DataT, ExamplesT, ModelT],
    split: Split[ExamplesT] | None,
    recipe: RecipeT,
) -> Contender:
    """The champion with its answers to the test rows of `split`; what it kept itself stands for the other rows.

    Rows that no bundle can be asked about (all were learned from; their figures come from cross-validation) are
    compared by what each version kept of its own. A champion that cannot be asked keeps what it had.
    """
    if split is None or not isinstance(trainer, Judging):
        return champion
    try:
        fresh = trainer.judge(champion.bundle, split, recipe)
    except MatchmakerError:
        return champion
    if champion.judged is None:
        return replace(champion, judged=fresh)
    kept = champion.judged.join(fresh, on=["set", "target"], how="anti")
    return replace(champion, judged=pl.concat([fresh, kept]))
