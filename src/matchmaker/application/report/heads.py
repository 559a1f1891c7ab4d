"""Which heads of the model could speak of a creator, and what the others would need."""

from collections.abc import Mapping

import polars as pl

from matchmaker.application.report.document import HeadAnswer, HeadName
from matchmaker.domain.assessment import AuthenticityAssessment
from matchmaker.domain.snapshot import Snapshot

# What a head of an assessment answers with, and the table it cannot do without.
_HEADS: tuple[tuple[HeadName, str, str], ...] = (
    ("fake_followers", "fake_follower_ratio_p50", "follower_profiles"),
    ("engagement", "engagement_anomaly_probability", "posts"),
    ("growth", "growth_anomaly_probability", "follower_counts"),
    ("coordination", "coordination_probability", "comments"),
)
_TOO_LITTLE: Mapping[HeadName, str] = {
    "fake_followers": "none of the {count:,} follower_profiles tells enough: followers, following and posts are needed",
    "engagement": "{count:,} posts are known, but not followers_count with likes or comments of posts",
    "growth": "the {count:,} follower_counts cover too short a time to tell what is usual",
    "coordination": "the {count:,} comments tell too few authors below too few posts",
}


def head_answers(snapshot: Snapshot, assessment: AuthenticityAssessment) -> dict[str, list[HeadAnswer]]:
    """For each creator the heads of an assessment in their order: answered, or why not."""
    counted = {table: _counts(snapshot, table) for _, _, table in _HEADS}
    return {
        row["creator_id"]: [
            head_answer(name, row[column] is not None, _why(name, table, counted[table].get(row["creator_id"], 0)))
            for name, column, table in _HEADS
        ]
        for row in assessment.columns.to_dicts()
    }


def head_answer(name: HeadName, answered: bool, why: str) -> HeadAnswer:
    """One head's answer; `why` is told only where there was none."""
    return {"head": name, "answered": answered, "why": None if answered else why}


def _why(name: HeadName, table: str, count: int) -> str:
    if count == 0:
        return f"no {table} are known of this creator; import some (data/schemas/{table}.json)"
    return _TOO_LITTLE[name].format(count=count)


def _counts(snapshot: Snapshot, table: str) -> dict[str, int]:
    frame: pl.DataFrame = getattr(snapshot, table)
    return dict(frame.group_by("creator_id").len().iter_rows())
