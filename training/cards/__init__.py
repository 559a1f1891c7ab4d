"""Model cards, as Markdown for people and JSON for programs: of every fit, and of the shipped models."""

from training.cards.files import (
    CARD_FILE,
    JSON_FILE,
    TEXT_FILE,
    CardOutdatedError,
    card_of_fit,
    check_card,
    keep_local_figures,
    write_card,
)
from training.cards.markdown import markdown, render_card
from training.cards.text import CardSection, CardText

__all__ = [
    "CARD_FILE",
    "JSON_FILE",
    "TEXT_FILE",
    "CardOutdatedError",
    "CardSection",
    "CardText",
    "card_of_fit",
    "check_card",
    "keep_local_figures",
    "markdown",
    "render_card",
    "write_card",
]
