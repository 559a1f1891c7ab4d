"""The texts in which names are looked for: captions and tagged accounts of posts, searched for many names at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from matchmaker.ranking.brand.names import Name, Spoken
from matchmaker.text.confusables import fold

# A Latin letter beside one of an alphabet with look-alikes: a word in disguise, which is rare and slow to undo.
_DISGUISED = (
    r"[a-zA-Z][\p{Cyrillic}\p{Greek}\p{Armenian}\p{Cherokee}]|[\p{Cyrillic}\p{Greek}\p{Armenian}\p{Cherokee}][a-zA-Z]"
)


@dataclass(frozen=True)
class Found:
    """A name in a post: row of the post, index of the name among those asked for, and how it is written there."""

    row: int
    name: int
    spoken: Spoken


@dataclass(frozen=True)
class PostTexts:
    """Posts as canonical rows; what is made of their texts is made once, at the first question."""

    posts: pl.DataFrame

    @cached_property
    def plain(self) -> pl.Series:
        """Caption and tagged accounts without accents, styles and invisible letters; "" where there is neither."""
        tagged = pl.col("mentions").list.eval(pl.lit(" @") + pl.element()).list.join("")
        extra = pl.when(pl.col("mentions").list.len() > 0).then(tagged)
        text = self.posts.select(
            text=pl.concat_str(pl.col("caption").fill_null(""), extra.fill_null("")),
        )["text"]
        decomposed = text.str.normalize("NFKD").str.replace_all(r"[\p{M}\p{Cf}]+", "")
        disguised = decomposed.str.contains(_DISGUISED)
        if disguised.any():
            undone = text.filter(disguised).map_elements(fold, return_dtype=pl.String)
            rows = disguised.arg_true()
            return decomposed.scatter(rows, undone)
        return decomposed

    @cached_property
    def lower(self) -> pl.Series:
        """The plain texts in lower case."""
        return self.plain.str.to_lowercase()

    def found(self, names: Sequence[Name]) -> Iterator[Found]:
        """Every first place a post names each of the names, posts in their order within a name."""
        if not names:
            return
        patterns = dict.fromkeys(name.pattern for name in names)
        rows = self.lower.str.contains("|".join(f"(?:{pattern})" for pattern in patterns)).arg_true()
        few = pl.DataFrame({"row": rows, "plain": self.plain.gather(rows), "lower": self.lower.gather(rows)})
        for place, name in enumerate(names):
            for row, text in few.filter(pl.col("lower").str.contains(name.pattern)).select("row", "plain").iter_rows():
                spoken = _plainest(name, text)
                if spoken is not None:
                    yield Found(row, place, spoken)


def _plainest(name: Name, text: str) -> Spoken | None:
    """The clearest of the places where a text has the name: its account, else its hashtag, else words."""
    order = ("account", "hashtag", "words")
    return min(name.spoken_in(text), key=lambda spoken: order.index(spoken.form), default=None)
