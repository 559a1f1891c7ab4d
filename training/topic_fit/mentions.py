"""Who will mention a brand nobody has seen? A logistic head on topic fit and on the brands a creator mentions already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from matchmaker.scorers.topic_fit.space import unit_rows
from matchmaker.text.encoder import Encoder
from training.datasets.instagram_brand_mentions import SOURCE
from training.datasets.matching import Matching
from training.topic_fit.examples import Mask, Material, dropped_posts

WIDTHS = (0.1, 100.0)  # in cosine: the nearest known brands, and all of them alike
MATCHED = ("centroid", "fit", "tf_idf", "bm25")  # ways to match a brief with captions, each a score a pair
NEAREST = (1, 5)  # posts nearest to the brief, whose mean cosine is a signal each: one post can be about the product
SIGNALS = (
    *MATCHED,
    "bio",
    *(f"nearest_{count}" for count in NEAREST),
    "mention_rate",
    "followers",
    *(f"near_brands_{width:g}" for width in WIDTHS),
)
FEWEST = 5e-4  # added to shares of known brands before the logarithm: one brand of a thousand is little, none is less
NEGATIVES = 0.2  # share of the pairs without a mention that the head sees; all pairs with one
BRAND_FOLDS, CREATOR_FOLDS = 5, 4

Numbers: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Directory:
    """Brands whose handles and briefs are known; `vectors` are those of their briefs, shape (brands, dimension)."""

    handles: tuple[tuple[str, ...], ...]
    vectors: Numbers


@dataclass(frozen=True)
class Mentions:
    """A set of mentions before any brand is held out.

    `similar` has shape (briefs, creators, 9): the signals that no other brand teaches. `named` has a row a mention of
    a brand of the directory: row of its creator, of its post and of the brand. `own_brand`, shape (briefs,), is the row
    of the brief's brand in the directory, -1 where it is not there.
    """

    material: Material
    directory: Directory
    similar: Numbers
    named: NDArray[np.int64]
    own_brand: NDArray[np.int64]

    @property
    def mentioned(self) -> Mask:
        """Shape (briefs, creators)."""
        grades = self.material.matching.relevance.select("brief_id", "creator_id")
        brief = {name: row for row, name in enumerate(self.material.brief_ids)}
        creator = {name: row for row, name in enumerate(self.material.creator_ids)}
        mentioned = np.zeros((len(brief), len(creator)), np.bool_)
        for asked, by in grades.iter_rows():
            mentioned[brief[asked], creator[by]] = True
        return mentioned

    def signals(self, known: Mask) -> Numbers:
        """Shape (briefs, creators, len(SIGNALS)); `known` are the brands of the directory that may be used."""
        near = np.stack([self._near_brands(known, width) for width in WIDTHS], axis=-1)
        return np.concatenate([self.similar, np.log(near + FEWEST)], axis=-1)

    def _near_brands(self, known: Mask, width: float) -> Numbers:
        """Share of the known brands that a creator names in posts which do not give the brief's brand away."""
        common = self.directory.vectors[known].mean(axis=0)
        asked = unit_rows(self.material.briefs - common)
        weights = np.exp(asked @ unit_rows(self.directory.vectors - common).T / width) * known
        shares = np.zeros((len(asked), len(self.material.creator_ids)))
        creator, post, brand = self.named.T
        for row, dropped in enumerate(dropped_posts(self.material.matching)):
            kept = known[brand] & (brand != self.own_brand[row])
            kept &= np.ones(len(post), np.bool_) if dropped is None else ~dropped[post]
            pairs = np.unique(np.column_stack([creator[kept], brand[kept]]), axis=0)
            weight = np.where(np.arange(len(known)) == self.own_brand[row], 0.0, weights[row])
            shares[row] = np.bincount(pairs[:, 0], weight[pairs[:, 1]], shares.shape[1]) / weight.sum()
        return shares


@dataclass(frozen=True)
class MentionHead:
    """Coefficients of standardised signals."""

    means: Numbers
    spreads: Numbers
    coefficients: Numbers

    def scores(self, signals: Numbers) -> Numbers:
        """Log odds up to a constant; the last axis of `signals` has a place a name of SIGNALS."""
        return np.asarray((signals - self.means) / self.spreads @ self.coefficients)


def read_directory(data: Path, encoder: Encoder) -> Directory:
    """All brands of the set below `data`."""
    brands = SOURCE.frame(data, "brand_id", "brand", "handles", "category", "brief")
    texts = brands.select(pl.format("{}. {}", "category", "brief")).to_series().to_list()
    handles = tuple(tuple(each.lower().split("|")) for each in brands["handles"])
    return Directory(handles, encoder.encode(texts).astype(np.float64))


def measure_mentions(
    data: Path, material: Material, directory: Directory, encoder: Encoder, matched: Mapping[str, Numbers]
) -> Mentions:
    """From the set below `data`; `matched` has scores of shape (briefs x creators,) by name of MATCHED, NaN unknown."""
    matching = material.matching
    shape = (len(material.brief_ids), len(material.creator_ids))
    bios = encoder.encode(matching.snapshot.creators["bio"].fill_null("").to_list())
    followers = np.log1p(matching.snapshot.creators["followers_count"].fill_null(0).to_numpy())
    by_brief = [matched[name].reshape(shape) for name in MATCHED] + [np.asarray(material.briefs @ bios.T, np.float64)]
    by_brief += nearest_posts(material, NEAREST)
    rate = mention_rate(matching).reshape(shape)
    similar = np.stack([*map(_standard, by_brief), rate, np.broadcast_to(followers, shape)], axis=-1)
    brand = {handle: row for row, handles in enumerate(directory.handles) for handle in handles}
    asked = dict(SOURCE.frame(data, "brand_id", "handles").select("brand_id", "handles").iter_rows())
    own = [max(brand.get(each, -1) for each in asked[name].lower().split("|")) for name in material.brief_ids]
    return Mentions(material, directory, similar, _named(matching, brand), np.array(own))


def nearest_posts(material: Material, counts: Sequence[int]) -> list[Numbers]:
    """For each count the mean cosine of so many posts nearest to the brief; shape (briefs, creators), NaN without any.

    Posts that give a brief away are left out for it; of a creator with fewer posts all count.
    """
    owner = np.searchsorted(np.sort(material.creator_ids), material.matching.snapshot.posts["creator_id"].to_numpy())
    owner = np.argsort(material.creator_ids, kind="stable")[owner]
    found = [np.empty((len(material.brief_ids), len(material.creator_ids))) for _ in counts]
    for row, (brief, dropped) in enumerate(zip(material.briefs, dropped_posts(material.matching), strict=True)):
        left = np.arange(len(owner)) if dropped is None else np.flatnonzero(~dropped)
        cosines = (material.posts @ brief)[left].astype(np.float64)
        order = np.lexsort((-cosines, owner[left]))
        of, cosines = owner[left][order], cosines[order]
        first = np.flatnonzero(np.diff(of, prepend=-1))
        place = np.arange(len(of)) - np.repeat(first, np.diff(first, append=len(of)))
        for means, count in zip(found, counts, strict=True):
            near, creators = place < count, means.shape[1]
            with np.errstate(invalid="ignore"):
                means[row] = np.bincount(of[near], cosines[near], creators) / np.bincount(of[near], minlength=creators)
    return found


def fit_mentions(signals: Numbers, mentioned: Mask) -> MentionHead:
    """Penalised likelihood on all pairs with a mention and some without."""
    kept = mentioned | (np.random.default_rng(0).random(mentioned.shape) < NEGATIVES)
    rows, labels = signals[kept], mentioned[kept]
    means, spreads = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-9)
    head = LogisticRegression(max_iter=300).fit((rows - means) / spreads, labels)
    return MentionHead(means, spreads, np.asarray(head.coef_[0], np.float64))


def cross_fitted_mentions(mentions: Mentions) -> Numbers:
    """Each pair by a head, and known brands, that saw neither its brand nor its creator; shape (briefs x creators,)."""
    mentioned = mentions.mentioned
    scores = np.full(mentioned.shape, np.nan)
    creator_fold = _folds(mentioned.shape[1], CREATOR_FOLDS)
    brand_fold = _folds(len(mentions.directory.handles), BRAND_FOLDS)
    for part in range(BRAND_FOLDS):
        asked = brand_fold[mentions.own_brand] == part
        signals = mentions.signals(brand_fold != part)
        for other in range(CREATOR_FOLDS):
            held = creator_fold == other
            seen = np.ix_(~asked, ~held)
            scores[np.ix_(asked, held)] = fit_mentions(signals[seen], mentioned[seen]).scores(
                signals[np.ix_(asked, held)]
            )
    return scores.ravel()


def mention_rate(matching: Matching) -> Numbers:
    """ln(1 + @mentions a post) of each creator, the same for every brief: the prior that must be reported."""
    rates = matching.snapshot.posts.group_by("creator_id").agg(rate=pl.col("mentions").list.len().fill_null(0).mean())
    rows = matching.snapshot.creators.join(rates, on="creator_id", how="left", maintain_order="left")
    return np.tile(np.log1p(rows["rate"].fill_null(0).to_numpy()), matching.briefs.height)


def _named(matching: Matching, brand: dict[str, int]) -> NDArray[np.int64]:
    creators = matching.snapshot.creators.select("creator_id").with_row_index("creator")
    handles = pl.DataFrame({"handle": list(brand), "brand": list(brand.values())}, schema_overrides={"brand": pl.Int64})
    named = (
        matching.snapshot.posts.select("creator_id", handle="mentions")
        .with_row_index("post")
        .explode("handle")
        .with_columns(pl.col("handle").str.to_lowercase())
        .join(handles, on="handle")
        .join(creators, on="creator_id")
    )
    rows: NDArray[np.int64] = named.select("creator", "post", "brand").to_numpy().astype(np.int64)
    return rows


def _standard(scores: Numbers) -> Numbers:
    """By brief: how far a creator stands out; unknown is the mean."""
    spread = np.nanstd(scores, axis=1, keepdims=True)
    away = (scores - np.nanmean(scores, axis=1, keepdims=True)) / np.maximum(spread, 1e-9)
    return np.where(np.isnan(away), 0.0, away)


def _folds(rows: int, count: int) -> NDArray[np.int64]:
    return np.asarray(np.random.default_rng(0).permutation(rows) % count)
