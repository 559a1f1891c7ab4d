"""Are brands, conflicts and the response to paid posts found? On planted feeds (known truth) and real @mentions.

Nothing is learned here: with --exam the figures are those of that folder.
"""

import argparse
from collections.abc import Iterator
from datetime import timedelta
from math import log
from pathlib import Path
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.planted_mentions import BRANDS, CONFLICTING, NOW, planted_feeds
from benchmarks.topic_matching import add_folders
from matchmaker.application.scoring.model import open_authenticity
from matchmaker.bundles import Metric
from matchmaker.domain.brief import COMPETITOR_WINDOW_DAYS, Brief
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.brand.findings import BrandFindings
from matchmaker.ranking.brand.kept import Kept
from matchmaker.ranking.brand.names import names_of
from matchmaker.ranking.brand.posts import BrandPosts
from matchmaker.ranking.brand.response import NEIGHBOURS, drawn_to_none, paid_differences, paid_responses
from matchmaker.ranking.brand.texts import PostTexts
from matchmaker.ranking.policy import default_policy
from matchmaker.settings import Settings
from training.datasets import instagram_brand_mentions, instagram_influencers_2017
from training.datasets.feeds import words
from training.evaluation import mae, metric_row
from training.simulator import simulate_market

SEED = 4_401
REAL, PLANTED, MARKET = "instagram-brand-mentions", "planted mentions", "simulated market"
NAIVE = "the name as part of the text"
EFFECT_SPREAD = 0.25  # natural log: of the creators' planted effects of payment
USUAL_EFFECT = 0.2  # natural log: the simulator's own loss of paid posts, which is taken off
FEWEST_PAID_HELD = 3  # paid posts of a creator: one is held out, two tell
Bools = NDArray[np.bool_]
Pair: TypeAlias = tuple[str, int]  # a brand, and the row of a post or creator


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    add_folders(parser)


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Mentions told from names alone, conflicts, and the response to paid posts, each beside a naive rival."""
    data = arguments.exam or arguments.data
    return [*_real_mentions(data), *_planted_mentions(), *_planted_response(), *_real_response(data)]


def _real_mentions(data: Path) -> Iterator[Metric]:
    """A listed handle of the brand is mentioned, told from the brand's name alone; other accounts may be its own, too."""
    brands = instagram_brand_mentions.SOURCE.frame(data, "brand_id", "brand", "handles", "category", "brief")
    posts = instagram_influencers_2017.SOURCE.frame(data, "post_id", "creator_id", "caption", "mentions_public").select(
        "caption", mentions=words("mentions_public").list.eval(pl.element().str.to_lowercase())
    )
    names = names_of(brands["brand"].to_list())
    texts = PostTexts(posts)
    account: dict[tuple[int, int], bool] = {
        (hit.name, hit.post): hit.spoken.form == "account" for hit in texts.found(names)
    }
    rows: list[tuple[int, bool, bool, bool, bool]] = []  # brand, is true, naive, ours, ours as an account
    for place, (name, handles) in enumerate(zip(names, brands["handles"], strict=True)):
        listed = posts["mentions"].list.set_intersection(handles.lower().split("|")).list.len() > 0
        naive = _naive(texts, name.given)
        either = {*(listed | naive).arg_true(), *(post for brand, post in account if brand == place)}
        for post in sorted(either):
            key = place, post
            rows.append((place, listed[post], naive[post], key in account, account.get(key, False)))
    table = np.array(rows)
    truth, careless, ours, accounts = (table[:, part].astype(bool) for part in range(1, 5))
    target = "listed account mentioned, found by its name"
    for metric, score in (("recall", _recall), ("precision", _precision)):
        for words_of_it, said in ((target, ours), (f"{target}: accounts alone", accounts)):
            rival = score(truth, careless)
            yield metric_row(
                REAL, words_of_it, metric, score, truth, said, rival=NAIVE, rival_value=rival, groups=table[:, 0]
            )


def _planted_mentions() -> Iterator[Metric]:
    """Posts that name a brand, and creators in conflict with it, where it is known who does."""
    planted = planted_feeds(SEED)
    posts = BrandPosts.of(planted.snapshot, open_authenticity(Settings(), None).score_captions)
    keys = dict(
        zip(planted.snapshot.posts.select("creator_id", "post_id").iter_rows(), range(posts.posts.height), strict=True)
    )
    named = planted.truth.filter(pl.col("post_id").is_not_null())
    truth = {(row["brand"], keys[row["creator_id"], row["post_id"]]) for row in named.to_dicts()}
    found = {(BRANDS[hit.name], hit.post) for hit in posts.texts.found(names_of(BRANDS))}
    naive = {(brand, int(post)) for brand in BRANDS for post in _naive(posts.texts, brand).arg_true()}
    yield from _sets("post names a brand", truth, found, naive)
    conflicted = set(_creators_in_conflict(posts))
    lately = pl.col("at") >= NOW - timedelta(days=COMPETITOR_WINDOW_DAYS)
    since = planted.truth.filter(pl.col("kind").is_in(CONFLICTING) & lately)
    row = {creator_id: place for place, creator_id in enumerate(posts.creator_ids)}
    truth = {(brand, row[creator_id]) for brand, creator_id in since.select("brand", "creator_id").iter_rows()}
    careless = {(brand, posts.posts["owner"][post]) for brand, post in naive}
    yield from _sets("creator in conflict", truth, conflicted, careless)


def _creators_in_conflict(posts: BrandPosts) -> Iterator[Pair]:
    for brand in BRANDS:
        brief = Brief(text="any", competitors=(brand,))
        findings = BrandFindings.of(brief, posts, NOW, default_policy().brand, Kept(1))
        for place in findings.columns["competitor_conflict"].is_not_null().arg_true():
            yield brand, place


def _sets(target: str, truth: set[Pair], found: set[Pair], naive: set[Pair]) -> Iterator[Metric]:
    rows = sorted(truth | found | naive)
    true, ours, theirs = (np.array([row in members for row in rows]) for members in (truth, found, naive))
    brand = np.array([BRANDS.index(row[0]) for row in rows])
    for metric, score in (("recall", _recall), ("precision", _precision)):
        rival = score(true, theirs)
        yield metric_row(PLANTED, target, metric, score, true, ours, rival=NAIVE, rival_value=rival, groups=brand)


def _planted_response() -> Iterator[Metric]:
    """Each creator's paid posts are lifted by an effect of its own; who finds it best, and is the interval honest?"""
    market = simulate_market(SEED, 1_500, now=NOW, posts_per_creator=30, followers_sampled=0, comments_per_post=0.0)
    random = np.random.default_rng(SEED)
    creators = market.creators.select(
        "creator_id", effect=pl.Series(random.normal(0, EFFECT_SPREAD, market.creators.height))
    )
    agreed = market.collaborations.select("creator_id", "post_id", is_paid=pl.lit(True))
    posts = (
        market.posts.join(creators, on="creator_id", maintain_order="left")
        .join(agreed, on=["creator_id", "post_id"], how="left", maintain_order="left")
        .with_columns(pl.col("is_paid").fill_null(False))
        .with_columns(factor=pl.when("is_paid").then((pl.col("effect") + USUAL_EFFECT).exp()).otherwise(1.0))
        .with_columns(
            (pl.col("likes_count", "comments_count", "shares_count") * pl.col("factor")).round().cast(pl.Int64)
        )
    )
    responses = paid_responses(posts)
    effect = dict(creators.iter_rows())
    true = np.array([effect[name] for name in responses])
    low, middle, high = (
        np.array([log(response["paid_per_organic_ratio"][level]) for response in responses.values()])
        for level in ("p10", "p50", "p90")
    )
    plain = _plain_lift(posts)
    rival = mae(true, np.array([plain[name] for name in responses]))
    name = "mean paid / mean organic"
    yield metric_row(MARKET, "log effect of payment", "mae", mae, true, middle, rival=name, rival_value=rival)
    yield metric_row(
        MARKET,
        "log effect of payment",
        "mae",
        mae,
        true,
        middle,
        rival="no difference",
        rival_value=mae(true, 0 * true),
    )
    yield metric_row(MARKET, "effect within p10 to p90", "coverage", _share, (low <= true) & (true <= high))


def _real_response(data: Path) -> Iterator[Metric]:
    """A paid post's matched difference from that of the creator's other paid posts, leaving it out."""
    feeds = instagram_influencers_2017.read(data)
    snapshot = Snapshot.of(creators=feeds.creators, posts=feeds.posts)
    paid = BrandPosts.of(snapshot, open_authenticity(Settings(), None).score_captions).posts["paid_by"]
    posts = snapshot.posts.with_columns(is_paid=paid.is_not_null())
    # Two halves of the organic posts: what is told and what tells share no post, else they would share its noise.
    half = pl.col("is_paid") | (pl.int_range(pl.len()).over("creator_id", "is_paid") % 2 == 0)
    is_organic_of_others = pl.col("is_paid") | ~half
    told = paid_differences(posts.filter(half)).select("creator_id", "post_id", truth="difference")
    others = (pl.col("difference").sum() - pl.col("difference")) / (pl.len() - 1)
    held = (
        paid_differences(posts.filter(is_organic_of_others))
        .filter(pl.len().over("creator_id") >= FEWEST_PAID_HELD)
        .with_columns(others=others.over("creator_id"), count=pl.len().over("creator_id") - 1)
        .join(told, on=["creator_id", "post_id"])
    )
    truth, raw, count, noise = (held[name].to_numpy() for name in ("truth", "others", "count", "noise"))
    neighbours = np.minimum(held["organic_count"].to_numpy(), NEIGHBOURS)
    ours, _ = drawn_to_none(raw, noise * (1 / count + 1 / neighbours))
    groups = held["creator_id"].to_numpy()
    target = "log difference of a held-out paid post"
    name = instagram_influencers_2017.SOURCE.name
    for rival, values in (("mean of the others, not drawn to none", raw), ("no difference", 0 * truth)):
        yield metric_row(
            name, target, "mae", mae, truth, ours, rival=rival, rival_value=mae(truth, values), groups=groups
        )
    yield metric_row(name, "log difference of paid posts", "mean", _share, truth, groups=groups)


def _naive(texts: PostTexts, name: str) -> pl.Series:
    """Whether the name, as given or without anything but letters and digits, is part of a text."""
    lower = name.lower()
    joined = "".join(letter for letter in lower if letter.isalnum())
    return texts.lower.str.contains(lower, literal=True) | texts.lower.str.contains(joined, literal=True)


def _plain_lift(posts: pl.DataFrame) -> dict[str, float]:
    level = pl.sum_horizontal("likes_count", "comments_count", "shares_count")
    paid, organic = level.filter("is_paid").mean(), level.filter(~pl.col("is_paid")).mean()
    lifts = posts.group_by("creator_id").agg(lift=((paid + 1) / (organic + 1)).log())
    return dict(lifts.iter_rows())


def _recall(truth: Bools, said: Bools) -> float:
    return float(said[truth].mean()) if truth.any() else float("nan")


def _precision(truth: Bools, said: Bools) -> float:
    return float(truth[said].mean()) if said.any() else float("nan")


def _share(values: NDArray[np.float64]) -> float:
    return float(np.mean(values))
