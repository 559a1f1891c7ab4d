"""The fake-account head: fake or bought accounts learned from labelled sets, and their share among followers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from matchmaker.bundles import Metric
from matchmaker.scorers.authenticity.account_features import FEATURE_NAMES
from matchmaker.scorers.authenticity.account_heads import FAKE, parameters_file, trees_file
from matchmaker.scorers.authenticity.audience import AUDIENCE_FILE, ShareLimits
from training.authenticity import fake_fitting
from training.authenticity.fake_figures import (
    KNOWN,
    UNSEEN,
    Case,
    calibration_plot,
    case,
    case_rows,
    cross_validated_rows,
    fit_calibrated,
    leave_one_set_out,
    precision_recall_plot,
)
from training.authenticity.fake_fitting import POSTS, AccountFitting, Accounts, FakeAccountModel
from training.authenticity.fake_sets import read_accounts, read_learned, there
from training.authenticity.fake_simulated import SOURCE_NAME, simulated_accounts
from training.authenticity.shares import share_rows
from training.data_table import LabelledTable, tables_by_source
from training.splits import by_group
from training.trainer import Draft, Evaluation, Recipe, Split


class FakeRecipe(Recipe):
    """The keys of training/recipes/authenticity/fake.toml; each is explained there."""

    tested_on: tuple[str, ...]
    simulated_count: int
    shares: tuple[float, float, float]
    fitting: AccountFitting
    share: ShareLimits

    @property
    def generated_sources(self) -> tuple[str, ...]:
        """The simulated accounts, where the recipe asks for some."""
        return (SOURCE_NAME,) if self.simulated_count else ()


@dataclass(frozen=True)
class FakeHead:
    """The trainer of the fake-account head."""

    name: str = FAKE
    recipe_type: type[FakeRecipe] = FakeRecipe

    def load(self, data: Path, recipe: FakeRecipe) -> pl.DataFrame:
        """Labelled accounts of the sources, of those sets to test on that are there, and simulated ones."""
        read = [read_learned(data, recipe.sources)]
        if tested_on := there(data, recipe.tested_on):
            read.append(read_accounts(data, tested_on))
        if recipe.simulated_count:
            read.append(simulated_accounts(recipe.simulated_count, recipe.seed))
        return pl.concat(read)

    def inspected(self, tables: pl.DataFrame, recipe: FakeRecipe) -> tuple[LabelledTable, ...]:
        """Each set as a table."""
        return tables_by_source(tables, "fake")

    def examples(self, tables: pl.DataFrame, recipe: FakeRecipe) -> pl.DataFrame:
        """The accounts as read: one row is one example."""
        return tables

    def split(self, examples: pl.DataFrame, recipe: FakeRecipe) -> Split[Accounts]:
        """By the account's own content, so that look-alike rows stay together; sets only tested on are all test."""
        content = examples.select(pl.concat_str(pl.all().cast(pl.String), separator="|", ignore_nulls=True))
        train, calibration, test = by_group(content.to_series().to_numpy(), recipe.shares, recipe.seed)
        accounts = Accounts.of(examples)
        learned = np.isin(accounts.set, [*recipe.sources, SOURCE_NAME])
        return Split(
            accounts.where(train & learned), accounts.where(calibration & learned), accounts.where(test | ~learned)
        )

    def fit(self, train: Accounts, recipe: FakeRecipe) -> FakeAccountModel:
        """The experts."""
        return fake_fitting.fit(train, recipe.fitting, recipe.seed)

    def calibrate(self, model: FakeAccountModel, calibration: Accounts, recipe: FakeRecipe) -> FakeAccountModel:
        """The experts with probabilities and error profiles."""
        return fake_fitting.calibrate(model, calibration, recipe.fitting)

    def evaluate(self, model: FakeAccountModel, split: Split[Accounts], recipe: FakeRecipe) -> Evaluation:
        """Unseen sets first (leave one out, or sets only tested on), then held-out rows of known sets.

        Simulated accounts are learned from and never judged on.
        """
        every = split.train.plus(split.calibration).plus(split.test)
        learned = every.where(np.isin(every.set, [*recipe.sources, SOURCE_NAME]))
        unseen = [
            *leave_one_set_out(learned, _of(learned, recipe.sources), recipe.fitting, recipe.seed),
            *(_case(UNSEEN, model, split.train, split.test, name) for name in _named(split.test, recipe.tested_on)),
        ]
        seen = [_case(KNOWN, model, split.train, split.test, name) for name in _named(split.test, recipe.sources)]
        rows = [row for item in (*unseen, *seen) for row in case_rows(item, recipe.seed)]
        crossed = [row for name in recipe.sources for row in cross_validated_rows(model, name, recipe.seed)]
        shares = [row for item in unseen for row in share_rows(item, recipe.share, recipe.seed)]
        plots = {
            "calibration_unseen": calibration_plot(unseen),
            "calibration_known": calibration_plot(seen),
            "precision_recall_unseen": precision_recall_plot(unseen),
        }
        return Evaluation((*rows, *crossed, *shares), plots)

    def draft(self, model: FakeAccountModel, recipe: FakeRecipe) -> Draft:
        """The trees with their calibration, and how they err on audiences."""
        assert model.calibration is not None, "calibrate before drafting"
        heads = {FAKE: (model.profile, model.calibration.account)}
        if model.posts is not None and model.calibration.posts is not None:
            heads[POSTS] = (model.posts, model.calibration.posts)
        files = {AUDIENCE_FILE: model.calibration.audience.model_dump_json(indent=1).encode()}
        for name, (expert, parameters) in heads.items():
            files[parameters_file(name)] = parameters.model_dump_json(indent=1).encode()
            files |= {trees_file(name, index): text.encode() for index, text in enumerate(expert.texts)}
        return Draft(
            description="Fake or bought accounts, and their share among followers",
            files=files,
            features=FEATURE_NAMES,
            units={"fake_follower_ratio": "fake followers / followers", "fake_probability": "probability"},
            parameters={"share": recipe.share.model_dump(mode="json")},
        )

    def exam(self, data: Path, exam: Path, recipe: FakeRecipe) -> tuple[Metric, ...]:
        """Sets of `exam` by models that learned all sets of `data` but the one asked about, and all of them."""
        learned = Accounts.of(read_learned(data, there(data, recipe.sources)))
        asked = Accounts.of(read_accounts(exam, there(exam, recipe.sources)))
        model = fit_calibrated(learned, recipe.fitting, recipe.seed)
        unseen = list(leave_one_set_out(learned, asked, recipe.fitting, recipe.seed))
        known = [_case(KNOWN, model, learned, asked, name) for name in _named(asked, recipe.sources)]
        rows = [row for item in (*unseen, *known) for row in case_rows(item, recipe.seed)]
        return (*rows, *(row for item in unseen for row in share_rows(item, recipe.share, recipe.seed)))


def _named(accounts: Accounts, names: Sequence[str]) -> list[str]:
    """Those of the names of which there are accounts."""
    return [name for name in names if name in accounts.source]


def _of(accounts: Accounts, names: Sequence[str]) -> Accounts:
    return accounts.where(np.isin(accounts.source, list(names)))


def _case(target: str, model: FakeAccountModel, train: Accounts, test: Accounts, name: str) -> Case:
    return case(name, target, model, train, _of(test, [name]))


HEAD = FakeHead()
