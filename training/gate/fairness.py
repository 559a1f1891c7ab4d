"""Whom does the challenger flag wrongly more often than the champion does? Genuine rows, group by group."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from training.gate.certainty import widened
from training.gate.differences import SLICES
from training.gates import Verdict, not_asked
from training.limits import GateLimits

DECIDED = 0.5  # a calibrated probability from which a row is flagged
CHECK = "false flags"
_DRAWS = 1_000


def judge_false_flags(
    challenger: pl.DataFrame, champion: pl.DataFrame, limits: GateLimits, seed: int
) -> tuple[Verdict, ...]:
    """The rise of the share of genuine rows (truth 0) flagged, in the group of each target where it rises most.

    A rise counts when it exceeds the tolerance and is certain among all groups looked at; draws are of whole groups.
    """
    verdicts = []
    for (target,), rows in flagged_rows(challenger, champion).partition_by("target", as_dict=True).items():
        found = [_rise(name, group, seed) for name, group in _groups(rows, limits.slice_rows_min)]
        if found:
            verdicts.append(_verdict(f"{CHECK} {target}", found, limits.false_flag_rise_ratio))
    return tuple(verdicts) or (not_asked(CHECK, "no genuine rows of a probability were judged by both"),)


def flagged_rows(challenger: pl.DataFrame, champion: pl.DataFrame) -> pl.DataFrame:
    """Genuine rows judged by both: their slices, `ours` and `theirs` whether each version flags them."""
    yes_or_no = pl.col("truth").is_in([0.0, 1.0]).all().over("set", "target")
    genuine = challenger.filter(yes_or_no).filter(truth=0.0)
    both = genuine.join(champion.select("set", "target", "row", theirs="predicted"), on=["set", "target", "row"])
    return both.select(
        "set",
        "target",
        "group",
        *SLICES,
        ours=pl.col("predicted") >= DECIDED,
        theirs=pl.col("theirs") >= DECIDED,
    )


_Rise = tuple[str, float, float, float, float]  # group, our share, theirs, ends of the interval of the rise


def _groups(rows: pl.DataFrame, fewest: int) -> Iterator[tuple[str, pl.DataFrame]]:
    for dimension in ("set", *SLICES):
        for (value,), group in rows.drop_nulls(dimension).partition_by(dimension, as_dict=True).items():
            if group.height >= fewest:
                yield f"{dimension} {value}", group


def _rise(name: str, rows: pl.DataFrame, seed: int) -> _Rise:
    change = (rows["ours"].cast(pl.Int8) - rows["theirs"].cast(pl.Int8)).to_numpy().astype(np.float64)
    member = np.unique(rows["group"].to_numpy(), return_inverse=True)[1]
    sums, sizes = np.bincount(member, change), np.bincount(member)
    drawn = np.random.default_rng(seed).integers(0, len(sums), (_DRAWS, len(sums)))
    low, high = np.quantile(sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1), (0.025, 0.975))
    return name, float(np.mean(rows["ours"].to_numpy())), float(np.mean(rows["theirs"].to_numpy())), low, high


def _verdict(check: str, found: Sequence[_Rise], tolerance: float) -> Verdict:
    failed = [each for each in found if each[1] - each[2] > tolerance and _is_certain(each, len(found))]
    name, ours, theirs, low, high = max(failed or found, key=lambda each: each[1] - each[2])
    told = f"worst of {len(found)} groups: {name}: {ours:.1%} of genuine rows against {theirs:.1%} of the champion"
    return Verdict(
        check, not failed, f"{told}, rise {ours - theirs:+.1%} ({low:+.1%} to {high:+.1%}), tolerated {tolerance:.1%}"
    )


def _is_certain(rise: _Rise, comparisons: int) -> bool:
    _, ours, theirs, low, high = rise
    return widened(ours - theirs, low, high, comparisons)[0] > 0
