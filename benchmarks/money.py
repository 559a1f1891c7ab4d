"""How long do forecasts of 500 candidates with three deliverables and 1,000 draws each take? Against a loop in numpy."""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import polars as pl
from scipy.special import ndtri

from matchmaker.application.outlooks import paid_forecasts
from matchmaker.bundles import Metric, open_bundle
from matchmaker.domain.assessment import QUANTILE_LEVELS, Forecast, Numbers
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.outlook import outlook_of
from matchmaker.ranking.policy import Policy, Prior, default_policy
from matchmaker.ranking.rates import rates_of
from matchmaker.ranking.work import Prospects
from matchmaker.resources import resource_folder
from matchmaker.scorers.performance.columns import SIGNAL_NAMES
from matchmaker.scorers.performance.scorer import Performance
from matchmaker.signals import measure
from training.evaluation import metric_row
from training.simulator import simulate_market

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CREATORS = 500
FORMATS = ("story", "video", "photo")
RUNS = 15
RIVAL = "a loop over candidates and deliverables in numpy, 1,000 random draws each, np.quantile"
FAKES = ("fake_follower_ratio_p10", "fake_follower_ratio_p50", "fake_follower_ratio_p90")
_Z90 = float(ndtri(0.9))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--seed."""
    parser.add_argument("--seed", type=int, default=7, help="seed of the generated market (default: 7)")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Milliseconds of the processor, median and 95 % interval of the median, from forecasts to p10, p50 and p90.

    Told apart: the draws alone (what a new brief costs), and the model's forecasts of the planned posts with them
    (what a new set of candidates costs). Loading, signals and the market are not part of it.
    """
    policy, model = default_policy(), _model()
    market = simulate_market(arguments.seed, CREATORS, now=NOW)
    snapshot = Snapshot.of(creators=market.creators, posts=market.posts)
    signals = measure(snapshot, SIGNAL_NAMES)
    candidates = _candidates(snapshot)
    forecasts = paid_forecasts(FORMATS, snapshot, signals, model)
    work = (tuple((name, 1) for name in sorted(FORMATS)),) * candidates.height

    def draws() -> None:
        prospects = Prospects.of(forecasts, work, rates_of(model.funnel, candidates), model.funnel.delay)
        outlook_of(candidates, prospects, policy)

    def everything() -> None:
        fresh = paid_forecasts(FORMATS, snapshot, signals, model)
        outlook_of(
            candidates, Prospects.of(fresh, work, rates_of(model.funnel, candidates), model.funnel.delay), policy
        )

    theirs = float(np.median(_milliseconds(lambda: _rival(candidates, forecasts, model, policy), 3)))
    target = f"{CREATORS} candidates x {len(FORMATS)} deliverables x {policy.simulation.draws_count:,} draws"
    return [
        metric_row(
            "generated market",
            f"{target}, {name}",
            "cpu_ms_median",
            lambda taken: float(np.median(taken)),
            _milliseconds(act, RUNS),
            rival=RIVAL if name == "draws" else None,
            rival_value=theirs if name == "draws" else None,
        )
        for name, act in (("draws", draws), ("the model's forecasts and draws", everything))
    ]


def _model() -> Performance:
    return Performance.open(open_bundle(resource_folder("models") / "performance" / "bundle"))


def _candidates(snapshot: Snapshot) -> pl.DataFrame:
    shares = dict(zip(FAKES, (0.02, 0.1, 0.25), strict=True))
    known = snapshot.creators.select("creator_id", "platform", "followers_count")
    return known.with_columns(**{name: pl.lit(value) for name, value in shares.items()})


def _milliseconds(act: Callable[[], object], runs: int) -> list[float]:
    """Processor's time of each run, after one that warms up: on a busy machine the wall clock tells of others."""
    act()
    taken = []
    for _ in range(runs):
        started = time.process_time()
        act()
        taken.append(1000 * (time.process_time() - started))
    return taken


def _rival(candidates: pl.DataFrame, forecasts: dict[str, Forecast], model: Performance, policy: Policy) -> None:
    """The same quantities as a notebook draws them, one candidate and deliverable after the other."""
    random = np.random.default_rng(0)
    count = policy.simulation.draws_count
    rates = rates_of(model.funnel, candidates).to_dicts()
    for row, candidate in enumerate(candidates.to_dicts()):
        totals = np.zeros((4, count))
        fakes = np.interp(random.random(count), (0.1, 0.5, 0.9), [candidate[name] for name in FAKES])
        for forecast in forecasts.values():
            luck = random.random(count)
            engagements = _drawn(forecast, "engagements_count", row, luck)
            views = _drawn(forecast, "views_count", row, luck)
            per_view = _prior(policy.funnel.reach_per_view_ratio, luck)
            per_follower = _prior(policy.funnel.reach_per_follower_ratio, luck)
            known = not np.isnan(forecast.past_mean["views_count"][row])
            reach = np.fmax(views * per_view if known else candidate["followers_count"] * per_follower, engagements)
            totals += np.stack([engagements, views, reach * (1 - fakes), (views if known else reach) * (1 - fakes)])
        clicks = totals[3] * random.beta(
            rates[row]["clicks_per_impression_alpha"], rates[row]["clicks_per_impression_beta"], count
        )
        conversions = clicks * random.beta(
            rates[row]["conversions_per_click_alpha"], rates[row]["conversions_per_click_beta"], count
        )
        np.quantile(np.vstack([totals, clicks, conversions]), (0.1, 0.5, 0.9), axis=1)


def _drawn(forecast: Forecast, metric: str, row: int, luck: Numbers) -> Numbers:
    drawn: Numbers = np.expm1(np.interp(luck, QUANTILE_LEVELS, np.log1p(forecast.quantiles[metric][row])))
    return drawn


def _prior(prior: Prior, luck: Numbers) -> Numbers:
    z = ndtri(luck)
    below, above = np.log(prior.p50 / prior.p10) / _Z90, np.log(prior.p90 / prior.p50) / _Z90
    spread: Numbers = np.where(z < 0, below, above)
    drawn: Numbers = np.minimum(prior.p50 * np.exp(z * spread), 1.0)
    return drawn
