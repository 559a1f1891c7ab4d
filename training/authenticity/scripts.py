"""In which script is a text written? The nearest thing to its language that needs no model."""

import polars as pl

SCRIPTS = ("Latin", "Cyrillic", "Arabic", "Han", "Hangul", "Devanagari", "Greek", "Hebrew", "Thai", "Kana")
NO_LETTERS = "no letters"  # emoji, digits and signs alone
OTHER = "other"
_PATTERNS = {name: rf"\p{{{name}}}" for name in SCRIPTS if name != "Kana"} | {"Kana": r"[\p{Hiragana}\p{Katakana}]"}


def main_script(texts: pl.Series) -> pl.Series:
    """The script of most letters of each text: one of SCRIPTS, "other", or "no letters"; null texts have none."""
    text = texts.fill_null("")
    counts = pl.DataFrame({name: text.str.count_matches(pattern) for name, pattern in _PATTERNS.items()})
    letters = text.str.count_matches(r"\p{L}")
    largest = counts.max_horizontal()
    named = pl.coalesce(*(pl.when(pl.col(name) == largest).then(pl.lit(name)) for name in counts.columns))
    chosen = pl.when(letters == 0).then(pl.lit(NO_LETTERS)).when(largest == 0).then(pl.lit(OTHER)).otherwise(named)
    return counts.select(chosen.alias("script")).to_series()
