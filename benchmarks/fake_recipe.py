"""What the benchmarks of the fake-account head share: the public sets and the recipe they go by."""

import argparse
from pathlib import Path

import training
from training.authenticity import TRAINER, AuthenticityRecipe
from training.authenticity.fake import FakeRecipe
from training.authenticity.fake_accounts import Accounts
from training.authenticity.fake_sets import read_learned, there
from training.trainer import read_recipe

RECIPE = Path(training.__file__).parent / "recipes" / "authenticity.toml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--data and --recipe."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--recipe", type=Path, default=RECIPE, metavar="FILE", help="default: the local recipe")


def fake_recipe(arguments: argparse.Namespace) -> FakeRecipe:
    """The head's own part of --recipe."""
    recipe = read_recipe(arguments.recipe, TRAINER.name, AuthenticityRecipe)[0].parts["fake"]
    assert isinstance(recipe, FakeRecipe), "the fake head's recipe is of its own type"
    return recipe


def learned_accounts(arguments: argparse.Namespace, recipe: FakeRecipe) -> Accounts:
    """The recipe's sets that are below --data."""
    return Accounts.of(read_learned(arguments.data, there(arguments.data, recipe.sources)))
