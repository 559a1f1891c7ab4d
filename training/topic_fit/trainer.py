"""Train topic fit: a bank of topics, what texts have in common, and calibrated heads, once in each embedding space."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
from matplotlib.figure import Figure
from pydantic import JsonValue

from matchmaker.bundles import Bundle, Manifest, Metric
from matchmaker.bundles.probe import PROBE_FILE
from matchmaker.scorers.topic_fit.pair_signals import FIT_SIGNALS
from matchmaker.scorers.topic_fit.scorer import FIRST_PASS, MULTILINGUAL, TopicFit
from matchmaker.scorers.topic_fit.visual import IMAGES_FILE
from training.data_table import LabelledTable, table_of_posts
from training.datasets import image_pairs
from training.gate.behaviour import Behaviour
from training.topic_fit.behaviour import BEHAVIOURS
from training.topic_fit.brief_heads import learn_brief_heads
from training.topic_fit.crossfit import Crossed, cross_fitted, forms, learn_elsewhere, learn_from_rows
from training.topic_fit.examples import Material
from training.topic_fit.figures import (
    PRECISE,
    better_row,
    probability_rows,
    ranking_rows,
    reliability_plot,
    specialist_rows,
)
from training.topic_fit.files import PROBE, TopicModel, all_files, json_bytes
from training.topic_fit.heads import calibrate, learn, learn_measure
from training.topic_fit.images import calibrated
from training.topic_fit.judged import judged_rows, learned_of, shuffled
from training.topic_fit.language_figures import language_rows, measured_languages
from training.topic_fit.recipe import TopicFitRecipe
from training.topic_fit.rows import READERS, TopicRows, TopicTables, bank, encoded_all, parted
from training.topic_fit.spaces import Encoders, served_encoders
from training.trainer import Draft, Evaluation, Split

SPACE_NAMES = {FIRST_PASS: "first pass", MULTILINGUAL: "multilingual"}


@dataclass(frozen=True)
class TopicFitTrainer:
    """The steps of topic fit, once in each space that `encoders` opens."""

    encoders: Callable[[], Encoders] = served_encoders
    name: str = "topic_fit"
    recipe_type: type[TopicFitRecipe] = TopicFitRecipe
    behaviours: Sequence[Behaviour] = BEHAVIOURS

    def load(self, data: Path, recipe: TopicFitRecipe) -> TopicTables:
        """The matching sets among sources and `tested_on`; a set to test on that is absent is an error."""
        names = [name for name in (*recipe.sources, *recipe.tested_on) if name in READERS]
        images = tuple((name, image_pairs.READERS[name](data)) for name in recipe.image_pairs)
        return TopicTables(tuple(READERS[name](data) for name in names), bank(), self.encoders(), images)

    def inspected(self, tables: TopicTables, recipe: TopicFitRecipe) -> tuple[LabelledTable, ...]:
        """The posts of each set: their captions are what is measured."""
        return tuple(table_of_posts(matching.name, matching.snapshot.posts) for matching in tables.sets)

    def examples(self, tables: TopicTables, recipe: TopicFitRecipe) -> TopicRows:
        """Every set with its vectors; what is measured on them is learned with the heads."""
        return encoded_all(tables, recipe)

    def split(self, examples: TopicRows, recipe: TopicFitRecipe) -> Split[TopicRows]:
        """No creator in two parts, and the test part asks briefs that no other part has."""
        parts = zip(*(parted(material, recipe) for material in examples.learned), strict=True)
        train, calibration, test = (replace(examples, learned=part, tested=(), whole=()) for part in parts)
        split = Split(train, calibration, replace(test, tested=examples.tested, whole=examples.whole))
        others = {prefix: self.split(rows, recipe) for prefix, rows in examples.others.items()}
        return Split(
            replace(split.train, others={prefix: other.train for prefix, other in others.items()}),
            replace(split.calibration, others={prefix: other.calibration for prefix, other in others.items()}),
            replace(split.test, others={prefix: other.test for prefix, other in others.items()}),
        )

    def fit(self, train: TopicRows, recipe: TopicFitRecipe) -> TopicModel:
        """Common parts, and both heads by penalised likelihood."""
        others = {prefix: self.fit(rows, recipe) for prefix, rows in train.others.items()}
        learned = learn(train.learned, train.vectors, recipe.form, train.written)
        measure = learned.measure
        heads = learn_brief_heads(train.own_texts, measure.space, measure.step, train.space, recipe.seed)
        return TopicModel(learned, train.topics, train.space, heads, others, calibrated(train.images))

    def calibrate(self, model: TopicModel, calibration: TopicRows, recipe: TopicFitRecipe) -> TopicModel:
        """Both heads matched to creators they have not seen, and each space's languages measured."""
        others = {
            prefix: self.calibrate(other, calibration.others[prefix], recipe) for prefix, other in model.others.items()
        }
        learned = calibrate(model.learned, calibration.learned)
        languages = measured_languages(learned, calibration.languages, recipe.language_auc_min)
        return replace(model, learned=learned, others=others, languages=languages)

    def evaluate(self, model: TopicModel, split: Split[TopicRows], recipe: TopicFitRecipe) -> Evaluation:
        """Ranking, calibration and specialists on unseen briefs and creators of each set; crossed, the form is too."""
        rows: list[Metric] = []
        plots: dict[str, Figure] = {}
        for material in (*split.test.learned, *split.test.tested):
            examples = model.learned.measure.examples(material)
            pairs, fit = examples.pairs, model.learned.fit_probability(examples)
            rows += ranking_rows("fit", pairs, fit) + probability_rows("fit", pairs, fit)
            if len(examples.feeds.creator):
                specialism = model.learned.specialism_probability(examples)
                rows += specialist_rows("specialism", examples.feeds, specialism)
            plots[f"calibration_{material.matching.name}"] = reliability_plot(pairs, fit)
        judged = judged_rows(model.learned, (*split.test.learned, *split.test.tested))
        rows += _crossed(split, recipe) + first_pass_rows(model, split.test) + list(model.images.rows)
        rows += language_rows("fit", model.languages)
        for prefix, other in model.others.items():
            rows += language_rows(f"fit/{SPACE_NAMES[prefix]}", other.languages)
        return Evaluation(tuple(rows), plots, judged)

    def judge(self, bundle: Bundle, split: Split[TopicRows], recipe: TopicFitRecipe) -> pl.DataFrame:
        """What a bundle says of the test pairs and feeds."""
        learned = learned_of(bundle, split.test.space)
        return judged_rows(learned, (*split.test.learned, *split.test.tested))

    def shuffled(self, split: Split[TopicRows], recipe: TopicFitRecipe) -> Split[TopicRows]:
        """Creators with the labels of others, written posts with the topics of others; asked about the test rows.

        In the precise space alone: only that is judged.
        """
        train, calibration = (
            replace(
                part,
                learned=shuffled(part.learned, recipe.seed),
                written=part.written.shuffled(recipe.seed),
                others={},
            )
            for part in (split.train, split.calibration)
        )
        return Split(train, calibration, replace(split.test, tested=()))

    def draft(self, model: TopicModel, recipe: TopicFitRecipe) -> Draft:
        """Bank of topics, heads and probe."""
        files = all_files(model, recipe)
        if model.images.spaces:
            files[IMAGES_FILE] = json_bytes([space.model_dump(mode="json") for space in model.images.spaces])
        bundle = Bundle(Path("draft"), Manifest(name=self.name, version="", created_at="", description=""), files)
        inputs: JsonValue = PROBE.model_dump(mode="json")
        answers = TopicFit.open(bundle).answer_probe(inputs)
        spaces = {name: model.others.get(prefix) for prefix, name in SPACE_NAMES.items()}
        return Draft(
            "Fit of a creator's recent posts to a brief, and how special the feed is",
            {**files, PROBE_FILE: json_bytes({"inputs": inputs, "answers": answers})},
            features=FIT_SIGNALS,
            units={
                "topic_fit_probability": "probability that at least 35 % of the posts are on the brief's topic",
                "specialism_ratio": "probability that at least 60 % of the posts are on one topic",
            },
            parameters={
                "encoder_space": model.space,
                **{f"{name.replace(' ', '_')}_space": other.space if other else None for name, other in spaces.items()},
            },
        )


def first_pass_rows(model: TopicModel, test: TopicRows) -> list[Metric]:
    """What the first pass loses: its ranking and specialists beside those of the precise model on the same rows."""
    fast, first_pass = model.others.get(FIRST_PASS), test.others.get(FIRST_PASS)
    if fast is None or first_pass is None:
        return []
    rows: list[Metric] = []
    precise = (*test.learned, *test.tested)
    for material, faster in zip(precise, (*first_pass.learned, *first_pass.tested), strict=True):
        own, other = fast.learned.measure.examples(faster), model.learned.measure.examples(material)
        slow = model.learned.fit_probability(other)
        rows += ranking_rows("fit/first pass", own.pairs, fast.learned.fit_probability(own), PRECISE, slow)
        if len(own.feeds.creator):
            rows += specialist_rows("specialism/first pass", own.feeds, fast.learned.specialism_probability(own))
    return rows


def _crossed(split: Split[TopicRows], recipe: TopicFitRecipe) -> list[Metric]:
    """Figures on every row of the sets in `crossed_on`, none of which chose the form it is judged in.

    A set that is learned from is cross-validated; for the others the heads come from the training part of the sources.
    """
    rows: list[Metric] = []
    for material in (*split.test.whole, *split.test.tested):
        if material.matching.name in recipe.crossed_on:
            crossed = _cross_fitted(material, split.train, recipe, own=material.matching.name in recipe.sources)
            examples = learn_measure([material], split.train.vectors, recipe.form).examples(material)
            rows += ranking_rows("fit/crossed", examples.pairs, crossed.fit)
            rows.append(better_row("fit/crossed", examples.pairs, crossed.fit))
            rows += specialist_rows("specialism/crossed", examples.feeds, crossed.specialism)
    return rows


def _cross_fitted(material: Material, train: TopicRows, recipe: TopicFitRecipe, own: bool) -> Crossed:
    if own:
        learner, trial = learn_from_rows(train.vectors, train.written), learn_from_rows(train.vectors)
    else:
        learner = learn_elsewhere(train.learned, train.vectors, train.written)
        trial = learn_elsewhere(train.learned, train.vectors)
    return cross_fitted(material, learner, forms(recipe.form), trial)


TRAINER = TopicFitTrainer()
