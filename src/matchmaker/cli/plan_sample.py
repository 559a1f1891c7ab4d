"""`matchmaker plan-sample --width 0.08`: how many followers to look at, which ones, and what no sample can remove."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from matchmaker.application.scoring.model import open_authenticity
from matchmaker.scorers.authenticity.audience_plan import SamplePlan, plan_sample
from matchmaker.settings import Settings

ADVICE = (
    "Take the same number from every quarter by follow date, picked at random within it: platforms list followers "
    "newest first, and bought followers arrive together, so the newest alone show the last order and the oldest none.",
    "After a sudden gain, sample the followers of those days apart and read their share on its own.",
    "Judge every follower drawn, private and empty profiles too: leaving out those that are hard to see hides fakes.",
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("plan-sample")(plan)


def plan(
    width: Annotated[
        float, typer.Option("--width", help="Wanted width of the interval, end to end: 0.08 is +-4 points.")
    ],
    expected_ratio: Annotated[
        float, typer.Option("--expected-ratio", help="Share of fakes expected; 0.5 is the safest guess.")
    ] = 0.2,
    bundle: Annotated[
        Path | None, typer.Option("--bundle", metavar="DIR", help="A bundle; default: the model in service.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """How many followers to sample, and from when, for a share of fake followers of a wanted precision."""
    model = open_authenticity(Settings(), bundle)
    planned = plan_sample(width, expected_ratio, model.audience_errors, model.parameters.share)
    if as_json:
        typer.echo(json.dumps({**asdict(planned), "strata": dict(planned.strata), "advice": ADVICE}, indent=2))
        return
    _show(planned)


def _show(planned: SamplePlan) -> None:
    console = Console()
    half = planned.width_ratio / 2
    console.print(
        f"{planned.chance_count:,} followers give +-{_points(half)} by chance alone (95 %), "
        f"if {planned.expected_ratio:.0%} are fake and every one is judged rightly.",
        highlight=False,
    )
    console.print(_model_sentence(planned), highlight=False)
    table = Table("followers", "by chance (95 %)", "stated p10 to p90")
    for size in planned.sizes:
        table.add_row(f"{size.sample_count:,}", f"+-{_points(size.chance_ratio)}", _points(size.interval_ratio))
    console.print(table)
    taken = ", ".join(f"{count:,} {name}" for name, count in planned.strata)
    console.print(f"Sample by follow date: {taken} quarter.", highlight=False)
    for sentence in ADVICE:
        console.print(f"- {sentence}", highlight=False)


def _model_sentence(planned: SamplePlan) -> str:
    if planned.model_count is not None:
        return f"The model's own interval is that narrow from {planned.model_count:,} followers on."
    return (
        f"The model's own interval (p10 to p90) stays {_points(planned.floor_ratio)} wide however many are sampled: "
        "on an audience it has never seen its own error remains."
    )


def _points(ratio: float) -> str:
    return f"{100 * ratio:.1f} points"
