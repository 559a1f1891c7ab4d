"""How well are counts of the next post forecast? Authors never learned from, and later months of long timelines.

Without --exam: cross-validation by author over all sets in DIR, and for sets of few authors the last quarter of
their posts forecast by a model that saw the others alone. With --exam: learn from DIR, forecast the posts of
DIR2; an author's history is their own earlier posts, in DIR2 or, where the author is in both, in DIR.
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

import training
from matchmaker.bundles import Metric
from training.datasets.feeds import Feeds
from training.examples import as_of_examples
from training.performance.figures import figures, rows_to_judge
from training.performance.readers import feeds_reader
from training.performance.recipe import PerformanceRecipe
from training.performance.rows import authors, latest
from training.performance.trainer import TRAINER
from training.splits import Mask, by_group, by_time
from training.trainer import read_recipe

RECIPE = Path(training.__file__).parent / "recipes" / "performance.toml"
FOLDS = 4
LEARN, CALIBRATE = 0.8, 0.2  # of the authors learned from
FEW_AUTHORS = (  # their question is time
    "instagram-timelines-2020",
    "facebook-live-sellers",
    "facebook-page-posts",
    "instagram-insights-one-creator",
)
EARLIER, LATER = 0.75, 0.25  # of their posts
KEYS = ["set", "author_id", "post_id"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the sets lie, and which of them to forecast."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--exam", type=Path, metavar="DIR2", help="sets to forecast, laid out like DIR")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Report rows of every set that is there."""
    recipe, _ = read_recipe(RECIPE, TRAINER.name, PerformanceRecipe)
    feeds = read_feeds(arguments.data, recipe)
    if arguments.exam is None:
        examples = as_examples(feeds)
        judged = pl.concat([*_cross_validated(examples, recipe), *_later(examples, recipe)])
    else:
        judged = _examined(feeds, read_feeds(arguments.exam, recipe), recipe)
    return list(figures(judged, judged, recipe.seed))


def read_feeds(data: Path, recipe: PerformanceRecipe) -> Mapping[str, Feeds]:
    """The recipe's sets that are in the folder, by name."""
    readers = {name: feeds_reader(name) for name in recipe.sources}
    found = {name: reader.read(data) for name, reader in readers.items() if reader.SOURCE.exists(data)}
    return {name: feeds for name, feeds in found.items() if feeds.posts.height}


def as_examples(feeds: Mapping[str, Feeds]) -> pl.DataFrame:
    """Every post of every set as an example."""
    return pl.concat([as_of_examples(each).with_columns(set=pl.lit(name)) for name, each in feeds.items()])


def _cross_validated(examples: pl.DataFrame, recipe: PerformanceRecipe) -> Iterator[pl.DataFrame]:
    newest = latest(examples, recipe.posts_per_author_max)
    for held_out in by_group(authors(newest), (1,) * FOLDS, recipe.seed):
        asked = newest.filter(pl.Series(held_out)).filter(~pl.col("set").is_in(FEW_AUTHORS))
        if asked.height:
            yield _learned_and_judged(newest.filter(pl.Series(~held_out)), asked, recipe)


def _later(examples: pl.DataFrame, recipe: PerformanceRecipe) -> Iterator[pl.DataFrame]:
    """The last quarter of each set of few authors, of which the model saw the rest."""
    few = examples.filter(pl.col("set").is_in(FEW_AUTHORS))
    parts = {name: rows for (name,), rows in few.group_by("set", maintain_order=True)}
    if not parts:
        return
    masks = {name: by_time(rows["moment"].to_numpy(), (EARLIER, LATER)) for name, rows in parts.items()}
    earlier = [rows.filter(pl.Series(masks[name][0])) for name, rows in parts.items()]
    asked = pl.concat(rows.filter(pl.Series(masks[name][1])) for name, rows in parts.items())
    others = examples.filter(~pl.col("set").is_in(FEW_AUTHORS))
    yield _learned_and_judged(latest(pl.concat([others, *earlier]), recipe.posts_per_author_max), asked, recipe)


def _examined(feeds: Mapping[str, Feeds], exam: Mapping[str, Feeds], recipe: PerformanceRecipe) -> pl.DataFrame:
    learned = latest(as_examples(feeds), recipe.posts_per_author_max)
    together = as_examples({name: _with_history(feeds.get(name, Feeds()), each) for name, each in exam.items()})
    wanted = pl.concat(
        each.posts.select(pl.lit(name).alias("set"), "post_id", author_id="creator_id") for name, each in exam.items()
    )
    return _learned_and_judged(learned, together.join(wanted, on=KEYS, how="semi"), recipe)


def _with_history(earlier: Feeds, asked: Feeds) -> Feeds:
    """The feeds asked about, with what is known of their authors from elsewhere."""
    authors_asked = asked.creators["creator_id"].to_list()
    own = pl.col("creator_id").is_in(authors_asked)
    return Feeds.of(
        creators=asked.creators,
        posts=pl.concat([asked.posts, earlier.posts.filter(own)]).unique(
            ["creator_id", "post_id"], keep="first", maintain_order=True
        ),
        follower_counts=pl.concat([asked.follower_counts, earlier.follower_counts.filter(own)]),
    )


def _learned_and_judged(learned: pl.DataFrame, asked: pl.DataFrame, recipe: PerformanceRecipe) -> pl.DataFrame:
    masks: tuple[Mask, ...] = by_group(authors(learned), (LEARN, CALIBRATE), recipe.seed + 1)
    train, calibration = (learned.filter(pl.Series(mask)) for mask in masks)
    fitted = TRAINER.calibrate(TRAINER.fit(train, recipe), calibration, recipe)
    return rows_to_judge(fitted.model(), asked)
