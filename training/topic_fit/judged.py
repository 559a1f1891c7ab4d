"""Held-out pairs and feeds as judged rows: what a bundle says of each, so that versions compare row by row."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.bundles import Bundle
from matchmaker.bundles.judged import JUDGED
from matchmaker.domain.tiers import tier_expression
from matchmaker.errors import ModelUnavailableError
from matchmaker.scorers.topic_fit.pair_signals import Step
from matchmaker.scorers.topic_fit.scorer import TopicFit
from training.datasets.matching import Matching
from training.splits import by_group
from training.topic_fit.examples import Material, Measure
from training.topic_fit.heads import Learned

FIT, SPECIALISM = "fit", "specialism"
MOST_PAIRS = 20_000  # of a set; creators beyond are left out by their name: a bootstrap of 200,000 takes minutes
Numbers = NDArray[np.float64]


def learned_of(bundle: Bundle, space: str) -> Learned:
    """What a bundle learned; ModelUnavailableError when it reads vectors of another space than `space`."""
    scorer = TopicFit.open(bundle)
    if scorer.space != space:
        raise ModelUnavailableError(f"expected a bundle for vectors of {space}, got one for {scorer.space}")
    step = Step(scorer.parameters.on_topic_similarity, scorer.parameters.on_topic_width)
    return Learned(
        Measure(scorer.topic_space, step, scorer.subjects), scorer.parameters.fit, scorer.parameters.specialism
    )


def judged_rows(learned: Learned, materials: Sequence[Material]) -> pl.DataFrame:
    """Every brief and creator, and every creator known as specialist or not (JUDGED); intervals draw creators."""
    none = pl.DataFrame(schema=JUDGED)
    return pl.concat([none, *(rows for material in materials for rows in _of_set(learned, material))])


def shuffled(materials: Sequence[Material], seed: int) -> tuple[Material, ...]:
    """The sets with the labels of one creator given to another."""
    return tuple(replace(material, matching=_relabelled(material, seed)) for material in materials)


def _of_set(learned: Learned, material: Material) -> list[pl.DataFrame]:
    examples = learned.measure.examples(material)
    pairs, feeds = examples.pairs, examples.feeds
    fit = pl.DataFrame(
        {
            "row": np.char.add(np.char.add(pairs.brief, "/"), pairs.creator),
            "group": pairs.creator,
            "truth": pairs.relevant.astype(np.float64),
            "predicted": learned.fit_probability(examples),
        }
    )
    special = pl.DataFrame(
        {
            "row": feeds.creator,
            "group": feeds.creator,
            "truth": feeds.specialist.astype(np.float64),
            "predicted": learned.specialism_probability(examples),
        }
    )
    return [_judged(rows, target, material) for target, rows in ((FIT, _thinned(fit)), (SPECIALISM, special))]


def _thinned(pairs: pl.DataFrame) -> pl.DataFrame:
    if pairs.height <= MOST_PAIRS:
        return pairs
    share = MOST_PAIRS / pairs.height
    return pairs.filter(pl.Series(by_group(pairs["group"].to_numpy(), (share, 1 - share))[0]))


def _judged(rows: pl.DataFrame, target: str, material: Material) -> pl.DataFrame:
    name = material.matching.name
    creators = material.matching.snapshot.creators.select(
        group="creator_id", platform="platform", tier=tier_expression(pl.col("followers_count"))
    )
    known = rows.filter(pl.col("predicted").is_finite()).join(creators, on="group", how="left", maintain_order="left")
    words = {"set": name, "target": target, "source": name}
    unknown = [pl.lit(None, pl.Float64).alias(column) for column in ("low", "high")]
    complete = known.with_columns(
        *(pl.lit(word).alias(column) for column, word in words.items()), *unknown, language=pl.lit(None, pl.String)
    )
    return complete.select(JUDGED.names()).cast(JUDGED)


def _relabelled(material: Material, seed: int) -> Matching:
    creators = material.creator_ids
    other = dict(zip(creators, np.random.default_rng(seed).permutation(creators), strict=True))
    matching, moved = material.matching, pl.col("creator_id").replace(other)
    return replace(
        matching,
        relevance=matching.relevance.with_columns(moved),
        specialists=matching.specialists.with_columns(moved),
    )
