"""Who stands before the gate: a bundle just made, the champion, and how both answer the same held-out rows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar, runtime_checkable

import polars as pl

from matchmaker.bundles import Bundle, Manifest
from matchmaker.errors import MatchmakerError
from training.tracking.versions import Versions
from training.trainer import DataT, Draft, ExamplesT, ModelT, RecipeT, Split, Trainer

AskedT = TypeVar("AskedT")
RuledT = TypeVar("RuledT", contravariant=True)


@dataclass(frozen=True)
class Made:
    """A bundle on disk and its answers to held-out rows (JUDGED), None where the trainer keeps none."""

    bundle: Bundle
    judged: pl.DataFrame | None


@dataclass(frozen=True)
class Champion(Made):
    """The version in use."""

    version: str


@runtime_checkable
class Judging(Protocol[AskedT, RuledT]):
    """A trainer whose bundles, the champion's too, can be asked about the held-out rows of a split."""

    def judge(self, bundle: Bundle, split: Split[AskedT], recipe: RuledT) -> pl.DataFrame:
        """What the bundle answers to the test rows, as JUDGED; rows that no bundle can be asked about are absent."""
        ...


@runtime_checkable
class Shuffling(Protocol[AskedT, RuledT]):
    """A trainer that can be given wrong labels."""

    def shuffled(self, split: Split[AskedT], recipe: RuledT) -> Split[AskedT]:
        """The split with the labels of training and calibration rows exchanged at random.

        Its test rows keep their labels, and are those whose answer rests on nothing but what was learned.
        """
        ...


def find_champion(versions: Versions, model: str, folder: Path) -> Champion | None:
    """The champion of now, its bundle downloaded below `folder`; None when the model has none."""
    version = versions.champion(model)
    if version is None:
        return None
    return Champion(versions.bundle(model, version, folder), versions.judged(model, version), version)


def champion_answers(
    trainer: Trainer[RecipeT, DataT, ExamplesT, ModelT],
    recipe: RecipeT,
    champion: Champion,
    split: Split[ExamplesT] | None,
) -> pl.DataFrame | None:
    """The champion's answers to the test rows of `split`; what it kept itself stands for all other rows.

    Rows that no bundle can be asked about (all were learned from; their figures come from cross-validation) are
    compared by what each version kept of its own. A champion that cannot be asked is known by what it kept.
    """
    if split is None or not isinstance(trainer, Judging):
        return champion.judged
    try:
        fresh = trainer.judge(champion.bundle, split, recipe)
    except MatchmakerError:
        return champion.judged
    if champion.judged is None:
        return fresh
    return pl.concat([fresh, champion.judged.join(fresh, on=["set", "target"], how="anti")])


def unsaved_bundle(model: str, draft: Draft) -> Bundle:
    """A bundle in memory, to be asked and thrown away."""
    manifest = Manifest(
        name=model,
        version="unsaved",
        created_at="",
        description=draft.description,
        features=draft.features,
        signals=draft.signals,
        parameters=dict(draft.parameters),
    )
    return Bundle(Path("unsaved"), manifest, draft.files)
