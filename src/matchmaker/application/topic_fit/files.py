"""Files of briefs, creators and posts in, a file with a row a creator and brief out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from matchmaker.application.passes import Encoders, read_first
from matchmaker.application.scoring.files import Progress, new_output
from matchmaker.application.topic_fit.assessing import assess_topics
from matchmaker.application.topic_fit.inputs import Inputs, TopicFitInput, read_inputs
from matchmaker.application.topic_fit.watched import Watched
from matchmaker.domain.assessment import TopicFitAssessment
from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import ModelUnavailableError
from matchmaker.intake.scorable import Doubts
from matchmaker.ranking.evidence import evidence_posts
from matchmaker.ranking.policy import default_policy
from matchmaker.scorers.topic_fit import TopicFit
from matchmaker.scorers.topic_fit.visual import RecentPictures

ROWS_AT_ONCE = 50_000  # creators times briefs, and 500 creators at most: memory stays flat, vectorised work full
_CREATORS_AT_ONCE = 500
_CAPTIONS = Path("captions")  # the bar's name


@dataclass(frozen=True)
class TopicFitted:
    """How much was written, which cells counted as unknown, and what was left out, in words."""

    creators_count: int
    briefs_count: int
    doubts: Doubts
    notes: list[str]


def score_topic_fit(
    source: TopicFitInput,
    target: Path,
    model: TopicFit,
    encoders: Encoders,
    progress: Progress,
    *,
    fast: bool = False,
) -> TopicFitted:
    """Write a row a creator and brief: creators in the order of their file, and for each its briefs in that of theirs.

    Columns: brief_id, creator_id, topic_fit_probability (0-1, empty without a readable post), specialism_ratio and
    evidence_post_ids (what raises the fit, the most first, then what lowers it), as POST /v1/topic-fit answers. Nothing
    is written where something is wrong: raises ValidationFailedError, StorageFailedError or ModelUnavailableError.
    `fast` has captions read by the fast encoder, where there is one; `progress` is told the posts done.
    """
    _refuse_other_space(model, encoders)
    out, *_ = (new_output(path, target) for path in (source.creators, source.posts, source.briefs))
    read = read_inputs(source, progress)
    watched = Watched(_CAPTIONS, read.posts.height, progress)
    try:
        for snapshot in _snapshots(read):
            rows = _rows(snapshot, read, model, watched.encoders(encoders), fast)
            out.write(rows.select("brief_id", "creator_id"), rows.drop("brief_id", "creator_id"))
            watched.finished(snapshot.posts.height)
        out.close()
    finally:
        out.discard()
    return TopicFitted(read.creators.height, len(read.briefs), read.doubts, read.notes)


def _refuse_other_space(model: TopicFit, encoders: Encoders) -> None:
    if model.space != encoders.precise.space:
        raise ModelUnavailableError(
            f"expected a model for vectors of {encoders.precise.space}, the encoder in service, got one for "
            f"{model.space}; train topic_fit with this encoder"
        )


def _snapshots(read: Inputs) -> Iterator[Snapshot]:
    height = max(1, min(_CREATORS_AT_ONCE, ROWS_AT_ONCE // len(read.briefs)))
    for start in range(0, read.creators.height, height):
        creators = read.creators.slice(start, height)
        own = pl.col("creator_id").is_in(creators["creator_id"].implode())
        yield Snapshot.of(creators=creators, posts=read.posts.filter(own))


def _rows(snapshot: Snapshot, read: Inputs, model: TopicFit, encoders: Encoders, fast: bool) -> pl.DataFrame:
    """Every brief for the creators of a part, creator after creator."""
    _, readings = read_first(snapshot, np.full(snapshot.creators.height, fast), model, encoders)
    pictures = RecentPictures.of(snapshot)
    fits = (
        _fit(brief_id, assess_topics(brief, readings, pictures, model, default_policy()).fit, snapshot)
        for brief_id, brief in read.briefs.items()
    )
    return pl.concat(fits).sort("_creator", maintain_order=True).drop("_creator")


def _fit(brief_id: str, assessment: TopicFitAssessment, snapshot: Snapshot) -> pl.DataFrame:
    evidence = evidence_posts(assessment, snapshot)
    cited = [[post["post_id"] for post in evidence.get(name, [])] for name in assessment.columns["creator_id"]]
    return assessment.columns.select(
        pl.lit(brief_id).alias("brief_id"),
        "creator_id",
        "topic_fit_probability",
        "specialism_ratio",
        pl.Series("evidence_post_ids", cited, pl.List(pl.String)),
        pl.int_range(pl.len()).alias("_creator"),
    )
