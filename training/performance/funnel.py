"""What advertisers' tables teach about click and conversion rates of creators: a little, and how much is stated.

An advertisement is no creator's post. Its rates enter the assumed range of creators' rates with a weight and a
doubt of their own, as one of two opinions (linear pool, Stone 1961): where they contradict each other, the pooled
range is wider than either. Spreads between ad sets of one advertiser are taken as the least that creators differ by.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import polars as pl
from scipy.optimize import brentq, least_squares, minimize
from scipy.special import betaincinv, betaln, ndtr

from matchmaker.domain.assessment import Numbers
from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from matchmaker.scorers.performance.funnel_prior import ASSUMED, Beta, FunnelParameters, PriorSource, Spreads, StepPrior
from training.datasets.feeds import Feeds

ADS_WEIGHT = 0.2  # of an advertiser's table against the assumed range: assumed, for it is one advertiser's
TRANSFER_LOG_SPREAD = 1.0  # assumed: a creator's rate is within a factor 3.6 of an advertisement's, 8 times of 10
FEWEST_ADS = 100  # fewer say nothing of how rates differ
LEAST_OVERALL_SPREAD = 0.2  # coefficient of variation of the overall rate, however much the levels below explain
NODES = (("objective",), ("objective", "category"), ("author_id",), ("post_id",))  # coarse to fine
RANGE = (0.1, 0.5, 0.9)
COUNTS = ("impressions_count", "clicks_count", "conversions_count")
PAID_COLUMNS = {f"paid_{name}" for name in ("objective", "category", *COUNTS)}


def paid_examples(tables: Mapping[str, Feeds]) -> pl.DataFrame:
    """Advertisements of all sets as rows beside the examples: an ad set is the author, nothing of a feed is known."""
    each = [feeds.paid.with_columns(set=pl.lit(name)) for name, feeds in tables.items() if feeds.paid.height]
    if not each:
        return pl.DataFrame()
    return pl.concat(each).select(
        "set",
        "platform",
        "post_id",
        author_id="creator_id",
        planned_age_days=pl.lit(float(OUTCOME_MATURITY_DAYS)),
        **{f"paid_{name}": pl.col(name) for name in ("objective", "category", *COUNTS)},
    )


def posts_alone(examples: pl.DataFrame) -> pl.DataFrame:
    """The examples without advertisements and their columns."""
    return examples.filter(~_is_paid(examples)).drop(PAID_COLUMNS, strict=False)


def learned_funnel(examples: pl.DataFrame) -> FunnelParameters:
    """The assumed funnel pooled with what advertisements among the examples show; without any, as assumed."""
    ads = examples.filter(_is_paid(examples))
    if ads.height < FEWEST_ADS:
        return ASSUMED
    ads = ads.select(
        "set", "author_id", "post_id", pl.col(sorted(PAID_COLUMNS)).name.map(lambda name: name.removeprefix("paid_"))
    )
    clicks, conversions = ASSUMED.clicks_per_impression, ASSUMED.conversions_per_click
    return ASSUMED.model_copy(
        update={
            "clicks_per_impression": _step(ads, "clicks_count", "impressions_count", clicks),
            "conversions_per_click": _step(ads, "conversions_count", "clicks_count", conversions),
        }
    )


def beta_binomial(successes: Numbers, trials: Numbers) -> tuple[float, float]:
    """Mean rate and relative variance of groups' rates, by maximum likelihood of the beta-binomial."""

    def loss(point: Sequence[float]) -> float:
        mean, variance = 1 / (1 + np.exp(-point[0])), np.exp(point[1])
        phi = max((1 - mean) / (mean * variance) - 1, 1e-3)
        alpha, beta = mean * phi, (1 - mean) * phi
        return float(-(betaln(successes + alpha, trials - successes + beta) - betaln(alpha, beta)).sum())

    rate = successes.sum() / trials.sum()
    found = minimize(loss, [np.log(rate / (1 - rate)), -1.0], method="Nelder-Mead").x
    return float(1 / (1 + np.exp(-found[0]))), float(np.exp(found[1]))


def _is_paid(examples: pl.DataFrame) -> pl.Expr:
    """Whether a row is an advertisement; the frame may hold none."""
    return pl.col("paid_impressions_count").is_not_null() if set(examples.columns) >= PAID_COLUMNS else pl.lit(False)


def _step(ads: pl.DataFrame, successes: str, trials: str, assumed: StepPrior) -> StepPrior:
    what = f"{trials.removesuffix('_count')} to {successes.removesuffix('_count')}"
    names = ", ".join(ads["set"].unique().sort())
    fitted = [_level(ads, keys, successes, trials) for keys in NODES]
    spreads = _widened(assumed.spreads, np.array([variance for _, variance in fitted]))
    source = PriorSource(
        kind="advertiser_table",
        name=f"{what} of {ads.height} advertisements ({names})",
        median=fitted[-1][0],
        log_spread=TRANSFER_LOG_SPREAD,
        weight=ADS_WEIGHT,
        rows_count=ads.height,
        note="advertisements, not creators' posts: their rate enters with a small weight and a doubt of its own, and "
        "differences between ad sets of one advertiser are the least that creators are taken to differ by",
    )
    sources = (*(one.model_copy(update={"weight": 1 - ADS_WEIGHT}) for one in assumed.sources), source)
    return StepPrior(overall=_overall(sources, spreads), spreads=spreads, sources=sources)


def _level(ads: pl.DataFrame, keys: Sequence[str], successes: str, trials: str) -> tuple[float, float]:
    """Mean rate and relative variance of the groups of one level; a group cannot have more successes than trials."""
    groups = ads.group_by("set", *keys, maintain_order=True).agg(pl.col(successes, trials).sum())
    groups = groups.filter(pl.col(trials) > 0)
    least = groups.select(pl.min_horizontal(successes, trials)).to_series().to_numpy()
    return beta_binomial(least, groups[trials].to_numpy())


def _widened(assumed: Spreads, total: Numbers) -> Spreads:
    """Each level's spread as the tables show it beyond the level above, never less than assumed.

    `total` is the relative variance of objectives, categories, ad sets and advertisements around the overall rate.
    """
    own = [total[0], *((1 + fine) / (1 + coarse) - 1 for coarse, fine in pairwise(total))]
    objective, category, creator, post = (float(np.sqrt(max(variance, 0.0))) for variance in own)
    return Spreads(
        platform=assumed.platform,
        objective=max(assumed.objective, objective),
        category=max(assumed.category, category),
        creator=max(assumed.creator, creator),
        post=max(assumed.post, post),
    )


def _overall(sources: Sequence[PriorSource], spreads: Spreads) -> Beta:
    """The belief about the overall rate under which one post of an unknown creator has the pooled 80 % range.

    Relative variances of the levels add up: what they leave of the range's is that of the overall rate.
    """
    wanted = np.log(pooled_range(sources))

    def distance(point: Numbers) -> Numbers:
        apart: Numbers = np.log(betaincinv(*np.exp(point), np.array(RANGE))) - wanted
        return apart

    alpha, beta = np.exp(least_squares(distance, [0.0, -wanted[1]]).x)
    mean = float(alpha / (alpha + beta))
    below = sum(spread**2 for spread in (*spreads.of_levels(), spreads.post))
    overall = max(1 / alpha - below, LEAST_OVERALL_SPREAD**2)
    weight = (1 - mean) / (mean * overall) - 1
    return Beta(alpha=mean * weight, beta=(1 - mean) * weight)


def pooled_range(sources: Sequence[PriorSource]) -> Numbers:
    """Quantiles at RANGE of the linear pool of log-normal opinions; shape (3,)."""

    def below(log_rate: float) -> float:
        return sum(one.weight * float(ndtr((log_rate - np.log(one.median)) / one.log_spread)) for one in sources)

    logs = [brentq(lambda log_rate, level=level: below(log_rate) - level, -30.0, 5.0) for level in RANGE]
    ends: Numbers = np.exp(np.array(logs))
    return ends
