"""How the performance model is made: as-of examples of public feeds, parted by author, fitted, banded, judged."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from matchmaker.bundles import Metric, SignalUse
from matchmaker.bundles.folder import Bundle
from matchmaker.bundles.manifest import Manifest
from matchmaker.bundles.probe import PROBE_FILE
from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from matchmaker.scorers.performance.bands import HIGH_FILE, LOW_FILE
from matchmaker.scorers.performance.columns import CORRECTION_FEATURES, METRICS, PRIOR_FEATURES, SIGNAL_NAMES
from matchmaker.scorers.performance.effects import EFFECTS_FILE
from matchmaker.scorers.performance.funnel import FUNNEL_FILE
from matchmaker.scorers.performance.maturity import MATURITY_FILE
from matchmaker.scorers.performance.scorer import CORRECTION_FILE, PARAMETERS_FILE, PRIOR_FILE, Performance
from matchmaker.signals import signal
from training.data_table import LabelledTable, table_of_posts
from training.datasets.feeds import Feeds
from training.datasets.source import GENERATED
from training.examples import as_of_examples
from training.gate.behaviour import Behaviour
from training.performance.bands import set_bands
from training.performance.behaviour import BEHAVIOURS
from training.performance.effects import fit_effects
from training.performance.exam import examine
from training.performance.figures import figures, rows_to_judge
from training.performance.fit import FittedPerformance, fit
from training.performance.funnel import learned_funnel, paid_examples, posts_alone
from training.performance.judged import judge, judged_rows, shuffled
from training.performance.maturity import fit_maturity
from training.performance.plots import plots
from training.performance.probe import probe_inputs
from training.performance.readers import feeds_reader
from training.performance.recipe import PerformanceRecipe
from training.performance.rows import authors, calibration_rows, latest, training_rows
from training.splits import SHARES, by_group
from training.trainer import Draft, Evaluation, Split


@dataclass(frozen=True)
class PerformanceTrainer:
    """Trainer of scorers/performance.py."""

    name: str = "performance"
    recipe_type: type[PerformanceRecipe] = PerformanceRecipe
    behaviours: Sequence[Behaviour] = BEHAVIOURS

    def load(self, data: Path, recipe: PerformanceRecipe) -> Mapping[str, Feeds]:
        """Feeds by name of set; a set to compare on is read where it is there."""
        wanted = [name for name in recipe.compared_on if feeds_reader(name).SOURCE.exists(data)]
        return {name: feeds_reader(name).read(data) for name in dict.fromkeys((*recipe.sources, *wanted))}

    def inspected(self, tables: Mapping[str, Feeds], recipe: PerformanceRecipe) -> tuple[LabelledTable, ...]:
        """The posts of each set: their counts are what is learned."""
        return tuple(table_of_posts(name, feeds.posts) for name, feeds in tables.items() if feeds.posts.height)

    def examples(self, tables: Mapping[str, Feeds], recipe: PerformanceRecipe) -> pl.DataFrame:
        """The newest posts of each author as examples, with the name of their `set`, and advertisements beside them."""
        posts = {name: feeds for name, feeds in tables.items() if feeds.posts.height}
        each = [as_of_examples(feeds).with_columns(set=pl.lit(name)) for name, feeds in posts.items()]
        newest = latest(pl.concat(each, how="vertical"), recipe.posts_per_author_max)
        return pl.concat([newest, paid_examples(tables)], how="diagonal_relaxed")

    def split(self, examples: pl.DataFrame, recipe: PerformanceRecipe) -> Split[pl.DataFrame]:
        """By author; the test part is the same whatever else a recipe learns from."""
        masks = by_group(authors(examples), SHARES, recipe.seed)
        train, calibration, test = (examples.filter(pl.Series(mask)) for mask in masks)
        old_enough = pl.col("planned_age_days") >= recipe.count_age_days_min
        learned = pl.col("set").is_in(recipe.sources) & old_enough
        return Split(train.filter(learned), posts_alone(calibration.filter(learned)), posts_alone(test))

    def fit(self, train: pl.DataFrame, recipe: PerformanceRecipe) -> FittedPerformance:
        """Trend, shrinkage and trees, and the funnel of what advertisements show."""
        rows = training_rows(posts_alone(train), recipe.hidden_authors_ratio, recipe.seed)
        fitted = fit(rows, recipe.grown(), recipe.seed)
        seen = posts_alone(train).filter(pl.col("set").is_in(_observed(recipe)))
        return replace(fitted, funnel=learned_funnel(train), maturity=fit_maturity(seen), effects=fit_effects(seen))

    def calibrate(
        self, model: FittedPerformance, calibration: pl.DataFrame, recipe: PerformanceRecipe
    ) -> FittedPerformance:
        """Conformal bands from authors the fit has not seen."""
        return set_bands(model, calibration_rows(calibration))

    def evaluate(self, model: FittedPerformance, split: Split[pl.DataFrame], recipe: PerformanceRecipe) -> Evaluation:
        """Figures on test authors; where there are sets to compare on, on those first."""
        judged = rows_to_judge(model.model(), split.test)
        compared = judged.filter(pl.col("set").is_in(recipe.compared_on))
        metrics = figures(judged, compared if compared.height else judged, recipe.seed)
        return Evaluation(metrics, plots(judged), judged_rows(model.model(), split.test))

    def judge(self, bundle: Bundle, split: Split[pl.DataFrame], recipe: PerformanceRecipe) -> pl.DataFrame:
        """What a bundle forecasts of the test posts."""
        return judge(bundle, split)

    def shuffled(self, split: Split[pl.DataFrame], recipe: PerformanceRecipe) -> Split[pl.DataFrame]:
        """Posts with the counts of others."""
        return shuffled(split, recipe.seed)

    def exam(self, data: Path, exam: Path, recipe: PerformanceRecipe) -> tuple[Metric, ...]:
        """A model of the sets below `data`, asked about those below `exam`."""
        return examine(self, data, exam, recipe)

    def draft(self, model: FittedPerformance, recipe: PerformanceRecipe) -> Draft:
        """Parameters, trees and a probe."""
        low, high = model.tail_texts or (None, None)
        texts = {PRIOR_FILE: model.prior_text, CORRECTION_FILE: model.correction_text, LOW_FILE: low, HIGH_FILE: high}
        files = {name: text.encode() for name, text in texts.items() if text is not None}
        files[PARAMETERS_FILE] = model.parameters.model_dump_json(indent=1).encode()
        files[MATURITY_FILE] = model.maturity.model_dump_json(indent=1).encode()
        files[EFFECTS_FILE] = model.effects.model_dump_json(indent=1).encode()
        files[FUNNEL_FILE] = model.funnel.model_dump_json(indent=1).encode()
        inputs = probe_inputs()
        signals = tuple(SignalUse(name=name, version=signal(name).version) for name in SIGNAL_NAMES)
        answers = _unsaved(files, signals).answer_probe(inputs)
        return Draft(
            description="Quantiles of likes, comments, views and engagements of a creator's next post.",
            files={**files, PROBE_FILE: json.dumps({"inputs": inputs, "answers": answers}).encode()},
            features=CORRECTION_FEATURES if model.correction_text else (),
            signals=signals,
            units=dict.fromkeys(METRICS, "count"),
            parameters={
                "count_age_days": OUTCOME_MATURITY_DAYS,
                "trees": model.prior_text is not None,
                "prior_features": list(PRIOR_FEATURES),
                "bands_count": len(model.parameters.bands),
            },
        )


def _observed(recipe: PerformanceRecipe) -> list[str]:
    """The sources whose posts were seen on a platform: what a simulator makes says nothing of growth and content."""
    return [name for name in recipe.sources if feeds_reader(name).SOURCE.licence != GENERATED]


def _unsaved(files: Mapping[str, bytes], signals: tuple[SignalUse, ...]) -> Performance:
    """The scorer that will be opened from these files."""
    unnamed = Manifest(name="performance", version="", created_at="", description="", signals=signals)
    return Performance.open(Bundle(Path(), unnamed, files))


TRAINER = PerformanceTrainer()
