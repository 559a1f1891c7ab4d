"""What only its maker can say of a model: purpose, method, limits, in models/<name>/card.toml."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from matchmaker.bundles import Manifest


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
    heads has a section for each, `slice_figures` are those of subgroups, and `fairness` says what the false-flag
    ratios mean.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    purpose: str
    method: str
    limits: tuple[str, ...]
    do_not_use_for: tuple[str, ...]
    figures: tuple[str, ...] = ("*",)
    sections: tuple[CardSection, ...] = ()
    slice_figures: tuple[str, ...] = ("groups *",)
    fairness: str = ""
    fairness_figures: tuple[str, ...] = ("* fairness/*",)


def read_card_text(path: Path) -> CardText:
    """The text in a card.toml."""
    return CardText.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def text_without_words(manifest: Manifest) -> CardText:
    """Stands in for a model whose maker wrote no card text: it claims nothing that is not in the manifest."""
    return CardText(
        title=manifest.name,
        purpose=manifest.description,
        method="Not written down; the recipe is in the bundle.",
        limits=("Nobody wrote its limits down.",),
        do_not_use_for=("Any decision, until its limits are written down.",),
    )
