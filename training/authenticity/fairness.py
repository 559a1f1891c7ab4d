"""Whom does the model flag wrongly? Shares of ordinary creators, genuine accounts and comments that it flags, by group.

A group is a platform, a tier of followers, or a language (of a set, else the script of what was written).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.bundles import Metric
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tiers import tier_expression
from matchmaker.scorers.authenticity import SIGNALS_USED, Authenticity
from matchmaker.signals import measure
from training.authenticity.figures import DECIDED
from training.authenticity.scripts import main_script
from training.performance.readers import feeds_reader

FAIRNESS = "fairness"
CREATORS, ACCOUNTS, COMMENTS = "ordinary creators", "genuine accounts", "genuine comments"
FLAGGED, FOUR_FIFTHS = "false_flag_ratio", "four_fifths_ratio"
UNKNOWN = "unknown"
FALSE_FLAGS = "spam/false flags"  # the comment head's own target: /language, or /all
SET, ALL = "set", "all"
Z = 1.959964  # normal quantile of a 95 % interval
Flags = NDArray[np.bool_]


class FairnessRules(BaseModel):
    """The recipe's table [fairness].

    `ordinary` are sets of creators taken as ordinary: some may have bought followers, so that their share of
    flagged is an upper bound of false flags. `languages` names the sets of one language (ISO 639-1).
    Groups of fewer than `smallest_group_count` are counted among the rest: their interval says nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ordinary: tuple[str, ...]
    languages: dict[str, str] = {}
    creators_per_set_count: int = Field(ge=1)
    smallest_group_count: int = Field(ge=1)
    seed: int = 0


@dataclass(frozen=True)
class Judged:
    """Rows known or taken to be genuine: whether each was flagged, and its group by dimension."""

    name: str
    flagged: Flags
    groups: Mapping[str, Sequence[str]]


@runtime_checkable
class HeldOutAccounts(Protocol):
    """Accounts that no head was fitted on: features of shape (rows, features), the set each is from."""

    features: pl.DataFrame
    source: NDArray[np.str_]


@runtime_checkable
class HeldOutFakes(HeldOutAccounts, Protocol):
    """The same with the label of the fake head."""

    fake: Flags


@runtime_checkable
class HeldOutConcept(HeldOutAccounts, Protocol):
    """The same with the label of another head."""

    positive: Flags


@dataclass(frozen=True)
class OrdinaryCreators:
    """Snapshots of ordinary creators by name of their set."""

    snapshots: Mapping[str, Snapshot]


def ordinary_creators(data: Path, rules: FairnessRules) -> OrdinaryCreators:
    """The sets of the rules that are below `data`, each cut to `creators_per_set_count` creators drawn by the seed."""
    return OrdinaryCreators(
        {name: _drawn(name, data, rules) for name in rules.ordinary if feeds_reader(name).SOURCE.exists(data)}
    )


def fairness_rows(
    scorer: Authenticity, test: Mapping[str, object], rules: FairnessRules, generated: Sequence[str] = ()
) -> tuple[Metric, ...]:
    """False-flag ratios with 95 % intervals beside the rest's, and the four-fifths ratio of each dimension.

    `test` holds each head's test rows by its name, and the ordinary creators; rows of the sources `generated` by
    the simulator are nobody's and never counted.
    """
    ordinary = test.get(FAIRNESS)
    assert isinstance(ordinary, OrdinaryCreators), "load them with the tables"
    judged = [judged_creators(scorer, ordinary, rules), *judged_accounts(scorer, test, generated)]
    return tuple(row for each in judged for row in group_rows(each, rules.smallest_group_count))


def judged_creators(scorer: Authenticity, ordinary: OrdinaryCreators, rules: FairnessRules) -> Judged:
    """Ordinary creators through the whole assessment; flagged is whoever is put before a person."""
    frames = [
        _assessed(scorer, snapshot).with_columns(
            language=pl.lit(rules.languages[name]) if name in rules.languages else "script", set=pl.lit(name)
        )
        for name, snapshot in ordinary.snapshots.items()
    ]
    if not frames:
        return Judged(CREATORS, np.zeros(0, bool), {})
    rows = pl.concat(frames)
    rows = rows.with_columns(pl.concat_str("platform", "tier", separator=", ").alias("platform and tier"))
    groups = {name: rows[name].to_list() for name in ("platform", "tier", "platform and tier", "language", SET)}
    return Judged(CREATORS, rows["flagged"].to_numpy(), groups)


def judged_accounts(scorer: Authenticity, test: Mapping[str, object], generated: Sequence[str]) -> Iterator[Judged]:
    """Genuine accounts of the account heads' test rows, by tier and set."""
    for name, head in scorer.account_heads.items():
        asked_about = [accounts for accounts in held_out(test.get(name)) if len(accounts.source)]
        if not asked_about:
            continue
        features = pl.concat([accounts.features for accounts in asked_about])
        source = np.concatenate([accounts.source for accounts in asked_about])
        genuine = ~np.concatenate([label_of(accounts) for accounts in asked_about])
        probability = head.probability(features)
        asked = genuine & ~np.isnan(probability) & ~np.isin(source, list(generated))
        tiers = tiers_of(features["followers_log"].exp() - 1)
        groups = {"tier": tiers.filter(pl.Series(asked)).to_list(), SET: list(source[asked])}
        yield Judged(f"{ACCOUNTS} ({name})", probability[asked] >= DECIDED, groups)


def comment_rows(metrics: Sequence[Metric], rules: FairnessRules, generated: Sequence[str] = ()) -> Iterator[Metric]:
    """What the comment head measured of genuine comments by language, large groups of real sets alone, as groups."""
    by_set: dict[str, list[Metric]] = {}
    for row in metrics:
        kind, _, language = row.target.rpartition("/")
        is_group = row.metric == FLAGGED and kind == FALSE_FLAGS and language != ALL and row.set not in generated
        if is_group and row.rows >= rules.smallest_group_count:
            by_set.setdefault(row.set, []).append(row)
    for name, rows in by_set.items():
        for row in rows:
            language = row.target.rpartition("/")[2]
            yield row.model_copy(update={"set": COMMENTS, "target": f"{FAIRNESS}/language {language}, {name}"})
        if len(rows) > 1:
            passed = [1 - (row.value or 0.0) for row in rows]
            yield _four_fifths(COMMENTS, f"language, {name}", passed, sum(row.rows for row in rows))


def group_rows(judged: Judged, smallest: int) -> Iterator[Metric]:
    """A row a group of at least `smallest`, and a row a dimension for its least and most often flagged groups.

    Sets are told apart and not held to the four-fifths rule: what differs between them is how they were collected.
    """
    if len(judged.flagged) < smallest:
        return
    yield _ratio_row(judged.name, ALL, judged.flagged, np.ones(len(judged.flagged), bool))
    for dimension, values in judged.groups.items():
        names, members = np.unique(np.asarray(values, dtype=str), return_inverse=True)
        masks = {str(name): members == index for index, name in enumerate(names)}
        large = {name: mask for name, mask in masks.items() if mask.sum() >= smallest and name != UNKNOWN}
        yield from (
            _ratio_row(judged.name, f"{dimension} {name}", judged.flagged, mask) for name, mask in large.items()
        )
        if len(large) > 1 and dimension != SET:
            passed = [1 - float(judged.flagged[mask].mean()) for mask in large.values()]
            yield _four_fifths(judged.name, dimension, passed, int(sum(mask.sum() for mask in large.values())))


def wilson(flagged: int, count: int) -> tuple[float, float]:
    """Ends of the 95 % score interval of a ratio (Wilson 1927): it has a width even where nobody was flagged."""
    ratio, squared = flagged / count, Z**2
    centre = (ratio + squared / (2 * count)) / (1 + squared / count)
    half = Z / (1 + squared / count) * float(np.sqrt(ratio * (1 - ratio) / count + squared / (4 * count**2)))
    return max(0.0, centre - half), min(1.0, centre + half)


def held_out(test: object) -> list[HeldOutFakes | HeldOutConcept]:
    """The accounts of a head's test part, be they one table or one a set; none where it has other rows."""
    parts = list(test.values()) if isinstance(test, Mapping) else [test]
    return [each for each in parts if isinstance(each, HeldOutFakes | HeldOutConcept)]


def label_of(accounts: HeldOutFakes | HeldOutConcept) -> Flags:
    """Whether each account is of the head's concept."""
    return accounts.fake if isinstance(accounts, HeldOutFakes) else accounts.positive


def _four_fifths(name: str, dimension: str, passed: Sequence[float], count: int) -> Metric:
    """The least over the largest share of a group that is not flagged."""
    value = min(passed) / max(passed) if max(passed) else 0.0
    return Metric(set=name, target=f"{FAIRNESS}/{dimension}", metric=FOUR_FIFTHS, value=value, rows=count)


def _ratio_row(name: str, group: str, flagged: Flags, mask: Flags) -> Metric:
    count, others = int(mask.sum()), flagged[~mask]
    low, high = wilson(int(flagged[mask].sum()), count)
    return Metric(
        set=name,
        target=f"{FAIRNESS}/{group}",
        metric=FLAGGED,
        value=float(flagged[mask].mean()),
        low=low,
        high=high,
        rows=count,
        rival="all others" if len(others) else None,
        rival_value=float(others.mean()) if len(others) else None,
    )


def _drawn(name: str, data: Path, rules: FairnessRules) -> Snapshot:
    feeds = feeds_reader(name).read(data)
    ids = feeds.creators["creator_id"].unique().sort()
    chosen = ids.sample(min(len(ids), rules.creators_per_set_count), seed=rules.seed)
    wanted = pl.col("creator_id").is_in(chosen.implode())
    return Snapshot.of(
        creators=feeds.creators.filter(wanted),
        posts=feeds.posts.filter(wanted),
        follower_counts=feeds.follower_counts.filter(wanted),
    )


def _assessed(scorer: Authenticity, snapshot: Snapshot) -> pl.DataFrame:
    """platform, tier, script and flagged of the creators of whom something can be said."""
    assessed = scorer.assess(snapshot, measure(snapshot, SIGNALS_USED)).columns
    captions = snapshot.posts.group_by("creator_id").agg(pl.col("caption").str.join(" "))
    rows = (
        snapshot.creators.select("creator_id", "platform", "followers_count", "bio")
        .join(captions, on="creator_id", how="left", maintain_order="left")
        .join(assessed.select("creator_id", "authenticity_state"), on="creator_id", how="left", maintain_order="left")
        .filter(pl.col("authenticity_state").is_not_null())
    )
    return rows.select(
        "platform",
        tier=tiers_of(rows["followers_count"]),
        script=main_script(
            rows.select(pl.concat_str(pl.col("bio", "caption").fill_null(""), separator=" ")).to_series()
        ),
        flagged=pl.col("authenticity_state") != "clear",
    )


def tiers_of(followers: pl.Series) -> pl.Series:
    """The tier of each count, UNKNOWN where there is none."""
    return (
        pl.DataFrame({"followers": followers})
        .select(tier_expression(pl.col("followers")).fill_null(UNKNOWN))
        .to_series()
    )
