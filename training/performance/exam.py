"""The examination of the performance model: it learns from one folder and forecasts posts and ads of another."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np
import polars as pl

from matchmaker.bundles import Metric
from matchmaker.scorers.performance.maturity import COUNTED
from matchmaker.scorers.performance.model import floats
from training.datasets.feeds import Feeds
from training.datasets.source import Source, SourceMissingError
from training.examples import as_of_examples
from training.performance.ads import ads_exam
from training.performance.bands import set_bands
from training.performance.figures import FEWEST_ROWS, Case, case_figures, cases, coverage_figures, rows_to_judge
from training.performance.fit import FittedPerformance
from training.performance.maturity import fit_maturity, grown_logs
from training.performance.readers import feeds_reader
from training.performance.recipe import PerformanceRecipe
from training.performance.rows import authors
from training.recounts import LATER_AGE
from training.trainer import Trainer

Learner: TypeAlias = Trainer[PerformanceRecipe, Mapping[str, Feeds], pl.DataFrame, FittedPerformance]
POST = ["set", "author_id", "post_id"]


def examine(trainer: Learner, data: Path, exam: Path, recipe: PerformanceRecipe) -> tuple[Metric, ...]:
    """Rows of every set of the recipe that is below `exam`, then those of advertisements.

    The model learns from `data` alone. What is known of an author asked about are their own earlier posts, those
    of `exam` and, where the author is in `data` too, those. What is skipped is said on stderr.
    """
    asked = read_feeds(exam, recipe)
    rows = tuple(_organic(trainer, read_feeds(data, recipe), asked, recipe)) if asked else ()
    return (*rows, *ads_exam(data, exam, recipe))


def read_feeds(data: Path, recipe: PerformanceRecipe) -> Mapping[str, Feeds]:
    """The recipe's sets that are below a folder, by name; one without a file of its columns is said and left out."""
    readers = {name: feeds_reader(name) for name in recipe.sources}
    found: dict[str, Feeds] = {}
    for name, reader in readers.items():
        if not _has_files(reader.SOURCE, data):
            continue
        try:
            feeds = reader.read(data)
        except SourceMissingError as error:
            _say(f"{name} skipped, {error.detail}")
            continue
        if feeds.posts.height:  # advertisements have questions of their own
            found[name] = feeds
    return found


def asked_examples(learned: Mapping[str, Feeds], asked: Mapping[str, Feeds]) -> pl.DataFrame:
    """The posts of `asked` as examples, each with its author's earlier posts of both."""
    together = {name: _with_history(learned.get(name, Feeds()), feeds) for name, feeds in asked.items()}
    examples = pl.concat([as_of_examples(feeds).with_columns(set=pl.lit(name)) for name, feeds in together.items()])
    wanted = pl.concat(
        feeds.posts.select(pl.lit(name).alias("set"), "post_id", author_id="creator_id")
        for name, feeds in asked.items()
    )
    return examples.join(wanted, on=POST, how="semi", maintain_order="left")


def _organic(
    trainer: Learner, learned: Mapping[str, Feeds], asked: Mapping[str, Feeds], recipe: PerformanceRecipe
) -> Iterator[Metric]:
    """A model of all that is learned from, its bands on cross-conformal scores alone, and what it says of the rest."""
    if not learned:
        _say(f"organic posts skipped, none of {', '.join(recipe.sources)} to learn from")
        return
    examples, questions = trainer.examples(learned, recipe), asked_examples(learned, asked)
    _say_known(examples, questions)
    old_enough = examples.filter(pl.col("planned_age_days") >= recipe.count_age_days_min)
    model = set_bands(trainer.fit(old_enough, recipe)).model()
    judged = rows_to_judge(model, questions)
    for case in (*cases(judged, every_metric=True), *recount_cases(examples, questions)):
        yield from case_figures(case, recipe.seed)
    yield from coverage_figures(judged, judged, recipe.seed)


def recount_cases(learned: pl.DataFrame, asked: pl.DataFrame) -> Iterator[Case]:
    """Last counts of posts from their first ones and their ages at both, beside the first count itself."""
    curves = fit_maturity(learned).by_place
    counted_twice = asked.drop_nulls(LATER_AGE).sort("set", maintain_order=True)
    for (name, platform), posts in counted_twice.group_by("set", "platform", maintain_order=True):
        for metric in COUNTED:
            rows = posts.filter(pl.Series(np.isfinite(grown_logs(posts, metric))))
            if (growth := curves.get((str(platform), metric))) is None or rows.height < FEWEST_ROWS:
                continue
            first = np.log1p(floats(rows, f"{metric}_first"))
            grown = growth.quantiles(floats(rows, "planned_age_days"), floats(rows, LATER_AGE))
            yield Case(
                set=str(name),
                target=f"{metric.removesuffix('_count')}/recrawl",
                truth=first + grown_logs(rows, metric),
                quantiles=first[:, None] + grown,
                rivals={"count so far": first},
                groups=authors(rows),
                is_mean=False,
            )


def _with_history(earlier: Feeds, asked: Feeds) -> Feeds:
    """The feeds asked about, with what is known of their authors from elsewhere; their own rows win."""
    own = pl.col("creator_id").is_in(asked.posts["creator_id"].unique().to_list())
    posts = pl.concat([asked.posts, earlier.posts.filter(own)])
    profiles = pl.concat([asked.creators, earlier.creators.filter(own)])
    return Feeds.of(
        creators=profiles.unique("creator_id", keep="first", maintain_order=True),
        posts=posts.unique(["creator_id", "post_id"], keep="first", maintain_order=True),
        follower_counts=pl.concat([asked.follower_counts, earlier.follower_counts.filter(own)]),
        recounts=asked.recounts,
    )


def _has_files(source: Source, data: Path) -> bool:
    return source.exists(data) and bool(source.files(data))


def _say_known(learned: pl.DataFrame, asked: pl.DataFrame) -> None:
    known = asked.join(learned, on=POST, how="semi").height
    if known:
        _say(f"{known:,} of {asked.height:,} posts asked about were learned from")


def _say(line: str) -> None:
    print(f"exam: performance: {line}", file=sys.stderr)
