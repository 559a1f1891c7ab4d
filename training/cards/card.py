"""The model card as data: what a model is for, what it was made from, how good it is, and what it is not for."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from pydantic import BaseModel, ConfigDict

from matchmaker.bundles import Manifest, Metric
from training.cards.text import CardSection, CardText

ACCEPTED, WARNING = "accepted ", "warning "  # how a finding's line in the manifest begins


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Measured(_Frozen):
    """A figure of one variant with its 95 % interval, and its naive rivals on the same rows by name."""

    value: float | None
    low: float | None
    high: float | None
    rows: int
    rivals: dict[str, float | None]


class CardFigure(_Frozen):
    """One figure of all variants that have it."""

    set: str
    target: str
    metric: str
    by_variant: dict[str, Measured]


class MadeFrom(_Frozen):
    """Provenance of one variant; `sources` carry their licences."""

    variant: str
    version: str
    created_at: str
    seed: int
    commit: str
    data_digest: str
    sources: tuple[str, ...]


class Findings(_Frozen):
    """What the data checks said of one variant's data: accepted with reasons, warned of by source."""

    variant: str
    accepted: tuple[str, ...]
    warned: dict[str, tuple[str, ...]]


class HeadSection(_Frozen):
    """One head of the model."""

    title: str
    method: str
    variants_compared: int | None
    figures: tuple[CardFigure, ...]
    limits: tuple[str, ...]
    do_not_use_for: tuple[str, ...]


class Fairness(_Frozen):
    """Whom it flags wrongly, and what the figures mean."""

    text: str
    figures: tuple[CardFigure, ...]


class Card(_Frozen):
    """The whole card; `variants` names the columns of every figure."""

    model: str
    title: str
    purpose: str
    method: str
    variants: tuple[str, ...]
    made_from: tuple[MadeFrom, ...]
    figures: tuple[CardFigure, ...]
    sections: tuple[HeadSection, ...]
    slices: tuple[CardFigure, ...]
    fairness: Fairness | None
    findings: tuple[Findings, ...]
    limits: tuple[str, ...]
    do_not_use_for: tuple[str, ...]


def card_of(
    text: CardText, variants: Mapping[str, Manifest | None], slices: Mapping[str, Sequence[Metric]] | None = None
) -> Card:
    """The card of a model's variants by name; a variant without a manifest keeps an empty column.

    `slices` are figures of subgroups that are not in the manifests, by variant.
    """
    known = {name: manifest for name, manifest in variants.items() if manifest is not None}
    rows = {name: known[name].metrics if name in known else () for name in variants}
    subgroups = {name: (*_chosen(text.slice_figures, rows[name]), *(slices or {}).get(name, ())) for name in variants}
    others = {name: [row for row in rows[name] if row not in set(subgroups[name])] for name in variants}
    return Card(
        model=next(iter(known.values())).name,
        title=text.title,
        purpose=text.purpose.strip(),
        method=text.method.strip(),
        variants=tuple(variants),
        made_from=tuple(_made_from(name, manifest) for name, manifest in known.items()),
        figures=_figures(text.figures, others),
        sections=tuple(_section(section, rows) for section in text.sections),
        slices=_figures(("*",), subgroups),
        fairness=Fairness(text=text.fairness.strip(), figures=_figures(text.fairness_figures, rows))
        if text.fairness
        else None,
        findings=tuple(_findings(name, manifest) for name, manifest in known.items() if manifest.data_findings),
        limits=text.limits,
        do_not_use_for=text.do_not_use_for,
    )


def _section(section: CardSection, rows: Mapping[str, Sequence[Metric]]) -> HeadSection:
    return HeadSection(
        title=section.title,
        method=section.method.strip(),
        variants_compared=section.variants_compared,
        figures=_figures(section.figures, rows),
        limits=section.limits,
        do_not_use_for=section.do_not_use_for,
    )


def _made_from(variant: str, manifest: Manifest) -> MadeFrom:
    return MadeFrom(
        variant=variant,
        version=manifest.version,
        created_at=manifest.created_at,
        seed=manifest.seed,
        commit=manifest.commit,
        data_digest=manifest.data_digest,
        sources=manifest.data_sources,
    )


def _findings(variant: str, manifest: Manifest) -> Findings:
    """Warnings by source, because each is a line of the run."""
    warned: dict[str, set[str]] = {}
    for line in manifest.data_findings:
        if not line.startswith(ACCEPTED):
            source, check = line.removeprefix(WARNING).split(": ")[:2]
            warned.setdefault(source, set()).add(check)
    accepted = (line.removeprefix(ACCEPTED) for line in manifest.data_findings if line.startswith(ACCEPTED))
    return Findings(
        variant=variant,
        accepted=tuple(accepted),
        warned={source: tuple(sorted(checks)) for source, checks in warned.items()},
    )


def _figures(patterns: Sequence[str], rows: Mapping[str, Sequence[Metric]]) -> tuple[CardFigure, ...]:
    """Rows of one figure together: each compares it with another rival, or is of another variant."""
    found: dict[tuple[str, str, str], dict[str, list[Metric]]] = {}
    for variant, metrics in rows.items():
        for row in _chosen(patterns, metrics):
            found.setdefault((row.set, row.target, row.metric), {}).setdefault(variant, []).append(row)
    return tuple(
        CardFigure(
            set=name, target=target, metric=metric, by_variant={key: _measured(same) for key, same in variants.items()}
        )
        for (name, target, metric), variants in found.items()
    )


def _chosen(patterns: Sequence[str], rows: Sequence[Metric]) -> list[Metric]:
    return [row for row in rows if any(fnmatchcase(f"{row.set} {row.target} {row.metric}", one) for one in patterns)]


def _measured(rows: Sequence[Metric]) -> Measured:
    first = rows[0]
    rivals = {row.rival: row.rival_value for row in rows if row.rival}
    return Measured(value=first.value, low=first.low, high=first.high, rows=first.rows, rivals=rivals)
