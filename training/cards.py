"""The model card: what a model is for, what it was made from, how good it is, and what it must not be used for."""

import tomllib
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from matchmaker.bundles import Manifest, Metric
from matchmaker.bundles.manifest import MANIFEST_FILE
from training.report import interval, number

TEXT_FILE = "card.toml"
LOCAL_FILE = "local.json"  # manifest of the variant trained on all sources; the model itself is not given away
CARD_FILE = "CARD.md"
ACCEPTED, WARNING = "accepted ", "warning "  # how a finding's line in the manifest begins
FIGURES_SAY = (
    "Measured on held-out rows; in brackets 95 % intervals; the rival is the naive way on the same rows. "
    'The set "worst source" repeats the worst of the sets.'
)
_NEITHER = Manifest(name="", version="", created_at="", description="")


class CardSection(BaseModel):
    """What only its maker can say of one head of a model.

    `figures` are patterns of "set target metric"; `variants_compared` is how many configurations were looked at
    with these figures in view, so that a reader can discount the best of them; None where nobody counted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    method: str
    figures: tuple[str, ...] = ()
    variants_compared: int | None = None
    limits: tuple[str, ...] = ()
    do_not_use_for: tuple[str, ...] = ()


class CardText(BaseModel):
    """What only its maker can say of a model; lists are one sentence an item.

    `figures` are patterns of "set target metric": the card shows those, the manifest has all. A model of several
    heads has a section for each, and `fairness` says what its false-flag ratios mean.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    purpose: str
    method: str
    limits: tuple[str, ...]
    do_not_use_for: tuple[str, ...]
    figures: tuple[str, ...] = ("*",)
    sections: tuple[CardSection, ...] = ()
    fairness: str = ""
    fairness_figures: tuple[str, ...] = ("* fairness/*",)


def write_card(model: Path) -> Path:
    """Write CARD.md in the model's folder from its card.toml, its bundle and the figures of the local variant."""
    text = CardText.model_validate(tomllib.loads((model / TEXT_FILE).read_text()))
    shipped = Manifest.model_validate_json((model / "bundle" / MANIFEST_FILE).read_bytes())
    card = model / CARD_FILE
    card.write_text(render_card(text, shipped, _local(model)))
    return card


def keep_local_figures(model: Path, manifest: Manifest) -> None:
    """Keep what the card says of a variant trained on all sources: provenance and figures, no model."""
    (model / LOCAL_FILE).write_text(
        manifest.model_copy(update={"files": {}, "parameters": {}}).model_dump_json(indent=1) + "\n"
    )


def render_card(text: CardText, shipped: Manifest, local: Manifest | None) -> str:
    """The card as Markdown; `local` is the variant trained on all sources, where its figures were kept."""
    variants = {"shipped": shipped} | ({"trained locally on all sources": local} if local else {})
    other = local or _NEITHER
    parts = [
        f"# {text.title}\n\n{text.purpose.strip()}",
        f"## How it works\n\n{text.method.strip()}",
        "## Made from\n\n" + "\n\n".join(_made_from(name, manifest) for name, manifest in variants.items()),
        f"## Figures\n\n{FIGURES_SAY}\n\n{_figures(text.figures, shipped, other)}",
        *(_section(section, shipped, other) for section in text.sections),
        *([_fairness(text, shipped, other)] if text.fairness else []),
        *(_data_checks(name, manifest) for name, manifest in variants.items() if manifest.data_findings),
        f"## Limits\n\n{_list(text.limits)}",
        f"## Do not use it for\n\n{_list(text.do_not_use_for)}",
    ]
    return "\n\n".join(parts) + "\n"


def _section(section: CardSection, shipped: Manifest, local: Manifest) -> str:
    count = "not counted" if section.variants_compared is None else section.variants_compared
    compared = f"Configurations compared with these figures in view: {count}."
    parts = [
        f"## {section.title}\n\n{section.method.strip()}\n\n{compared}",
        *([_figures(section.figures, shipped, local)] if section.figures else []),
        *([f"Limits:\n\n{_list(section.limits)}"] if section.limits else []),
        *([f"Do not use it for:\n\n{_list(section.do_not_use_for)}"] if section.do_not_use_for else []),
    ]
    return "\n\n".join(parts)


def _fairness(text: CardText, shipped: Manifest, local: Manifest) -> str:
    figures = _figures(text.fairness_figures, shipped, local)
    return f"## Whom it flags wrongly\n\n{text.fairness.strip()}\n\n{figures}"


def _data_checks(name: str, manifest: Manifest) -> str:
    """What was accepted knowingly in full; warnings by source, because each is a line of the run."""
    accepted = [line.removeprefix(ACCEPTED) for line in manifest.data_findings if line.startswith(ACCEPTED)]
    warned: dict[str, list[str]] = {}
    for line in manifest.data_findings:
        if not line.startswith(ACCEPTED):
            source, check = line.removeprefix(WARNING).split(": ")[:2]
            warned.setdefault(source, []).append(check)
    taken = _list(accepted) if accepted else "Nothing had to be accepted."
    lines = [f"{source}: {', '.join(sorted(set(checks)))}" for source, checks in warned.items()]
    return f"## Defects of the data ({name})\n\nAccepted knowingly:\n\n{taken}\n\nWarned of:\n\n{_list(lines)}"


def _local(model: Path) -> Manifest | None:
    path = model / LOCAL_FILE
    return Manifest.model_validate_json(path.read_bytes()) if path.is_file() else None


def _made_from(name: str, manifest: Manifest) -> str:
    facts = [
        f"Version {manifest.version} ({name}), seed {manifest.seed}, commit {manifest.commit}",
        f"Data digest {manifest.data_digest[:16]}",
        *(f"Source {source}" for source in manifest.data_sources),
    ]
    return _list(facts)


def _figures(shown: Sequence[str], shipped: Manifest, local: Manifest) -> str:
    ours, theirs = _by_figure(shipped.metrics), _by_figure(local.metrics)
    lines = [
        "| set | target | metric | shipped | rows | its rivals | trained locally | rows | its rivals |",
        "| --- | --- | --- | ---: | ---: | --- | ---: | ---: | --- |",
    ]
    for key in dict.fromkeys([*ours, *theirs]):
        if any(fnmatchcase(" ".join(key), pattern) for pattern in shown):
            cells = (*key, *_cells(ours.get(key, [])), *_cells(theirs.get(key, [])))
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _by_figure(metrics: Sequence[Metric]) -> dict[tuple[str, str, str], list[Metric]]:
    """Rows of one figure together: each compares it with another rival."""
    grouped: dict[tuple[str, str, str], list[Metric]] = {}
    for row in metrics:
        grouped.setdefault((row.set, row.target, row.metric), []).append(row)
    return grouped


def _cells(rows: Sequence[Metric]) -> tuple[str, str, str]:
    if not rows:
        return "", "", ""
    bounds = interval(rows[0])
    rivals = "; ".join(f"{row.rival} {number(row.rival_value)}" for row in rows if row.rival)
    return number(rows[0].value) + (f" [{bounds}]" if bounds else ""), f"{rows[0].rows:,}", rivals


def _list(items: Sequence[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
