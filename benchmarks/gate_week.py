"""What does the gate decide in a week of daily retraining: honest days, sabotage, a leak, a slow model?

Every day is a whole training on a store of its own (SQLite) with more data than the day before: shuffled labels on
day 3, a column that knows the answer on day 5, forty times the trees on day 6. What passes is promoted.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
from rich.table import Table

from benchmarks.week_model import FEATURES, LEAK, NAME, SET, SOURCE, WeekRecipe, WeekScorer, WeekTrainer, accounts
from matchmaker.bundles import Bundle, Manifest, Metric
from training.gate.differences import judge_differences
from training.gate.fairness import judge_false_flags
from training.gates import GateFailedError, Verdict
from training.pipeline import Job, train
from training.report import report_console
from training.tracking import Tracking
from training.tracking.store import SQLITE

MONDAY = datetime(2026, 3, 2, 4, tzinfo=UTC)
ROUNDS, RATE = 60, 0.1
SLOWER = 40  # times the trees
RECIPE = """model = "{name}"
seed = 11
sources = ["{set}"]
rounds = {rounds}
learning_rate = {rate}
features = [{features}]

[[gates]]
metric = "roc_auc"
beats_rival = true

[[gates]]
metric = "roc_auc"
at_least = 0.7
"""


@dataclass(frozen=True)
class Day:
    """One run of the week and what is wrong with it; nothing where `fault` is empty."""

    number: int
    what: str
    fault: str = ""

    def recipe(self) -> str:
        """The day's recipe: with the leaking column, with many trees, or as always."""
        features = (*FEATURES, LEAK) if self.fault == "leak" else FEATURES
        times = SLOWER if self.fault == "slow" else 1
        return RECIPE.format(
            name=NAME,
            set=SET,
            rounds=ROUNDS * times,
            rate=RATE / times,
            features=", ".join(f'"{name}"' for name in features),
        )


WEEK = (
    Day(1, "first version"),
    Day(2, "more data"),
    Day(3, "labels shuffled by a broken join", "shuffled"),
    Day(4, "more data"),
    Day(5, "a column that is known only after the label", "leak"),
    Day(6, f"{SLOWER} times the trees, each learning as much less", "slow"),
    Day(7, "more data"),
)


@dataclass(frozen=True)
class Decision:
    """What the gate said of a day; `failed` are its failed checks, `champion` who serves in the evening."""

    day: Day
    rows: int
    verdicts: tuple[Verdict, ...]
    champion: str | None

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """The checks that refused the version."""
        return tuple(verdict for verdict in self.verdicts if not verdict.passed)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much data a day brings, and how often honest days are judged to count false refusals."""
    parser.add_argument("--rows", type=int, default=3000, help="accounts a day (default 3000)")
    parser.add_argument("--honest", type=int, default=100, help="pairs of honest versions judged (default 100)")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """The decisions of the week as a table, then how often the gate refuses an honest version."""
    with tempfile.TemporaryDirectory(prefix="matchmaker-week-") as folder:
        report_console().print(decisions_table(list(week(Path(folder), arguments.rows))))
    refused = [bool(failed) for failed in honest_refusals(arguments.honest, arguments.rows)]
    share = sum(refused) / len(refused)
    return [Metric(set=SET, target="honest versions", metric="refused_ratio", value=share, rows=len(refused))]


def week(folder: Path, rows: int, days: Sequence[Day] = WEEK) -> Iterator[Decision]:
    """Each day trained, judged and, where it passes, promoted; `rows` more accounts a day."""
    tracking = Tracking(f"{SQLITE}{folder / 'mlflow.db'}")
    for day in days:
        write_day(folder / "data", day, rows)
        recipe = folder / "week.toml"
        recipe.write_text(day.recipe())
        job = Job(
            trainer=WeekTrainer(),
            scorer=WeekScorer,
            recipe=recipe,
            data=folder / "data",
            out=folder / "out",
            sources=(SOURCE,),
            now=MONDAY + timedelta(days=day.number - 1),
        )
        try:
            trained = train(job, tracking, _Quiet())
            verdicts = trained.verdicts
            tracking.versions.promote(NAME, "challenger")
        except GateFailedError as error:
            verdicts = error.verdicts
        yield Decision(day, rows * day.number, verdicts, tracking.versions.champion(NAME))


def write_day(data: Path, day: Day, rows: int) -> None:
    """All accounts up to the day, a file a day; on the sabotaged day labels have lost their accounts."""
    folder = data / SOURCE.folder
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, day.number + 1):
        made = accounts(rows, number, 1)
        labelled = made.with_columns(pl.col("fake").shuffle(seed=3)) if day.fault == "shuffled" else made
        labelled.write_csv(folder / f"day-{number}.csv")


def decisions_table(decisions: Sequence[Decision]) -> Table:
    """A line a day."""
    table = Table(title="A week of retraining", title_justify="left", title_style="bold")
    for heading in ("day", "what happened", "accounts", "gate", "why", "champion in the evening"):
        table.add_column(heading, overflow="fold")
    for decision in decisions:
        why = "\n".join(f"{verdict.check}: {verdict.reason}" for verdict in decision.failed)
        asked = sum(verdict.asked for verdict in decision.verdicts)
        table.add_row(
            str(decision.day.number),
            decision.day.what,
            f"{decision.rows:,}",
            "[red]FAIL[/]" if decision.failed else "[green]PASS[/]",
            why or f"{asked} checks passed",
            decision.champion or "none",
        )
    return table


def honest_refusals(pairs: int, rows: int) -> Iterator[tuple[Verdict, ...]]:
    """The failed comparisons of versions that differ from their champion by nothing but another day of data."""
    trainer, recipe = WeekTrainer(), WeekRecipe(model=NAME, seed=11, sources=(SET,), rounds=ROUNDS, learning_rate=RATE)
    for seed in range(pairs):
        split = trainer.split(pl.concat([accounts(rows, day, seed + 2) for day in (1, 2)]), recipe)
        champion_rows = split.train.filter(pl.col("account").str.starts_with("d1-"))
        ours, theirs = (
            trainer.judge(_bundle(trainer.fit(train, recipe)), split, recipe) for train in (split.train, champion_rows)
        )
        asked = ours, theirs, recipe.gate, seed
        verdicts = (*judge_differences(*asked), *judge_false_flags(*asked))
        yield tuple(verdict for verdict in verdicts if not verdict.passed)


def _bundle(text: str) -> Bundle:
    manifest = Manifest(name=NAME, version="", created_at="", description="", features=FEATURES)
    return Bundle(Path(), manifest, {"trees.txt": text.encode()})


class _Quiet:
    def step(self, name: str) -> AbstractContextManager[None]:
        return nullcontext()
