"""The texts in which names are looked for: captions and tagged accounts of posts, searched for many names at once."""

import re
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
_CLEAREST_FIRST = ("account", "hashtag", "words")


@dataclass(frozen=True)
class Found:
    """A name in a post: row of the post, index of the name among those asked for, and how it is written there."""

    post: int
    name: int
    spoken: Spoken


@dataclass(frozen=True)
class PostTexts:
    """Posts as canonical rows; what is made of their texts is made once, at the first question."""

    posts: pl.DataFrame

    @cached_property
    def plain(self) -> pl.Series:
        """Caption and accounts tagged elsewhere, without accents, styles and invisible letters; "" where neither is."""
        text = self._with_accounts
        decomposed = text.str.normalize("NFKD").str.replace_all(r"[\p{M}\p{Cf}]+", "")
        disguised = decomposed.str.contains(_DISGUISED)
        if not disguised.any():
            return decomposed
        undone = text.filter(disguised).map_elements(fold, return_dtype=pl.String)
        return decomposed.scatter(disguised.arg_true(), undone)

    @property
    def _with_accounts(self) -> pl.Series:
        """Captions, and behind them the accounts that the platform lists and the caption does not write."""
        posts = self.posts.select(pl.col("caption").fill_null(""), "mentions").with_row_index("post")
        account = pl.format("@{}", "mentions")
        listed = posts.filter(pl.col("mentions").list.len() > 0).explode("mentions")
        elsewhere = listed.filter(~pl.col("caption").str.to_lowercase().str.contains(account, literal=True))
        added = elsewhere.group_by("post").agg(accounts=pl.lit(" ") + account.str.join(" "))
        joined = posts.join(added, on="post", how="left", maintain_order="left")
        return joined.select(text=pl.col("caption") + pl.col("accounts").fill_null(""))["text"]

    @cached_property
    def lower(self) -> pl.Series:
        """The plain texts in lower case."""
        return self.plain.str.to_lowercase()

    def found(self, names: Sequence[Name]) -> Iterator[Found]:
        """The clearest place (account, hashtag, words) of each name in each post that has it."""
        if not names:
            return
        may = self.lower.str.contains("|".join(dict.fromkeys(f"(?:{name.screen})" for name in names)))
        capitals = [re.escape(name.capitals) for name in names if name.capitals is not None]
        rows = (may | self.plain.str.contains("|".join(capitals)) if capitals else may).arg_true()
        texts = zip(rows.to_list(), self.plain.gather(rows), self.lower.gather(rows), strict=True)
        for post, plain, lower in texts:
            for place, name in enumerate(names):
                spoken = _clearest(name, plain) if name.may_stand_in(plain, lower) else None
                if spoken is not None:
                    yield Found(post, place, spoken)


def _clearest(name: Name, text: str) -> Spoken | None:
    return min(name.spoken_in(text), key=lambda spoken: _CLEAREST_FIRST.index(spoken.form), default=None)
