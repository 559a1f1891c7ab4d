"""`python -m benchmarks NAME [options]`: run one benchmark and print its figures; `--out FILE` keeps them as JSON."""

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

from matchmaker.bundles import Metric
from matchmaker.errors import MatchmakerError
from training.report import metric_table, report_console

BENCHMARKS = (
    "encoders",
    "cold_inline",
    "topic_feeds",
    "topic_mix",
    "topic_drift",
    "topic_ablation",
    "topic_evidence",
    "instagram_brand_mentions",
    "brand_micro_influencer",
    "pictures",
    "briefs",
    "languages",
    "language_detection",
    "signals",
    "authenticity",
    "account_heads",
    "growth",
    "authenticity_speed",
    "authenticity_ablation",
    "fake_shares",
    "audience_quality",
    "comments",
    "performance",
    "content_effects",
    "ads",
    "intake",
    "rankings",
    "partnerships",
    "money",
    "report",
    "comparison",
    "gate_week",
    "hot_swap",
    "registry_size",
    "shadow",
)


class Benchmark(Protocol):
    """What a module benchmarks/<name>.py offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the benchmark's own options."""
        ...

    def run(self, arguments: argparse.Namespace) -> list[Metric] | None:
        """Measure; None when it prints figures that are no report rows."""
        ...


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark named first; 0 when done, 1 when its input is at fault (usage exits 2)."""
    chooser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    chooser.add_argument("name", choices=BENCHMARKS)
    name = chooser.parse_args(arguments[:1]).name
    # Only the chosen one is imported: each may need packages that the others do not.
    benchmark = cast(Benchmark, importlib.import_module(f"benchmarks.{name}"))
    parser = argparse.ArgumentParser(
        prog=f"{chooser.prog} {name}", description=sys.modules[f"benchmarks.{name}"].__doc__
    )
    benchmark.add_arguments(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the report rows to FILE as a JSON list")
    options = parser.parse_args(arguments[1:])
    try:
        rows = benchmark.run(options) or []
    except MatchmakerError as error:
        print(error.detail, file=sys.stderr)
        return 1
    if rows:
        report_console().print(metric_table(rows, name))
    if options.out:
        write_rows(options.out, rows)
    return 0


def write_rows(path: Path, rows: Sequence[Metric]) -> None:
    """Write report rows as a JSON list of objects."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([row.model_dump() for row in rows], indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
