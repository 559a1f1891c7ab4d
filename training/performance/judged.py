"""Held-out posts as judged rows: what a bundle forecasts of each, so that versions compare post by post."""

import polars as pl

from matchmaker.bundles import Bundle
from matchmaker.bundles.judged import JUDGED
from matchmaker.domain.assessment import P10, P50, P90, QUANTILE_LEVELS
from matchmaker.domain.tiers import tier_expression
from matchmaker.scorers.performance.columns import METRICS
from matchmaker.scorers.performance.model import PerformanceModel
from matchmaker.scorers.performance.scorer import Performance
from training.performance.figures import KNOWN_FROM, MAIN
from training.performance.rows import authors, latest, target_rows, without_counts, without_plan
from training.trainer import Split

POSTS_PER_AUTHOR = 10  # newest ones: intervals draw authors, more posts of one hardly narrow them

SHUFFLED_POSTS = 5_000  # enough to learn from a leak, a fifth of the time of a whole fit


def judge(bundle: Bundle, split: Split[pl.DataFrame]) -> pl.DataFrame:
    """What a bundle forecasts of the test posts (JUDGED), whichever version it is."""
    return judged_rows(Performance.open(bundle).model, split.test)


def judged_rows(model: PerformanceModel, test: pl.DataFrame) -> pl.DataFrame:
    """Each set's main metric of the newest posts (JUDGED): known past, known past without a plan, and no past at all."""
    newest = latest(test, POSTS_PER_AUTHOR)
    asked = {"known": newest, "ordinary": without_plan(newest), "unseen": without_counts(latest(test))}
    return pl.concat([_forecast(model, rows, case) for case, rows in asked.items()])


def shuffled(split: Split[pl.DataFrame], seed: int) -> Split[pl.DataFrame]:
    """Some training and calibration posts with counts exchanged within their platform, and test posts without a past.

    A past is forecast from as it is, whatever was learned: only without it does a forecast rest on labels alone.
    Counts are not exchanged within a set: two sets of a platform differ, and size tells them apart.
    """
    train, calibration = _exchanged(split.train, seed), _exchanged(split.calibration, seed)
    return Split(train, calibration, without_counts(latest(split.test)))


def _forecast(model: PerformanceModel, examples: pl.DataFrame, case: str) -> pl.DataFrame:
    main = pl.col("set").replace_strict(dict(MAIN), default="likes_count")
    rows = target_rows(examples).filter(pl.col("metric") == main)
    if case != "unseen":
        rows = rows.filter(pl.col("past_count") >= KNOWN_FROM)
    quantiles = pl.Series(model.quantiles(rows), dtype=pl.Array(pl.Float64, len(QUANTILE_LEVELS)))
    judged = rows.select(
        "set",
        target=pl.format("{}/{}", pl.col("metric").str.strip_suffix("_count"), pl.lit(case)),
        row=pl.format("{}/{}", "author_id", "post_id"),
        group=pl.Series(authors(rows), dtype=pl.String),
        truth="target",
        predicted=quantiles.arr.get(P50),
        low=quantiles.arr.get(P10),
        high=quantiles.arr.get(P90),
        platform="platform",
        tier=tier_expression(pl.col("followers_count")),
        language=pl.lit(None, pl.String),
        source="set",
    )
    return judged.filter(pl.col("predicted").is_finite()).select(JUDGED.names()).cast(JUDGED)


def _exchanged(examples: pl.DataFrame, seed: int) -> pl.DataFrame:
    drawn = examples.sample(min(SHUFFLED_POSTS, examples.height), seed=seed)
    order = pl.int_range(pl.len()).shuffle(seed=seed)
    return drawn.with_columns(pl.col(name).gather(order).over("platform", pl.col(name).is_null()) for name in METRICS)
