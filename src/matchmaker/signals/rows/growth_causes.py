"""Causes of growth that posts name or show: a viral post, a giveaway, press; and how much of a gain they explain.

A cause explains what its first days bring in full. What comes after them is explained as far as it continues
those days, less with each day: an order that arrives some days after a post that brought nobody stays unexplained.
"""

from typing import Literal, TypeAlias, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals.rows.creator_days import KEYS_PER_CREATOR, keyed
from matchmaker.signals.rows.posts import engagements

Cause: TypeAlias = Literal["giveaway", "press", "viral"]
DayKeys: TypeAlias = NDArray[np.int64]

CAUSES: tuple[Cause, ...] = get_args(Cause)
CAUSE_DAYS = 2  # a post brings most of its followers within two days
FADED_DAYS = 7  # what still comes a week after a post is no longer its doing
VIRAL_FACTOR = 3.0  # engagement over the creator's median from which a post can explain a jump

# Wordings of captions, lower case; words with another everyday meaning ("win", "gift", "press") only in phrases.
GIVEAWAY_WORDS = (
    *("giveaway", "give-away", "sweepstake", "prize draw", "enter to win", "chance to win", "you could win"),
    *("gewinnspiel", "verlosung", "verlosen", "winactie", "sorteo", "sorteamos", "sorteio", "sorteando"),
    *("jeu concours", "jeu-concours", "jeuconcours", "tirage au sort", "concorso a premi", "rozdanie", "konkurs"),
    *("розыгрыш", "разыгрыва", "розіграш", "çekiliş", "undian", "bagi-bagi hadiah", "गिवअवे"),
    *("プレゼント企画", "プレゼントキャンペーン", "抽選", "懸賞", "抽奖", "抽獎", "경품", "추첨"),
    *("مسابقة", "سحب على", "جيف اواي", "قرعه كشي", "قرعه‌کشی"),
)
PRESS_WORDS = (
    *("as seen in", "as seen on", "featured in", "featured on", "in the press", "press coverage", "interviewed by"),
    *("in der presse", "in der zeitung", "im fernsehen", "en la prensa", "en la tele", "na imprensa", "na televisão"),
    *("dans la presse", "à la télé", "sui giornali", "in televisione", "in de krant", "в прессе", "по телевизору"),
    *("televizyonda", "テレビ出演", "メディア掲載", "신문에", "في الصحافة", "على التلفزيون"),
)


def cause_days(snapshot: Snapshot) -> dict[Cause, DayKeys]:
    """Sorted keys (see `keyed`) of the days of posts that can explain growth, of creators with a history."""
    observed = snapshot.follower_counts.lazy().select("creator_id").unique()
    counted = pl.col("engagements_count")
    is_cause: dict[Cause, pl.Expr] = {
        "giveaway": caption_cause("giveaway"),
        "press": caption_cause("press"),
        "viral": (counted > 0) & (counted >= VIRAL_FACTOR * counted.median().over("creator_id")),
    }
    posts = (
        snapshot.posts.lazy()
        .select("creator_id", "posted_at", "caption", engagements_count=engagements())
        .join(observed, on="creator_id", how="semi")
        .select("creator_id", "posted_at", **{cause: rule.fill_null(False) for cause, rule in is_cause.items()})
        .filter(pl.any_horizontal(CAUSES))
    )
    days = keyed(posts, snapshot, "posted_at").sort("key").collect()
    return {cause: days.filter(cause)["key"].to_numpy() for cause in CAUSES}


def caption_cause(cause: Literal["giveaway", "press"]) -> pl.Expr:
    """Whether the post's caption tells of this cause; false without a caption."""
    words = {"giveaway": GIVEAWAY_WORDS, "press": PRESS_WORDS}[cause]
    return pl.col("caption").str.to_lowercase().str.contains_any(list(words)).fill_null(False)


def explained_change(steps: pl.DataFrame, days: DayKeys) -> pl.Series:
    """Part of each step's daily_change, followers a day, that the last of these days before its end explains.

    All of it when the day lies inside the step or at most CAUSE_DAYS before its end; then at most what the largest
    such step brought, falling in a line to nothing FADED_DAYS after the day. 0 for losses and without a cause.
    """
    ends = steps["key"].to_numpy()
    last = np.insert(days, 0, -KEYS_PER_CREATOR)[np.searchsorted(days, ends, side="right")]
    elapsed = ends - last
    change = pl.col("daily_change")
    of_first_days = pl.when("is_first").then(change)
    brought = of_first_days.max().over("last").fill_null(0.0).clip(lower_bound=0.0)
    return (
        steps.select("daily_change")
        .with_columns(
            last=pl.Series(last),
            is_first=pl.Series(elapsed <= np.maximum(steps["step_days"].to_numpy(), CAUSE_DAYS)),
            left=pl.Series(np.clip((FADED_DAYS - elapsed) / (FADED_DAYS - CAUSE_DAYS), 0.0, 1.0)),
        )
        .select(pl.coalesce(of_first_days, pl.min_horizontal(change, brought * pl.col("left"))).clip(lower_bound=0.0))
        .to_series()
    )
