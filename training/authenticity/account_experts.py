"""Heads made of experts: each set has one that reads its columns, because what they mean by the concept differs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Self, TypeAlias

import numpy as np
import polars as pl
from pydantic import model_validator

from matchmaker.bundles import Metric
from matchmaker.scorers.authenticity.account_heads import parameters_file, trees_file
from training.authenticity.account_figures import (
    AccountCase,
    Question,
    beside_rivals,
    case_rows,
    cross_validated,
    joined,
    leave_one_group_out,
)
from training.authenticity.account_fitting import (
    ExpertDesign,
    ExpertFitting,
    ExpertModel,
    calibrate,
    fit,
    fit_calibrated,
)
from training.authenticity.account_rows import LabelledAccounts, Numbers
from training.data_table import LabelledTable, tables_by_source
from training.sources import SourceUnknownError
from training.splits import by_group
from training.trainer import Draft, Evaluation, Recipe, Split

Tables: TypeAlias = Mapping[str, pl.DataFrame]
Accounts: TypeAlias = Mapping[str, LabelledAccounts]
Models: TypeAlias = Mapping[str, ExpertModel]


class ExpertsRecipe(Recipe):
    """The keys of training/recipes/authenticity/automated.toml and coordinated.toml; each is explained there.

    `served` names the experts that answer in the bundle: a later one wherever its columns are known.
    """

    tested_on: tuple[str, ...]
    served: tuple[str, ...]
    shares: tuple[float, float]
    experts: dict[str, ExpertFitting]

    @model_validator(mode="after")
    def _serves_what_it_fits(self) -> Self:
        if not self.served or not set(self.served) <= self.experts.keys():
            raise ValueError(f"expected served among the experts ({', '.join(self.experts)}), got {self.served}")
        return self


@dataclass(frozen=True)
class ExpertSet:
    """Where an expert learns: the reader of its set, its label column, and what it reads.

    `hidden` are groups of features that figures are repeated without, by what they are called.
    """

    design: ExpertDesign
    reader: ModuleType
    label: str
    hidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The set's name."""
        name: str = self.reader.SOURCE.name
        return name


@dataclass(frozen=True)
class ExpertsHead:
    """The trainer of a head of experts; `far` are readers of sets for figures only, with their label columns."""

    name: str
    sets: Mapping[str, ExpertSet]
    far: Mapping[ModuleType, str] = field(default_factory=dict)
    recipe_type: type[ExpertsRecipe] = ExpertsRecipe

    def load(self, data: Path, recipe: ExpertsRecipe) -> Tables:
        """The set of each expert whose source is in the recipe, by the expert's name, and sets only tested on.

        Raises SourceUnknownError for an expert there is no set for, SourceMissingError where one is not below `data`.
        """
        unknown = sorted(recipe.experts.keys() - self.sets.keys())
        if unknown:
            raise SourceUnknownError(f"expected experts among {', '.join(self.sets)}, got {', '.join(unknown)}")
        learned = {name: self.sets[name] for name in recipe.experts if self.sets[name].source in recipe.sources}
        far = [reader for reader in self.far if reader.SOURCE.name in recipe.tested_on and reader.SOURCE.exists(data)]
        return {name: own.reader.read(data) for name, own in learned.items()} | {
            reader.SOURCE.name: reader.read(data) for reader in far
        }

    def inspected(self, tables: Tables, recipe: ExpertsRecipe) -> tuple[LabelledTable, ...]:
        """The tables learned from; those only tested on are known artefacts."""
        set_of = pl.col("source").str.split("/").list.first()
        return tuple(
            table
            for name in sorted(tables.keys() & self.sets.keys())
            for table in tables_by_source(tables[name].with_columns(source=set_of), self.sets[name].label)
        )

    def examples(self, tables: Tables, recipe: ExpertsRecipe) -> Accounts:
        """One account is one example."""
        labels = {name: own.label for name, own in self.sets.items()}
        labels |= {reader.SOURCE.name: label for reader, label in self.far.items()}
        return {name: LabelledAccounts.of(table, labels[name]) for name, table in tables.items()}

    def split(self, examples: Accounts, recipe: ExpertsRecipe) -> Split[Accounts]:
        """By the account's own content, so that look-alikes stay together; calibration takes parts of the training rows."""
        train, test = {}, dict(examples)
        for name in sorted(examples.keys() & self.sets.keys()):
            learned, asked = by_group(examples[name].contents(), recipe.shares, recipe.seed)
            train[name], test[name] = examples[name].where(learned), examples[name].where(asked)
        return Split(train, {}, test)

    def fit(self, train: Accounts, recipe: ExpertsRecipe) -> Models:
        """The experts, each on its own set."""
        return {
            name: fit(accounts, self.sets[name].design, recipe.experts[name], recipe.seed)
            for name, accounts in train.items()
        }

    def calibrate(self, model: Models, calibration: Accounts, recipe: ExpertsRecipe) -> Models:
        """The experts with probabilities, from scores of training rows by boosters that did not see them."""
        return {name: calibrate(expert) for name, expert in model.items()}

    def evaluate(self, model: Models, split: Split[Accounts], recipe: ExpertsRecipe) -> Evaluation:
        """Held-out rows, every row cross-validated, groups left out, and how far each expert carries."""
        cases: list[AccountCase] = []
        for name in sorted(model):
            learned, asked = split.train[name], split.test[name]
            cases.append(self._known(model[name], learned, asked, recipe))
            for question in self._questions("cross-validated", name, recipe):
                cases.append(cross_validated(self.sets[name].source, question, learned.plus(asked)))
            cases += self._unseen(name, learned.plus(asked), learned.plus(asked), recipe)
        cases += self._carried(model, split.train, split.test, recipe)
        return Evaluation(tuple(row for case in cases for row in case_rows(case, recipe.seed)))

    def draft(self, model: Models, recipe: ExpertsRecipe) -> Draft:
        """The served experts' trees and calibrations: the first under the head's name, each naming the next."""
        names = [self.name, *(f"{self.name}_{expert}" for expert in recipe.served[1:]), None]
        files: dict[str, bytes] = {}
        for expert, name, richer in zip(recipe.served, names[:-1], names[1:], strict=True):
            assert name is not None, "only what follows the last expert has no name"
            parameters = model[expert].parameters().model_copy(update={"richer": richer})
            files[trees_file(name)] = model[expert].booster_text.encode()
            files[parameters_file(name)] = parameters.model_dump_json(indent=1).encode()
        features = dict.fromkeys(name for expert in recipe.served for name in self.sets[expert].design.features)
        units = {f"{self.name}_probability": "probability"}
        return Draft(description=f"{self.name} accounts", files=files, features=tuple(features), units=units)

    def exam(self, data: Path, exam: Path, recipe: ExpertsRecipe) -> tuple[Metric, ...]:
        """Rows of `exam` by experts that learned the same sets of `data`, other groups of them, or another set."""
        learned = self.examples(self._there(data, recipe.model_copy(update={"tested_on": ()})), recipe)
        asked = self.examples(self._there(exam, recipe), recipe)
        model = {
            name: fit_calibrated(accounts, self.sets[name].design, recipe.experts[name], recipe.seed)
            for name, accounts in learned.items()
        }
        cases: list[AccountCase] = []
        for name in sorted(model.keys() & asked.keys()):
            seen = asked[name].where(np.isin(asked[name].source, learned[name].source))
            if len(seen):
                cases.append(self._known(model[name], learned[name], seen, recipe))
            cases += self._unseen(name, learned[name], asked[name], recipe)
        cases += self._carried(model, learned, asked, recipe)
        return tuple(row for case in cases for row in case_rows(case, recipe.seed))

    def _there(self, folder: Path, recipe: ExpertsRecipe) -> Tables:
        """The sets of the recipe that are below the folder."""
        sources = {own.source: own.reader.SOURCE for own in self.sets.values()}
        there = tuple(name for name in recipe.sources if name in sources and sources[name].exists(folder))
        return self.load(folder, recipe.model_copy(update={"sources": there}))

    def _known(
        self, model: ExpertModel, learned: LabelledAccounts, asked: LabelledAccounts, recipe: ExpertsRecipe
    ) -> AccountCase:
        own = self.sets[model.design.name]
        question = Question(f"{self.name}/known", own.design, model.fitting, recipe.seed)
        return beside_rivals(own.source, question, model.probability(asked), learned, asked)

    def _questions(self, kind: str, expert: str, recipe: ExpertsRecipe) -> Iterator[Question]:
        """With all that the set tells, then without what other platforms do not tell."""
        own, fitting = self.sets[expert], recipe.experts[expert]
        yield Question(f"{self.name}/{kind}", own.design, fitting, recipe.seed)
        for called, hidden in own.hidden.items():
            yield Question(f"{self.name}/{kind} without {called}", own.design, fitting, recipe.seed, hidden)

    def _unseen(
        self, expert: str, learned: LabelledAccounts, asked: LabelledAccounts, recipe: ExpertsRecipe
    ) -> Iterator[AccountCase]:
        """Each group by an expert of the others, and all of them together under the set's name."""
        for question in self._questions("unseen", expert, recipe):
            cases = list(leave_one_group_out(question, learned, asked))
            if cases:
                yield joined(cases, self.sets[expert].source)
                yield from cases if len(cases) > 1 else ()

    def _carried(
        self, model: Models, learned: Accounts, asked: Accounts, recipe: ExpertsRecipe
    ) -> Iterator[AccountCase]:
        """Each expert asked about the sets of the others, and the served ones about sets that are far from all."""
        for name, expert in model.items():
            for other in sorted(asked.keys() & self.sets.keys() - {name}):
                question = Question(f"{self.name}/transfer from {name}", expert.design, expert.fitting, recipe.seed)
                probability = expert.probability(asked[other])
                yield beside_rivals(self.sets[other].source, question, probability, learned[name], asked[other])
        for other in sorted(asked.keys() - self.sets.keys()):
            probability = served_answers(model, recipe.served, asked[other])
            answered = ~np.isnan(probability)
            first = next((name for name in recipe.served if name in model), None)
            if first is not None and answered.any():
                question = Question(f"{self.name}/far", model[first].design, model[first].fitting, recipe.seed)
                yield beside_rivals(
                    other, question, probability[answered], learned[first], asked[other].where(answered)
                )


def served_answers(model: Models, served: tuple[str, ...], accounts: LabelledAccounts) -> Numbers:
    """What the bundle's head answers, shape (rows,): the last served expert that knows enough, NaN where none does."""
    answer = np.full(len(accounts), np.nan)
    for name in served:
        if name in model:
            said = model[name].answers(accounts)
            answer = np.where(np.isnan(said), answer, said)
    return answer
