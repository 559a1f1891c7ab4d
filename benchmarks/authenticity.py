"""How well are fake accounts and shares told on sets left out of the training, and how fast? Beside stump and untuned model."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.ensemble import RandomForestClassifier

from benchmarks.growth_orders import background_rows
from matchmaker.bundles import Metric, open_bundle
from matchmaker.resources import resource_folder
from matchmaker.scorers.authenticity import Authenticity
from matchmaker.scorers.authenticity.account_features import FEATURE_NAMES, account_features
from matchmaker.scorers.authenticity.account_heads import FAKE
from training.authenticity import TRAINER, AuthenticityRecipe
from training.authenticity.fake import READERS, FakeRecipe, read_accounts
from training.authenticity.fake_figures import case_rows, leave_one_set_out
from training.authenticity.fake_fitting import Accounts
from training.authenticity.shares import share_rows
from training.evaluation import metric_row
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
FOREST = "random forest of 100 trees"  # the method published with two of the sets
SPEED_ACCOUNTS = 100_000
SPEED_RUNS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--data, --exam and --recipe."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--exam", type=Path, metavar="DIR", help="train on --data, test the same sets of this folder")
    parser.add_argument("--recipe", type=Path, default=RECIPE, metavar="FILE", help="default: the local recipe")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Accounts and shares on sets left out, checks on real creators, and accounts scored a second."""
    whole, _ = read_recipe(arguments.recipe, TRAINER.name, AuthenticityRecipe)
    recipe = whole.parts[FAKE]
    assert isinstance(recipe, FakeRecipe), "the fake head's recipe is of its own type"
    learned = Accounts.of(_read(arguments.data, recipe.sources))
    asked = Accounts.of(_read(arguments.exam, recipe.sources)) if arguments.exam else learned
    rows: list[Metric] = []
    for case in leave_one_set_out(learned, asked, recipe.fitting, recipe.seed):
        against_stump = case_rows(case, recipe.seed)
        untuned = [] if arguments.exam else [_against_untuned(row) for row in against_stump]
        rows += [*against_stump, *(row for row in untuned if row.rival_value is not None)]
        rows += share_rows(case, recipe.share, recipe.seed)
    scorer = Authenticity.open(open_bundle(resource_folder("models") / "authenticity" / "bundle"))
    return [*rows, *background_rows(scorer, arguments.exam or arguments.data), *_speed_rows(scorer, learned)]


def _read(data: Path, sources: tuple[str, ...]) -> pl.DataFrame:
    """Those of the recipe's sets that are in `data`: an exam may hold a part of them."""
    there = {reader.SOURCE.name for reader in READERS if reader.SOURCE.exists(data)}
    return read_accounts(data, [name for name in sources if name in there])


def _against_untuned(row: Metric) -> Metric:
    return row.model_copy(update={"rival": "untuned LightGBM", "rival_value": UNTUNED.get((row.set, row.metric))})


def _speed_rows(scorer: Authenticity, accounts: Accounts) -> list[Metric]:
    """Accounts scored a second from canonical columns to probability, on one thread."""
    drawn = np.random.default_rng(0).integers(0, len(accounts), SPEED_ACCOUNTS)
    counts = accounts.features.select(
        followers_count=pl.col("followers_log").exp() - 1,
        following_count=pl.col("following_log").exp() - 1,
        posts_count=pl.col("posts_log").exp() - 1,
        bio_length=pl.col("bio_length_log").exp() - 1,
    )
    many = pl.concat([counts, accounts.features.select("has_profile_picture", "is_private")], how="horizontal")[drawn]
    forest = RandomForestClassifier(100, n_jobs=1, random_state=0).fit(accounts.matrix(), accounts.fake)
    ours = _seconds(lambda: scorer.score_accounts(many))
    theirs = float(np.median(_seconds(lambda: forest.predict_proba(account_features(many).to_numpy()))))
    target = f"{SPEED_ACCOUNTS:,} accounts, {len(FEATURE_NAMES)} features"
    rival = SPEED_ACCOUNTS / theirs
    return [
        metric_row(
            "speed",
            target,
            "accounts_per_second",
            lambda seconds: SPEED_ACCOUNTS / np.median(seconds),
            ours,
            rival=FOREST,
            rival_value=rival,
        ),
        metric_row(
            "speed", target, "times_as_fast", lambda s: theirs / np.median(s), ours, rival=FOREST, rival_value=1
        ),
    ]


def _seconds(act: Callable[[], object]) -> list[float]:
    """Process CPU seconds of each run, because they are what a busy machine does not change."""
    act()
    taken = []
    for _ in range(SPEED_RUNS):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return taken
