"""Sentences about affiliate links made from templates written for this project, in twelve languages."""

import re
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from training.datasets.affiliate_disclosures_2018 import COLUMNS

FILE = Path(__file__).with_name("disclosures_templates.toml")
SOURCE_NAME = "generated-disclosures"

_FILLINGS = {
    "shop": ("Amazon", "AMAZON", "eBay", "Etsy", "AliExpress", "Walmart", "Booking", "Zalando", "Target"),
    "product": (
        *("water bottle", "ring light", "tripod", "running shoes", "mascara", "knife set", "yoga mat", "backpack"),
        *("leather bag", "coffee grinder", "camera lens", "desk lamp", "summer dress", "board game", "face cream"),
    ),
    "brand": ("Glow", "Northpeak", "Velora", "Brewmill", "Fitloop", "Casa Verde", "Lumo"),
    "name": ("Anna", "Ben", "Carla", "Diego", "Elena", "Omar", "Priya", "Leo"),
    "link": (
        *(
            "http://www.northpeak.com/new",
            "https://youtu.be/a1b2c3",
            "http://bit.ly/2xyz",
            "https://instagram.com/anna",
        ),
        *("www.velora.shop", "https://www.amazon.com/dp/b01", "http://ebay.to/1abc", "https://patreon.com/ben"),
    ),
    "ref": (
        *("http://amzn.to/2abc", "https://geni.us/lamp", "https://www.amazon.com/?tag=anna-20", "http://bit.ly/1ref"),
        *("https://shop.northpeak.com/?ref=ben", "http://rstyle.me/n/abc", "https://lumo.com/?aff=12"),
    ),
}
_SHOUTED_SHARE, _MARKED_SHARE = 0.08, 0.1
_MARKS = ("* ", "- ", "► ", "** ", "• ")


@cache
def templates() -> dict[str, dict[str, list[str]]]:
    """Sentences by language (ISO 639-1) and label."""
    read: dict[str, dict[str, list[str]]] = tomllib.loads(FILE.read_text())
    return read


def generated_sentences(seed: int, copies: int) -> pl.DataFrame:
    """COLUMNS as real sentences have them, each template filled `copies` times; its fillings are one group."""
    random = np.random.default_rng(seed)
    rows = [
        (_dressed(template, random), label, f"{language}/{label}/{index}", SOURCE_NAME)
        for language, labels in templates().items()
        for label, sentences in labels.items()
        for index, template in enumerate(sentences)
        for _ in range(copies)
    ]
    return pl.DataFrame(rows, schema=list(COLUMNS), orient="row")


def _dressed(template: str, random: np.random.Generator) -> str:
    text = re.sub(r"\{(\w+)\}", lambda slot: _one(_FILLINGS[slot[1]], random), template)
    if random.random() < _MARKED_SHARE:
        text = _one(_MARKS, random) + text
    return text.upper() if random.random() < _SHOUTED_SHARE else text


def _one(options: tuple[str, ...], random: np.random.Generator) -> str:
    return options[random.integers(len(options))]
