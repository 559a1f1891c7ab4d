"""Which posts were paid, and what tells it: an agreed deliverable, the platform's mark, a disclosure, a code.

A post without any sign may still be paid: what is found here is a lower bound, and answers say so.
"""

from collections.abc import Callable
from typing import TypeAlias

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.scorers.authenticity.disclosures import DENIED
from matchmaker.signals.rows.disclosures import discloses, may_disclose, offers_code

Judge: TypeAlias = Callable[[pl.Series], pl.DataFrame]
# The head of disclosures was learned from descriptions of videos: it is asked only where a word of its subject stands,
# and not about every caption, of which it takes one in two hundred for a disclosure.
_EARNS = r"(?i)\baffiliate|\bcommission"
_DECIDED = 0.5


def paid_by(snapshot: Snapshot, judge: Judge) -> pl.Series:
    """PaidBy of each of the snapshot's posts, null where nothing tells; what a reader can see goes before the records.

    `judge` gives columns with disclosure_probability for a series of captions. A discount code counts beside a tagged
    account alone: a shop's own code is no partnership.
    """
    caption = pl.col("caption").fill_null("")
    agreed = snapshot.collaborations.filter(pl.col("post_id").is_not_null()).select(
        "creator_id", "post_id", is_agreed=pl.lit(True)
    )
    told = (
        snapshot.posts.select(
            "creator_id",
            "post_id",
            "is_sponsored",
            tagged=pl.col("mentions").list.len() > 0,
            said=may_disclose(caption).str.replace_all(DENIED, " "),
            code=offers_code(caption),
        )
        .with_columns(says=discloses(pl.col("said")), earns=_affiliate(snapshot.posts["caption"], judge))
        .join(agreed.unique(), on=["creator_id", "post_id"], how="left", maintain_order="left")
    )
    return told.select(
        pl.when("is_sponsored")
        .then(pl.lit("platform_mark"))
        .when("says")
        .then(pl.lit("disclosure"))
        .when("earns")
        .then(pl.lit("affiliate"))
        .when(pl.col("code") & pl.col("tagged"))
        .then(pl.lit("code"))
        .when("is_agreed")
        .then(pl.lit("collaboration"))
        .alias("paid_by")
    )["paid_by"]


def _affiliate(captions: pl.Series, judge: Judge) -> pl.Series:
    rows = captions.str.contains(_EARNS).fill_null(False).arg_true()
    none = pl.repeat(False, len(captions), eager=True)
    if rows.is_empty():
        return none
    probability = judge(captions.gather(rows))["disclosure_probability"]
    return none.scatter(rows, (probability >= _DECIDED).fill_null(False))
