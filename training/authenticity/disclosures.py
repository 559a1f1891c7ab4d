"""The disclosure head: affiliate disclosures learned sentence by sentence, paid partnerships told by their wording."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from matchmaker.bundles import Metric
from matchmaker.scorers.authenticity.disclosures import DISCLOSURES_FILE, DISCLOSURES_TREES_FILE
from training.authenticity import disclosures_fitting
from training.authenticity.disclosures_figures import (
    KNOWN,
    UNSEEN,
    asked_cases,
    by_keywords,
    keyword_rows,
    known_cases,
    type_rows,
    unseen_cases,
)
from training.authenticity.disclosures_fitting import DisclosureFitting, DisclosureModel, Sentences
from training.authenticity.disclosures_generated import SOURCE_NAME, generated_sentences
from training.authenticity.text_figures import case_rows, reliability_plot
from training.data_table import LabelledTable, tables_by_source
from training.datasets import affiliate_disclosures_2018 as disclosures_2018
from training.sources import SourceUnknownError
from training.trainer import Draft, Evaluation, Recipe, Split

PAID_MARKERS = ("#ad", "#sponsored", "sponsored by")  # paid partnerships, which the set leaves among "none"


class DisclosuresRecipe(Recipe):
    """The keys of training/recipes/authenticity/disclosures.toml; each is explained there."""

    tested_on: tuple[str, ...]
    fitting: DisclosureFitting

    @property
    def generated_sources(self) -> tuple[str, ...]:
        """The generated sentences."""
        return (SOURCE_NAME,)


@dataclass(frozen=True)
class DisclosuresHead:
    """The trainer of the disclosure head."""

    name: str = "disclosures"
    recipe_type: type[DisclosuresRecipe] = DisclosuresRecipe

    def load(self, data: Path, recipe: DisclosuresRecipe) -> pl.DataFrame:
        """Sentences of the source, or of the set to test on where it is there. Raises SourceUnknownError."""
        known = disclosures_2018.SOURCE.name
        if unknown := sorted({*recipe.sources, *recipe.tested_on} - {known}):
            raise SourceUnknownError(f"expected {known}, the only set of disclosures, got {', '.join(unknown)}")
        wanted = known in recipe.sources or (known in recipe.tested_on and disclosures_2018.SOURCE.exists(data))
        return disclosures_2018.read(data) if wanted else _generated(recipe).clear()

    def inspected(self, tables: pl.DataFrame, recipe: DisclosuresRecipe) -> tuple[LabelledTable, ...]:
        """Each platform as a table."""
        return tables_by_source(tables, "label", group="group", text="text", markers=PAID_MARKERS)

    def examples(self, tables: pl.DataFrame, recipe: DisclosuresRecipe) -> Sentences:
        """The sentences as read, and the generated ones."""
        return Sentences.of(pl.concat([tables, _generated(recipe)]))

    def split(self, examples: Sentences, recipe: DisclosuresRecipe) -> Split[Sentences]:
        """All learned sentences train; calibration and figures come from models without a sentence's video or pin."""
        learned = (examples.source == SOURCE_NAME) | bool(recipe.sources)
        return Split(examples.where(learned), examples.where(np.zeros(len(examples), bool)), examples.where(~learned))

    def fit(self, train: Sentences, recipe: DisclosuresRecipe) -> DisclosureModel:
        """Weights and trees."""
        return disclosures_fitting.fit(train, recipe.fitting, recipe.seed)

    def calibrate(self, model: DisclosureModel, calibration: Sentences, recipe: DisclosuresRecipe) -> DisclosureModel:
        """The head with probabilities."""
        return disclosures_fitting.calibrate(model, recipe.fitting, recipe.seed)

    def evaluate(self, model: DisclosureModel, split: Split[Sentences], recipe: DisclosuresRecipe) -> Evaluation:
        """A platform never seen first, then videos and pins never seen, and the types of what discloses."""
        unseen = [
            *unseen_cases(split.train, split.train, recipe.fitting, recipe.seed),
            *asked_cases(UNSEEN, model, split.test),
        ]
        known = list(known_cases(model, recipe.fitting))
        rows = [row for item in (*unseen, *known) for row in case_rows(item, recipe.seed)]
        rows += [
            keyword_rows(item, by_keywords(every.where(every.source == item.set)), recipe.seed)
            for items, every in ((known, split.train), ([] if known else unseen, split.test))
            for item in items
        ]
        plots = {
            name: reliability_plot(cases, title)
            for name, cases, title in (
                ("reliability_unseen", unseen, "Disclosures: a platform never seen"),
                ("reliability_known", known, "Disclosures: videos and pins never seen"),
            )
            if cases
        }
        return Evaluation((*rows, *type_rows(model, recipe.seed)), plots)

    def draft(self, model: DisclosureModel, recipe: DisclosuresRecipe) -> Draft:
        """The weights and the trees."""
        return Draft(
            description="Disclosures of affiliate links and paid partnerships",
            files={
                DISCLOSURES_FILE: model.head.weights.model_dump_json().encode(),
                DISCLOSURES_TREES_FILE: model.trees_text.encode(),
            },
            units={"disclosure_probability": "probability of a caption"},
        )

    def exam(self, data: Path, exam: Path, recipe: DisclosuresRecipe) -> tuple[Metric, ...]:
        """Platforms of `exam` by models that learned the other platforms of `data`, and all of them.

        Where the recipe learns from no set, the model of generated sentences is asked, and all platforms are unseen.
        """
        source = disclosures_2018.SOURCE
        if not source.exists(exam):
            return ()
        taught = [disclosures_2018.read(data)] if source.name in recipe.sources and source.exists(data) else []
        learned, asked = (
            Sentences.of(pl.concat([*taught, _generated(recipe)])),
            Sentences.of(disclosures_2018.read(exam)),
        )
        model = disclosures_fitting.fit(learned, recipe.fitting, recipe.seed)
        model = disclosures_fitting.calibrate(model, recipe.fitting, recipe.seed)
        cases = (
            [*unseen_cases(learned, asked, recipe.fitting, recipe.seed), *asked_cases(KNOWN, model, asked)]
            if taught
            else list(asked_cases(UNSEEN, model, asked))
        )
        return tuple(row for item in cases for row in case_rows(item, recipe.seed))


def _generated(recipe: DisclosuresRecipe) -> pl.DataFrame:
    return generated_sentences(recipe.seed, recipe.fitting.copies)


HEAD = DisclosuresHead()
