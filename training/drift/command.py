"""The command: two windows of logged rankings compared, outcomes held against forecasts, a table, a report, a plot."""

import argparse
import json
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import JsonValue
from rich.table import Table

from matchmaker.application.backtest.backtest import Sources, backtest
from matchmaker.application.backtest.document import Backtest
from matchmaker.application.scoring.model import open_model
from matchmaker.domain.outcomes import matured
from matchmaker.errors import MatchmakerError, ValidationFailedError
from matchmaker.scorers.performance import Performance
from matchmaker.settings import Settings
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.outcomes import outcomes
from matchmaker.store.rankings import Rankings
from training.drift.logged import Logged, logged
from training.drift.plot import plot
from training.drift.statistics import Shift, drifted, shifts
from training.report import number, report_console

_SHOWN = 15  # rows of the table; the report has all
_BROKEN = "not_believed"  # what the alarm of intervals calls those that no longer hold


class DriftFoundError(MatchmakerError):
    """Something has drifted; the report says what."""

    status, code, title = 409, "drift_found", "What is asked or forecast has drifted"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `drift`."""
    parser.add_argument(
        "--database",
        metavar="URL",
        help="the service's database; default: MATCHMAKER_DATABASE_URL, else the embedded one",
    )
    parser.add_argument("--recent-days", type=float, default=7.0, metavar="N", help="window that is judged; default 7")
    parser.add_argument(
        "--reference-days", type=float, default=28.0, metavar="N", help="window before it to compare with; default 28"
    )
    parser.add_argument("--now", type=datetime.fromisoformat, metavar="MOMENT", help="end of the window; default: now")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write everything as JSON")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the largest shifts (.png, .svg)")


def run(options: argparse.Namespace) -> None:
    """Compare and report; DriftFoundError when a column drifted or an interval is no longer to be believed."""
    now = _aware(options.now or datetime.now(UTC))
    recent_from = now - timedelta(days=options.recent_days)
    with closing(Catalogue(options.database or Settings().database)) as catalogue:
        rankings = Rankings(catalogue.engine)
        reference = logged(rankings.between(recent_from - timedelta(days=options.reference_days), recent_from))
        recent = logged(rankings.between(recent_from, now))
        _refuse_nothing(reference, recent)
        realised = _realised(catalogue, now)
    signals = shifts(reference.signals, recent.signals)
    predictions = shifts(reference.predictions, recent.predictions)
    broken = [] if realised is None else [item["text"] for item in realised["intervals"] if item["state"] == _BROKEN]
    console = report_console()
    console.print(_table("Signals", signals), _table("Predictions", predictions))
    console.print(_realised_table(realised), *broken)
    if options.out:
        document = {
            "now": now.isoformat(),
            "reference": _window(reference),
            "recent": _window(recent),
            "signals": [asdict(shift) for shift in signals],
            "predictions": [asdict(shift) for shift in predictions],
            "realised": realised,
        }
        options.out.write_text(json.dumps(document, indent=1) + "\n")
    if options.plot:
        plot([*predictions, *signals], reference, recent, options.plot)
    found = [shift.column for shift in drifted([*signals, *predictions])]
    if found or broken:
        raise DriftFoundError(
            f"{len(found)} of {len(signals) + len(predictions)} columns drifted ({', '.join(found[:8]) or 'none'}), "
            f"{len(broken)} intervals are not to be believed; look at the data that came in, then train again"
        )


def _realised(catalogue: Catalogue, now: datetime) -> Backtest | None:
    """Forecasts beside the store's final outcomes; None while there is none."""
    known = outcomes(catalogue.engine, now)
    if matured(known).is_empty():
        return None
    return backtest(
        known, Sources(catalogue, Rankings(catalogue.engine), open_model(Performance, Settings(), None)), now
    )


def _refuse_nothing(reference: Logged, recent: Logged) -> None:
    for window, name, option in ((reference, "reference", "--reference-days"), (recent, "recent", "--recent-days")):
        if not window.rankings_count:
            raise ValidationFailedError(f"expected rankings in the {name} window, found none; widen {option}")


def _window(window: Logged) -> dict[str, JsonValue]:
    return {"rankings_count": window.rankings_count, "models": [*window.versions]}


def _table(title: str, found: list[Shift]) -> Table:
    table = Table(title=f"{title}: the largest shifts of {len(found)}", title_justify="left", title_style="bold")
    for heading in ("column", "", "PSI", "KS", "p", "median before", "now", "unknown before", "now", "creators"):
        table.add_column(heading)
    for shift in found[:_SHOWN]:
        table.add_row(
            shift.column,
            _STATES[shift.state],
            number(shift.psi),
            number(shift.ks),
            f"{shift.p_value:.1g}",
            number(shift.reference_median),
            number(shift.recent_median),
            f"{100 * shift.reference_unknown_ratio:.0f} %",
            f"{100 * shift.recent_unknown_ratio:.0f} %",
            f"{shift.reference_count:,} and {shift.recent_count:,}",
        )
    return table


def _realised_table(realised: Backtest | None) -> Table | str:
    if realised is None:
        return "No outcome is final yet: errors and coverage cannot be told."
    table = Table(title="Forecasts beside outcomes", title_justify="left", title_style="bold")
    for heading in ("metric", "forecast", "outcomes", "error", "past mean's", "coverage of 80 %", "95 % interval"):
        table.add_column(heading)
    for row in realised["figures"]:
        table.add_row(
            *(row["metric"], row["origin"], f"{row['rows']:,}", number(row["error"]), number(row["past_mean_error"])),
            *(number(row["coverage"]), f"{number(row['coverage_low'])} to {number(row['coverage_high'])}"),
        )
    return table


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_STATES = {"steady": "", "drifted": "[red]drifted[/]", "too_few": "too few"}
