"""What do advertisements bring? Clicks, enquiries, sales and their cost, from targeting alone or with planned spend."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
import polars as pl

from matchmaker.domain.assessment import Numbers
from training.datasets.facebook_ads_conversions import SOURCE
from training.performance.ads_model import Design, learn
from training.performance.figures import Case

TARGETING = Design(
    numbers=("age_years_from",),
    words=("campaign_id", "gender", "interest", "age_bracket"),
    leaves=8,
)
WITH_SPEND = Design(
    numbers=(*TARGETING.numbers, "spend_log", "spend_log_squared", "spend_root"),
    words=TARGETING.words,
    leaves=TARGETING.leaves,
    slopes=("spend_log", "spend_log_squared"),
    moderators=("campaign_id", "age_bracket"),
)
PLAIN_ROUNDS = 200  # trees of the rival with settings nobody chose: 15 leaves at a rate of 0.05
_SPEND = pl.col("spend_amount")


@dataclass(frozen=True)
class Question:
    """A quantity of an advertisement, on the log scale, and what is known when it is asked."""

    target: str
    value: pl.Expr
    design: Design


def _cost_per(name: str) -> pl.Expr:
    """Log of spend per event; null where there was no spend or no event."""
    return pl.when(_SPEND > 0, pl.col(name) > 0).then((_SPEND / pl.col(name)).log())


QUESTIONS = tuple(
    Question(f"{target}/{known}", value, design)
    for target, value in (
        ("impressions", pl.col("impressions_count").log1p()),
        ("clicks", pl.col("clicks_count").log1p()),
        ("enquiries", pl.col("enquiries_count").log1p()),
        ("sales", pl.col("sales_count").log1p()),
        ("cost_per_click", _cost_per("clicks_count")),
        ("cost_per_enquiry", _cost_per("enquiries_count")),
    )
    for known, design in (("targeting", TARGETING), ("spend", WITH_SPEND))
)


def cases(
    learned: pl.DataFrame, asked: pl.DataFrame, seed: int, questions: Sequence[Question] = QUESTIONS
) -> Iterator[Case]:
    """Questions learned from one frame of advertisements and asked of another (reader's columns).

    Rivals: the mean of the same campaign, and LightGBM with settings nobody chose on the same columns.
    """
    for question in questions:
        yield _case(question, _known(learned, question), _known(asked, question), seed)


def _case(question: Question, learned: pl.DataFrame, asked: pl.DataFrame, seed: int) -> Case:
    groups = learned["ad_set_id"].to_numpy()
    model = learn(learned, learned["target"].to_numpy(), groups, question.design, seed)
    return Case(
        set=SOURCE.name,
        target=question.target,
        truth=asked["target"].to_numpy(),
        quantiles=model.quantiles(asked),
        rivals={"campaign mean": _campaign_mean(learned, asked), "plain trees": _plain(learned, asked, question)},
        groups=asked["ad_set_id"].to_numpy(),
        is_mean=False,
    )


def _known(ads: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Advertisements whose answer is known, with the columns of the designs and `target`."""
    return ads.with_columns(
        target=question.value,
        age_bracket=pl.col("age_years_from").cast(pl.String),
        spend_log=_SPEND.log1p(),
        spend_log_squared=_SPEND.log1p() ** 2,
        spend_root=_SPEND.sqrt(),
    ).filter(pl.col("target").is_not_null())


def _campaign_mean(learned: pl.DataFrame, asked: pl.DataFrame) -> Numbers:
    means = learned.group_by("campaign_id").agg(mean=pl.col("target").mean())
    joined = asked.join(means, on="campaign_id", how="left", maintain_order="left")
    said: Numbers = joined["mean"].fill_null(learned["target"].mean()).to_numpy()
    return said


def _plain(learned: pl.DataFrame, asked: pl.DataFrame, question: Question) -> Numbers:
    """Trees on the columns as the table has them; the campaign and interest are numbers to it."""
    names = ("campaign_id", "age_years_from", "interest", *(("spend_amount",) if question.design is WITH_SPEND else ()))
    columns = [pl.col(name).cast(pl.Float64, strict=False) for name in names]
    columns.append((pl.col("gender") == "M").cast(pl.Float64))
    settings = {"num_leaves": 15, "learning_rate": 0.05, "num_threads": 1, "verbose": -1, "seed": 0}
    data = lgb.Dataset(learned.select(columns).to_numpy(), learned["target"].to_numpy())
    said: Numbers = np.asarray(lgb.train(settings, data, PLAIN_ROUNDS).predict(asked.select(columns).to_numpy()))
    return said
