"""Where cards lie: beside each shipped bundle, and with the run of every fit."""

from pathlib import Path

import polars as pl

from matchmaker.bundles import Manifest
from matchmaker.bundles.manifest import MANIFEST_FILE
from matchmaker.errors import MatchmakerError
from matchmaker.resources import resource_folder
from training.cards.card import Card, card_of
from training.cards.markdown import FITTED, LOCAL, SHIPPED, markdown
from training.cards.slices import slice_metrics
from training.cards.text import read_card_text, text_without_words

TEXT_FILE = "card.toml"
LOCAL_FILE = "local.json"  # manifest of the variant trained on all sources; the model itself is not given away
CARD_FILE, JSON_FILE = "CARD.md", "card.json"


class CardOutdatedError(MatchmakerError):
    """A committed card is not what its text, bundle and figures say."""

    status, code, title = 409, "card_outdated", "A model card is out of date"


def write_card(model: Path) -> Path:
    """Write CARD.md and card.json in the model's folder; where the Markdown is."""
    for name, content in _files(_shipped(model)).items():
        (model / name).write_text(content, encoding="utf-8")
    return model / CARD_FILE


def check_card(model: Path) -> None:
    """Write nothing; CardOutdatedError when one of the card's files is not what `write_card` would write."""
    for name, content in _files(_shipped(model)).items():
        path = model / name
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            raise CardOutdatedError(f"expected {path} as its bundle and text say, got another; run 'make generate'")


def card_of_fit(manifest: Manifest, judged: pl.DataFrame | None) -> dict[str, str]:
    """The card of a fit as texts by file name, its slices measured on the rows it was judged on (JUDGED)."""
    path = resource_folder("models") / manifest.name / TEXT_FILE
    text = read_card_text(path) if path.is_file() else text_without_words(manifest)
    slices = {} if judged is None else {FITTED: slice_metrics(judged, manifest.seed)}
    return _files(card_of(text, {FITTED: manifest}, slices))


def keep_local_figures(model: Path, manifest: Manifest) -> None:
    """Keep what the card says of a variant trained on all sources: provenance and figures, no model."""
    (model / LOCAL_FILE).write_text(
        manifest.model_copy(update={"files": {}, "parameters": {}}).model_dump_json(indent=1) + "\n"
    )


def _shipped(model: Path) -> Card:
    local = model / LOCAL_FILE
    manifests = {
        SHIPPED: Manifest.model_validate_json((model / "bundle" / MANIFEST_FILE).read_bytes()),
        LOCAL: Manifest.model_validate_json(local.read_bytes()) if local.is_file() else None,
    }
    return card_of(read_card_text(model / TEXT_FILE), manifests)


def _files(card: Card) -> dict[str, str]:
    return {CARD_FILE: markdown(card), JSON_FILE: card.model_dump_json(indent=1) + "\n"}
