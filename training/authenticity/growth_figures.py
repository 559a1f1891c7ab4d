"""How many orders are found at one false alarm a creator-year, and how well is an ordered history told from a clean one?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl
from matplotlib.figure import Figure
from numpy.typing import NDArray

from matchmaker.bundles import Metric
from matchmaker.scorers.authenticity.growth import GrowthHead
from training.authenticity.growth_alarms import RIVALS, Alarms, Detector, Watch, learned, watch
from training.authenticity.growth_histories import DAYS_PER_YEAR, Histories, Sampling
from training.authenticity.growth_orders import Market, Order, with_orders
from training.evaluation import accuracy, brier, ece, f1, metric_row, pr_auc, roc_auc

SIZES = (0.02, 0.05, 0.1, 0.2, 0.5)  # followers ordered / followers before
LONG_DAYS = 20  # histories shorter than this have no room for an order and what follows
LONG_WEEKS_DAYS = 22  # four weekly counts
ORDER_DRAWS = 5  # orders put into each history, so that where they start averages out
REVIEW = 0.5  # probability from which a history is called anomalous
RIVAL = "largest jump"


@dataclass(frozen=True)
class Curve:
    """Recall at one false alarm a creator-year, by order size; `rows` has one a size, the rivals' figures by name.
    `reviewed`: recall at the probability from which a creator is put into review, where false alarms are rarer."""

    sampling: str
    delivery: str
    rows: tuple[Metric, ...]
    reviewed: tuple[Metric, ...]
    rivals: Mapping[str, tuple[float, ...]]


def deliveries(market: Market) -> dict[str, float]:
    """Ways of delivery: at once, and the usual speed that sellers state, followers a day."""
    return {"at once": float("inf"), f"{market.usual_per_day:.0f} a day": market.usual_per_day}


def detection_curves(
    detector: Detector,
    name: str,
    target: str,
    clean: Histories,
    market: Market,
    seed: int,
    *,
    samplings: Sequence[Sampling] = ("daily", "weekly", "irregular"),
    sizes: Sequence[float] = SIZES,
    rivals: Mapping[str, Detector] = RIVALS,
) -> list[Curve]:
    """Curves of the detector and its rivals on the same histories and orders; intervals draw whole creators."""
    curves = []
    for sampling in samplings:
        seen = _seen(clean, sampling, seed)
        if not len(seen):
            continue
        for delivery, per_day in deliveries(market).items():
            watched = [
                _watches({name: detector, **rivals}, seen, market, Order("order", size, per_day), seed)
                for size in sizes
            ]
            curves.append(_curve(watched, sizes, name, target, sampling, delivery, seed))
    return curves


def curve_rows(curves: Iterable[Curve]) -> list[Metric]:
    """The report rows of all curves."""
    return [row for curve in curves for row in (*curve.rows, *curve.reviewed)]


def background_rows(head: GrowthHead, name: str, target: str, clean: Histories, seed: int) -> list[Metric]:
    """Alarms a creator-year in clean histories at the probability from which a creator is put into review."""
    alarms = learned(head)(clean)
    flagged = dict(alarms.filter(pl.col("score") >= REVIEW)["creator_id"].value_counts().iter_rows())
    counts = np.array([flagged.get(creator, 0) for creator in clean.creator_ids], np.float64)
    return [
        metric_row(
            name,
            target,
            "false_alarms_per_year",
            _per_year,
            counts,
            clean.years,
            groups=np.arange(len(clean)),
            seed=seed,
        )
    ]


def told_apart_rows(
    head: GrowthHead, name: str, target: str, clean: Histories, market: Market, orders_per_year: float, seed: int
) -> list[Metric]:
    """Histories with an order of any kind against clean ones, as many of each as `orders_per_year` makes likely.

    Clean histories are repeated so that the share of ordered ones is the one that probabilities are calibrated to;
    intervals draw whole creators. The rival is the largest jump, cut where it makes as many alarms.
    """
    long = _long(clean, LONG_DAYS)
    if not len(long):
        return []
    repeats = max(round(DAYS_PER_YEAR / (orders_per_year * np.mean([len(counts) for counts in long.counts]))), 1)
    draws = [with_orders(long, market, Order(), np.random.default_rng(seed + draw))[0] for draw in range(ORDER_DRAWS)]
    label = np.repeat([False] * repeats + [True], ORDER_DRAWS * len(long))
    creator = np.tile(np.arange(len(long)), (repeats + 1) * ORDER_DRAWS)
    risk, jump = (
        np.concatenate([np.tile(said(long), repeats * ORDER_DRAWS), *(said(ordered) for ordered in draws)])
        for said in (partial(_risks, head), _largest)
    )
    decided = risk >= REVIEW
    cut = np.sort(jump)[::-1][int(decided.sum())] if decided.any() else np.inf
    constant = np.full(len(label), label.mean())
    asked = (
        ("roc_auc", roc_auc, risk, RIVAL, roc_auc(label, jump)),
        ("pr_auc", pr_auc, risk, RIVAL, pr_auc(label, jump)),
        ("f1", f1, decided, RIVAL, f1(label, jump > cut)),
        ("accuracy", accuracy, decided, RIVAL, accuracy(label, jump > cut)),
        ("brier", brier, risk, "constant share", brier(label, constant)),
        ("ece", ece, risk, "constant share", ece(label, constant)),
    )
    return [
        metric_row(
            name, target, metric, statistic, label, values, rival=rival, rival_value=value, groups=creator, seed=seed
        )
        for metric, statistic, values, rival, value in asked
    ]


def curves_plot(curves: Sequence[Curve]) -> Figure:
    """Recall by order size, one panel a sampling and delivery."""
    places = [(f"{curve.rows[0].set}, {curve.sampling}", curve.delivery) for curve in curves]
    samplings, ways = (list(dict.fromkeys(item)) for item in zip(*places, strict=True))
    figure = Figure(figsize=(4 * len(ways), 3 * len(samplings)), layout="constrained")
    axes = figure.subplots(len(samplings), len(ways), squeeze=False, sharex=True, sharey=True)
    for curve, (sampling, way) in zip(curves, places, strict=True):
        panel = axes[samplings.index(sampling)][ways.index(way)]
        sizes = np.arange(len(curve.rows))
        value, low, high = (
            np.array([getattr(row, end) for row in curve.rows], np.float64) for end in ("value", "low", "high")
        )
        panel.errorbar(sizes, value, yerr=[value - low, high - value], marker="o", label="matchmaker")
        for name, recalls in curve.rivals.items():
            panel.plot(sizes, recalls, linestyle="--", marker=".", label=name)
        panel.set_title(f"{sampling}, {way}", fontsize=8)
        panel.set_xticks(sizes, [row.target.rsplit("order of ", 1)[1].split(",")[0] for row in curve.rows])
        panel.set_ylim(-0.02, 1.02)
    axes[0][0].legend(fontsize=7)
    figure.supxlabel("followers ordered / followers before")
    figure.supylabel("recall at one false alarm a creator-year")
    return figure


def _curve(
    watched: Sequence[Mapping[str, Watch]],
    sizes: Sequence[float],
    name: str,
    target: str,
    sampling: str,
    delivery: str,
    seed: int,
) -> Curve:
    rivals = {
        rival: tuple(item[rival].recall(np.arange(len(item[rival].years))) for item in watched)
        for rival in watched[0]
        if rival != name
    }
    rows, reviewed = [], []
    for place, (size, item) in enumerate(zip(sizes, watched, strict=True)):
        ours, creators = item[name], np.arange(len(item[name].years))
        recall, best = max((recalls[place], rival) for rival, recalls in rivals.items())
        asked = f"{target}/order of {size:.0%}, {delivery}, {sampling}"
        rows.append(metric_row(name, asked, "recall", ours.recall, creators, rival=best, rival_value=recall, seed=seed))
        in_review = partial(ours.share_above, score=REVIEW)
        reviewed.append(metric_row(name, asked, "recall_in_review", in_review, creators, seed=seed))
    return Curve(sampling, delivery, tuple(rows), tuple(reviewed), rivals)


def _watches(
    detectors: Mapping[str, Detector], clean: Histories, market: Market, order: Order, seed: int
) -> dict[str, Watch]:
    """Each detector's watch over ORDER_DRAWS orders a creator; every draw brings its creator's clean history along."""
    draws = [with_orders(clean, market, order, np.random.default_rng(seed + draw)) for draw in range(ORDER_DRAWS)]
    return {
        name: _pooled([watch(detector, clean, bought, orders) for bought, orders in draws])
        for name, detector in detectors.items()
    }


def _pooled(draws: Sequence[Watch]) -> Watch:
    """One watch whose found orders of a creator are those of all draws."""
    return Watch(
        draws[0].false_alarms, draws[0].years, np.stack([draw.found for draw in draws], axis=1), draws[0].ordered
    )


def _seen(clean: Histories, sampling: Sampling, seed: int) -> Histories:
    long = _long(clean, LONG_DAYS if sampling == "daily" else LONG_WEEKS_DAYS)
    return long.sampled([sampling] * len(long), np.random.default_rng(seed))


def _long(histories: Histories, days: int) -> Histories:
    return histories.where(np.array([len(counts) >= days for counts in histories.counts]))


def _risks(head: GrowthHead, histories: Histories) -> NDArray[np.float64]:
    columns = head.assess(histories.follower_counts(), histories.posts).columns
    known: NDArray[np.float64] = columns["growth_anomaly_probability"].fill_null(0.0).to_numpy()
    return known


def _largest(histories: Histories) -> NDArray[np.float64]:
    """The largest jump of each creator, 0 without one."""
    alarms: Alarms = RIVALS[RIVAL](histories)
    best = dict(alarms.group_by("creator_id").agg(pl.col("score").max()).iter_rows())
    return np.array([best.get(creator, 0.0) for creator in histories.creator_ids])


def _per_year(counts: NDArray[np.float64], years: NDArray[np.float64]) -> float:
    return float(counts.sum() / years.sum())
