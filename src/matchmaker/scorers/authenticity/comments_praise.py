"""Generic praise: how much of a comment is praise that would fit below any post, and what in it would not."""

import polars as pl

_SAID = pl.col("said")
_WORD = r"[\p{L}\p{M}\p{N}']+"
_THING = r"xx[a-z]+"  # links, handles, sums, numbers, emoji: named by `comments_reading`
_EMOJI = r"xx(?:money)?emoji|xxpointer"
PRAISE_FEATURES = ("has_praise", "praise_ratio", "other_words", "words", "things", "question")


def praise_features(read: pl.DataFrame, praise: str) -> pl.DataFrame:
    """PRAISE_FEATURES as Float64, one row a text of `read_comments`; `praise` matches a wording of praise.

    `praise_ratio` is the share of letters and digits that praise takes (characters, because several languages do
    not part words), `other_words` log(1 + words outside it), `things` log(1 + links, handles, sums, not emoji).
    """
    without_emoji = _SAID.str.replace_all(_EMOJI, " ")
    spoken = without_emoji.str.replace_all(_THING, " ")
    rest = spoken.str.replace_all(praise, " ")
    letters = _letters("spoken")
    return (
        read.select(without_emoji.alias("kept"), spoken.alias("spoken"), rest.alias("rest"))
        .select(
            (_letters("rest") < letters).cast(pl.Float64).alias("has_praise"),
            pl.when(letters > 0).then(1 - _letters("rest") / letters).otherwise(0.0).alias("praise_ratio"),
            _count("rest", _WORD).alias("other_words"),
            _count("spoken", _WORD).alias("words"),
            _count("kept", _THING).alias("things"),
            pl.col("spoken").str.contains("?", literal=True).cast(pl.Float64).alias("question"),
        )
        .select(PRAISE_FEATURES)
    )


def _letters(name: str) -> pl.Expr:
    return pl.col(name).str.count_matches(r"[\p{L}\p{M}\p{N}]")


def _count(name: str, pattern: str) -> pl.Expr:
    return pl.col(name).str.count_matches(pattern).cast(pl.Float64).log1p()
