"""What comments and captions of a creator look like to the text heads."""

from typing import cast

import polars as pl

from matchmaker.application.report.assessments import MOMENT
from matchmaker.application.report.document import (
    CommentObservations,
    DisclosureObservations,
    JudgedCaption,
    JudgedComment,
)
from matchmaker.application.scoring.heads import CAPTIONS, TEXT
from matchmaker.domain.snapshot import Snapshot
from matchmaker.scorers.authenticity import Authenticity

_COMMENTS_SHOWN = 5
_LIKELY = 0.5  # from here on a caption or comment is shown as one; ratios and sums never use it


def comment_observations(snapshot: Snapshot, said: pl.DataFrame) -> CommentObservations | None:
    """Of one creator's sampled comments and what the model said of each; null where there are none or none was read."""
    if said.is_empty():
        return None
    judged = snapshot.comments.hstack(said).filter(pl.col("spam_probability").is_not_null())
    if judged.is_empty():
        return None
    likely = judged.filter(pl.col("spam_probability") >= _LIKELY).sort(
        "spam_probability", "post_id", "comment_id", descending=[True, False, False]
    )
    shown = likely.head(_COMMENTS_SHOWN).select("post_id", "comment_id", "spam_probability")
    return {
        "comments_judged_count": judged.height,
        "spam_ratio": cast("float | None", judged["spam_probability"].mean()),
        "generic_ratio": cast("float | None", judged["generic_probability"].mean()),
        "likely_spam": cast("list[JudgedComment]", shown.to_dicts()),
    }


def disclosure_observations(snapshot: Snapshot, model: Authenticity) -> DisclosureObservations | None:
    """Of one creator's recent posts; null where no caption could be judged."""
    judged = snapshot.posts.hstack(CAPTIONS.score(model, snapshot.posts.select(pl.col("caption").alias(TEXT.name))))
    probability = judged["disclosure_probability"]
    if probability.null_count() == judged.height:
        return None
    disclosing = (pl.col("disclosure_probability") >= _LIKELY) | pl.col("is_sponsored")
    shown = judged.filter(disclosing).select(
        "post_id",
        pl.col("posted_at").dt.to_string(MOMENT),
        "is_sponsored",
        "disclosure_probability",
        "disclosure_type",
        "disclosure_up_front",
    )
    return {
        "captions_judged_count": judged.height - probability.null_count(),
        "expected_disclosed_count": float(probability.sum()),
        "posts": cast("list[JudgedCaption]", shown.to_dicts()),
    }
