"""The engagement head: peers fitted from creators, limits as its recipe states them."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from matchmaker.bundles import Metric
from matchmaker.scorers.authenticity.engagement import ENGAGEMENT_FILE, EngagementHead, EngagementLimits
from training.authenticity.engagement_figures import INJECTED, PEERS, figures
from training.authenticity.engagement_peers import PeerFitting, fit_peers
from training.authenticity.engagement_rows import READERS, SIMULATED, engagement_rows
from training.splits import by_group
from training.trainer import Draft, Evaluation, Recipe, Split

_EXAMINED = {INJECTED, PEERS}


class EngagementRecipe(Recipe):
    """The keys of training/recipes/authenticity/engagement.toml; each is explained there."""

    tested_on: tuple[str, ...]
    shares: tuple[float, float]
    fitting: PeerFitting
    limits: EngagementLimits


@dataclass(frozen=True)
class EngagementTrainer:
    """Steps of the head, and its examination."""

    name: str = "engagement"
    recipe_type: type[EngagementRecipe] = EngagementRecipe

    def load(self, data: Path, recipe: EngagementRecipe) -> pl.DataFrame:
        """Creators of the sources, and of those sets to test on that are there."""
        there = [name for name in recipe.tested_on if READERS[name].SOURCE.exists(data)]
        return engagement_rows(data, [*recipe.sources, *there])

    def examples(self, tables: pl.DataFrame, recipe: EngagementRecipe) -> pl.DataFrame:
        """The creators as read: one row is one example."""
        return tables

    def split(self, examples: pl.DataFrame, recipe: EngagementRecipe) -> Split[pl.DataFrame]:
        """By creator; sets only tested on are all test. Nothing is calibrated."""
        train, test = by_group(examples["creator_id"].to_numpy(), recipe.shares, recipe.seed)
        learned = pl.col("set").is_in(recipe.sources)
        asked = pl.concat([examples.filter(pl.Series(test) & learned), examples.filter(~learned)])
        return Split(examples.filter(pl.Series(train) & learned), examples.clear(), asked)

    def fit(self, train: pl.DataFrame, recipe: EngagementRecipe) -> EngagementHead:
        """The peers."""
        return EngagementHead(recipe.limits, fit_peers(train, recipe.fitting))

    def calibrate(self, model: EngagementHead, calibration: pl.DataFrame, recipe: EngagementRecipe) -> EngagementHead:
        """The head as fitted: its prior and shift are stated, because nobody knows who bought."""
        return model

    def evaluate(self, model: EngagementHead, split: Split[pl.DataFrame], recipe: EngagementRecipe) -> Evaluation:
        """Inflated copies found, ordinary creators flagged, peers kept, on creators not fitted on."""
        return Evaluation(tuple(figures(model, split.test, recipe.seed)))

    def draft(self, model: EngagementHead, recipe: EngagementRecipe) -> Draft:
        """The fitted peers as a file, the limits as parameters."""
        return Draft(
            description="engagement",
            files={ENGAGEMENT_FILE: (model.peers.model_dump_json(indent=1) + "\n").encode()},
            parameters={"engagement": recipe.limits.model_dump(mode="json")},
        )

    def exam(self, data: Path, exam: Path, recipe: EngagementRecipe) -> tuple[Metric, ...]:
        """Inflated copies found and peers kept on creators below `exam`, by peers fitted on the sources below `data`."""
        there = [name for name in recipe.sources if name != SIMULATED and READERS[name].SOURCE.exists(exam)]
        if not there:
            return ()
        usable = [name for name in recipe.sources if READERS[name].SOURCE.exists(data)]
        head = self.fit(engagement_rows(data, usable), recipe)
        return tuple(row for row in figures(head, engagement_rows(exam, there), recipe.seed) if row.target in _EXAMINED)


HEAD = EngagementTrainer()
