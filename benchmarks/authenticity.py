"""How well does each head do on sets, bands, pages and videos left out of the training? Beside the published figures."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from matchmaker.bundles import Metric
from training.authenticity import TRAINER, AuthenticityRecipe
from training.trainer import read_recipe

RECIPE = Path(__file__).parents[1] / "training" / "recipes" / "authenticity.toml"
# Untuned LightGBM on the columns common to the sets, trained on the other three: published with the data.
UNTUNED = {
    ("instagram-fake-spammer-genuine-2019", "roc_auc"): 0.962,
    ("instafake-2018", "roc_auc"): 0.987,
    ("srf-instagram-followers-2017", "roc_auc"): 0.927,
    ("srf-instagram-followers-2017", "pr_auc"): 0.68,
    ("purba-instagram-fake-authentic-2020", "roc_auc"): 0.766,
}
COMPARED = "fake/unseen"
LEARNED = "/known"  # targets of sets whose own rows were learned from


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--data, --exam and --recipe."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--exam", type=Path, metavar="DIR", help="train on --data, test the same sets of this folder")
    parser.add_argument("--recipe", type=Path, default=RECIPE, metavar="FILE", help="default: the local recipe")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """The examination of every head; without other rows only what was left out counts."""
    recipe, _ = read_recipe(arguments.recipe, TRAINER.name, AuthenticityRecipe)
    rows = TRAINER.exam(arguments.data, arguments.exam or arguments.data, recipe)
    kept = rows if arguments.exam else [row for row in rows if LEARNED not in row.target]
    untuned = [] if arguments.exam else list(_against_untuned(kept))
    return [*kept, *untuned]


def _against_untuned(rows: Sequence[Metric]) -> Iterator[Metric]:
    """The same figures beside those published with the data."""
    for row in rows:
        published = UNTUNED.get((row.set, row.metric)) if row.target == COMPARED else None
        if published is not None:
            yield row.model_copy(update={"rival": "untuned LightGBM", "rival_value": published})
