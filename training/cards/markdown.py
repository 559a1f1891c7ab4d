"""The model card for people: the same content as its JSON, in Markdown."""

from collections.abc import Sequence

from matchmaker.bundles import Manifest
from training.cards.card import Card, CardFigure, Findings, HeadSection, MadeFrom, Measured, card_of
from training.cards.text import CardText
from training.report import number

SHIPPED, LOCAL, FITTED = "shipped", "trained locally", "this version"
LONG_NAMES = {LOCAL: "trained locally on all sources"}
FIGURES_SAY = (
    "Measured on held-out rows; in brackets 95 % intervals; the rival is the naive way on the same rows. "
    'The set "worst source" repeats the worst of the sets.'
)
SLICES_SAY = (
    "Held-out rows of one platform, size, language or source; a gap is a reason to look, not a proof of a cause."
)


def render_card(text: CardText, shipped: Manifest, local: Manifest | None) -> str:
    """The card of a shipped model; `local` is the variant trained on all sources, where its figures were kept."""
    return markdown(card_of(text, {SHIPPED: shipped, LOCAL: local}))


def markdown(card: Card) -> str:
    """The card as Markdown."""
    parts = [
        f"# {card.title}\n\n{card.purpose}",
        f"## How it works\n\n{card.method}",
        "## Made from\n\n" + "\n\n".join(_made_from(variant) for variant in card.made_from),
        f"## Figures\n\n{FIGURES_SAY}\n\n{_figures(card.figures, card.variants)}",
        *(_section(section, card.variants) for section in card.sections),
        *([f"## By subgroup\n\n{SLICES_SAY}\n\n{_figures(card.slices, card.variants)}"] if card.slices else []),
        *([_fairness(card)] if card.fairness else []),
        *(_findings(findings) for findings in card.findings),
        f"## Limits\n\n{_list(card.limits)}",
        f"## Do not use it for\n\n{_list(card.do_not_use_for)}",
    ]
    return "\n\n".join(parts) + "\n"


def _section(section: HeadSection, variants: Sequence[str]) -> str:
    count = "not counted" if section.variants_compared is None else section.variants_compared
    compared = f"Configurations compared with these figures in view: {count}."
    parts = [
        f"## {section.title}\n\n{section.method}\n\n{compared}",
        *([_figures(section.figures, variants)] if section.figures else []),
        *([f"Limits:\n\n{_list(section.limits)}"] if section.limits else []),
        *([f"Do not use it for:\n\n{_list(section.do_not_use_for)}"] if section.do_not_use_for else []),
    ]
    return "\n\n".join(parts)


def _fairness(card: Card) -> str:
    assert card.fairness is not None
    return f"## Whom it flags wrongly\n\n{card.fairness.text}\n\n{_figures(card.fairness.figures, card.variants)}"


def _findings(findings: Findings) -> str:
    taken = _list(findings.accepted) if findings.accepted else "Nothing had to be accepted."
    lines = [f"{source}: {', '.join(checks)}" for source, checks in findings.warned.items()]
    name = LONG_NAMES.get(findings.variant, findings.variant)
    return f"## Defects of the data ({name})\n\nAccepted knowingly:\n\n{taken}\n\nWarned of:\n\n{_list(lines)}"


def _made_from(made: MadeFrom) -> str:
    facts = [
        f"Version {made.version} ({LONG_NAMES.get(made.variant, made.variant)}), seed {made.seed}, commit {made.commit}",
        f"Data digest {made.data_digest[:16]}",
        *(f"Source {source}" for source in made.sources),
    ]
    return _list(facts)


def _figures(figures: Sequence[CardFigure], variants: Sequence[str]) -> str:
    heads = "".join(f" {variant} | rows | its rivals |" for variant in variants)
    lines = [f"| set | target | metric |{heads}", "| --- | --- | --- |" + " ---: | ---: | --- |" * len(variants)]
    for figure in figures:
        cells = [cell for variant in variants for cell in _cells(figure.by_variant.get(variant))]
        lines.append("| " + " | ".join([figure.set, figure.target, figure.metric, *cells]) + " |")
    return "\n".join(lines)


def _cells(measured: Measured | None) -> tuple[str, str, str]:
    if measured is None:
        return "", "", ""
    known = measured.low is not None and measured.high is not None
    bounds = f" [{number(measured.low)} to {number(measured.high)}]" if known else ""
    rivals = "; ".join(f"{name} {number(value)}" for name, value in measured.rivals.items())
    return number(measured.value) + bounds, f"{measured.rows:,}", rivals


def _list(items: Sequence[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
