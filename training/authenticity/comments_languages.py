"""In which language is a comment written? By script and, among Latin letters, by its little words; unsure is said so."""

import re

import polars as pl

from training.authenticity.scripts import main_script

UNSURE = "Latin, unsure"
_LITTLE_WORDS = {
    "en": "the and you is this that it of to in for my your are was not with have so i'm what how he she they we",
    "es": "que el los las una es muy por para con como pero esta este mi tu yo está más qué su lo al del",
    "pt": "que não uma muito você pra com é os as um meu minha isso esse essa eu mais por ele ela são do da",
    "fr": "le les des une est pas pour avec je tu il elle vous nous que qui ce cette mon ma c'est dans et du",
    "de": "der die das und ist nicht ich du wir sie ein eine mit für auf so auch was wie zu von habe bin",
    "it": "il che non una è per con sono ma di la lo gli questo questa mi ti come molto più del della",
    "tr": "bir bu ve çok ne için da de ben sen o mi gibi var yok ama kadar daha",
    "id": "yang ini itu dan di ke aku saya kamu banget ya gak tidak untuk dengan bisa ada kak",
    "nl": "de het een en is niet ik je dat van voor met wat heel zo maar ook op",
    "pl": "nie to się jest na że jak ja ty co tak bardzo dla już mam",
}
_SETS = {language: frozenset(words.split()) for language, words in _LITTLE_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LEAD = 1  # little words more than the next language, or it is a guess


def languages_of(texts: pl.Series) -> list[str]:
    """A language (ISO 639-1) of Latin texts, UNSURE where none leads, else the script; shape (texts,)."""
    scripts = main_script(texts).to_list()
    return [
        _latin_language(text) if script == "Latin" else script
        for text, script in zip(texts.to_list(), scripts, strict=True)
    ]


def _latin_language(text: str) -> str:
    words = _WORD.findall(text.lower())
    counts = sorted(((sum(word in little for word in words), name) for name, little in _SETS.items()), reverse=True)
    (most, language), (second, _) = counts[0], counts[1]
    return language if most - second >= _LEAD else UNSURE
