"""What will a creator's deliverables bring? Seeded draws of every post, never divided medians."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from matchmaker.domain.assessment import QUANTILE_LEVELS, Forecast, Numbers
from matchmaker.domain.brief import Objective
from matchmaker.ranking.chance import Place, between, chance, history_classes, post_scores, post_weights, shared_luck
from matchmaker.ranking.policy import Policy, Prior
from matchmaker.ranking.work import Prospects, Rows, Work

Flags: TypeAlias = NDArray[np.bool_]
Drawn: TypeAlias = NDArray[np.float32]  # seven digits are more than a thousand draws tell, at half the time

_FAKE_LEVELS = (0.1, 0.5, 0.9)
Z90 = float(ndtri(0.9))
INTERVAL_LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Draws:
    """Drawn outcomes of all deliverables, each of shape (creators, draws), NaN where there is no basis.

    `reach` and `impressions` are of real accounts: shares of fake followers are taken off. `views` are as the
    platform counts them. `reach_is_forecast` (creators,) says where reach rests on a forecast from the creator's own
    past views; everywhere else on the policy's prior. `undiscounted_impressions` (creators,) is the mean before fakes
    are taken off.
    """

    engagements: Drawn
    views: Drawn
    reach: Drawn
    impressions: Drawn
    clicks: Drawn
    conversions: Drawn
    reach_is_forecast: Flags
    undiscounted_impressions: Numbers

    def of(self, metric: Objective) -> Drawn:
        """The draws of one objective."""
        return {
            "engagements": self.engagements,
            "reach": self.reach,
            "clicks": self.clicks,
            "conversions": self.conversions,
        }[metric]


@dataclass(frozen=True)
class _Seen:
    """What posts bring before fakes are taken off and anybody clicks, each of shape (creators, draws)."""

    engagements: Drawn
    views: Drawn
    reach: Drawn
    impressions: Drawn


@dataclass(frozen=True)
class _Dealt:
    """Creators whose posts share the same part of their luck: followers (rows, 1), and whether views are forecast."""

    followers: Drawn
    reach_is_forecast: bool
    shared: float


def simulate(candidates: pl.DataFrame, prospects: Prospects, policy: Policy) -> Draws:
    """Draws for the rows of `candidates`, which must be those of `prospects`.

    Every creator meets the same draws of chance (common random numbers), so that a creator's numbers depend on
    nobody else's. Reach and engagements share the luck of a post, posts of one creator share the doubt about it, and
    clicks come from impressions of real accounts at rates drawn from the funnel's posterior.
    """
    dice = chance(policy.simulation.draws_count, policy.simulation.seed)
    followers = candidates["followers_count"].cast(pl.Float32).to_numpy()[:, None]
    forecast_reach = np.zeros(candidates.height, bool)
    parts: list[tuple[Rows, _Seen]] = []
    for work, members in prospects.groups():
        forecast_reach[members] = np.logical_and.reduce(
            [_has_views(prospects.forecasts[name])[members] for name, _ in work]
        )
        for rows, shared in _alike(members, forecast_reach[members], prospects, work, policy):
            dealt = _Dealt(followers[rows], bool(forecast_reach[rows[0]]), shared)
            parts.append((rows, _posts(dealt, rows, prospects, work, policy)))
    seen = _scattered(parts, (candidates.height, policy.simulation.draws_count))
    real = 1 - _fake_draws(candidates, ndtr(dice.fakes), policy)
    undiscounted = seen.impressions.mean(axis=1, dtype=np.float64)
    impressions = seen.impressions * real
    reach = seen.reach * real
    clicks = impressions * prospects.clicking.draws(dice.clicking)
    conversions = clicks * prospects.buying.draws(dice.buying)
    return Draws(seen.engagements, seen.views, reach, impressions, clicks, conversions, forecast_reach, undiscounted)


def _scattered(parts: Sequence[tuple[Rows, _Seen]], shape: tuple[int, int]) -> _Seen:
    """The parts at their rows, NaN where nobody delivers anything."""
    if len(parts) == 1 and len(parts[0][0]) == shape[0]:
        return parts[0][1]
    whole = _Seen(*(np.full(shape, np.nan, np.float32) for _ in fields(_Seen)))
    for rows, part in parts:
        for item in fields(_Seen):
            getattr(whole, item.name)[rows] = getattr(part, item.name)
    return whole


def intervals(draws: Drawn | Numbers) -> Numbers:
    """The 10th, 50th and 90th percentile of each row, shape (creators, 3), NaN where a row is unknown."""
    ordered = np.sort(draws, axis=1)  # twice as fast as np.partition on rows of a thousand
    places = np.array(INTERVAL_LEVELS) * (draws.shape[1] - 1)
    below = places.astype(int)
    lower, upper = ordered[:, below].astype(np.float64), ordered[:, below + 1].astype(np.float64)
    found: Numbers = lower + (places - below) * (upper - lower)
    return found


def _alike(members: Rows, known: Flags, prospects: Prospects, work: Work, policy: Policy) -> list[tuple[Rows, float]]:
    """Rows whose posts share the same part of their luck and whose reach has the same basis."""
    single = sum(count for _, count in work) == 1
    classes = np.zeros(len(members), np.int64) if single else history_classes(prospects.history_count()[members])
    keys = 2 * classes + known
    return [
        (members[keys == key], 0.0 if single else shared_luck(key // 2, policy.audience.trend_posts_count))
        for key in np.unique(keys).tolist()
    ]


def _posts(dealt: "_Dealt", rows: Rows, prospects: Prospects, work: Work, policy: Policy) -> _Seen:
    """All posts of the work together; of the accounts that a further post reaches only some are new."""
    formats = [name for name, count in work for _ in range(count)]
    logs = {name: _logs(prospects.forecasts[name], rows) for name, _ in work}
    first, *further = (
        _post(dealt, logs[name], (place, len(formats), dealt.shared), policy) for place, name in enumerate(formats)
    )
    if not further:
        return first
    widest = first.reach.copy()
    for post in further:
        np.maximum(widest, post.reach, out=widest)
        for item in fields(_Seen):
            total: Drawn = getattr(first, item.name)
            total += getattr(post, item.name)
    reach = widest + np.float32(policy.audience.further_reach_ratio) * (first.reach - widest)
    return replace(first, reach=reach)


def _post(dealt: "_Dealt", logs: tuple[Numbers, Numbers], place: Place, policy: Policy) -> _Seen:
    """One post of each creator; `logs` are its log1p quantiles of engagements and views."""
    draws_count, seed = policy.simulation.draws_count, policy.simulation.seed
    weights = post_weights(QUANTILE_LEVELS, place, draws_count, seed)
    engagements, views = (_counts(part @ weights) for part in logs)
    if dealt.reach_is_forecast:
        reached = views * _prior_draws(policy.funnel.reach_per_view_ratio, place, draws_count, seed)
    else:
        reached = dealt.followers * _prior_draws(policy.funnel.reach_per_follower_ratio, place, draws_count, seed)
    unknown = np.isnan(reached[:, 0])
    np.fmax(reached, engagements, out=reached)  # who engages was reached
    reached[unknown] = np.nan
    return _Seen(engagements, views, reached, views.copy() if dealt.reach_is_forecast else reached.copy())


def _counts(logs: Numbers) -> Drawn:
    """expm1 of drawn logarithms."""
    counts = logs.astype(np.float32)
    np.exp(counts, out=counts)  # twice as fast as expm1, and as exact as is shown
    counts -= 1
    return counts


def _logs(forecast: Forecast, rows: Rows) -> tuple[Numbers, Numbers]:
    """log1p quantiles of engagements and views, each of shape (rows, levels), NaN where any level is unknown."""
    engagements, views = (_log(forecast, metric, rows) for metric in ("engagements_count", "views_count"))
    return engagements, views


def _log(forecast: Forecast, metric: str, rows: Rows) -> Numbers:
    quantiles = forecast.quantiles.get(metric)
    if quantiles is None:
        return np.full((len(rows), len(QUANTILE_LEVELS)), np.nan)
    return np.log1p(quantiles[rows])


def _has_views(forecast: Forecast) -> Flags:
    """Whether the creator's own past says something of views, shape (creators,); a platform's trend does not."""
    past, quantiles = forecast.past_mean.get("views_count"), forecast.quantiles.get("views_count")
    if past is None or quantiles is None:
        return np.zeros(len(forecast.creator_ids), bool)
    known: Flags = ~np.isnan(past) & np.isfinite(quantiles).all(axis=1)
    return known


@lru_cache(maxsize=256)
def _prior_draws(prior: Prior, place: Place, draws_count: int, seed: int) -> Drawn:
    """A two-piece log-normal through the prior's three percentiles, cut at 1: it is a ratio."""
    scores = post_scores(place, draws_count, seed)
    below, above = np.log(prior.p50 / prior.p10) / Z90, np.log(prior.p90 / prior.p50) / Z90
    spread: Numbers = np.where(scores < 0, below, above)
    return np.minimum(prior.p50 * np.exp(scores * spread), 1.0).astype(np.float32)


def _fake_draws(candidates: pl.DataFrame, uniform: Numbers, policy: Policy) -> Drawn:
    names = ("fake_follower_ratio_p10", "fake_follower_ratio_p50", "fake_follower_ratio_p90")
    unknown = policy.authenticity.unknown_fake_follower_ratio
    quantiles = candidates.select(pl.col(names).cast(pl.Float64).fill_nan(None).fill_null(unknown)).to_numpy()
    return (quantiles @ between(_FAKE_LEVELS, uniform)).astype(np.float32)
