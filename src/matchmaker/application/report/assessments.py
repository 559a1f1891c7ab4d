"""From the model's assessment of creators to one document a creator."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import polars as pl

from matchmaker.application.report.advice import sample_advice
from matchmaker.application.report.document import (
    CreatorAssessment,
    GrowthEvent,
    VendorEstimate,
)
from matchmaker.application.report.heads import head_answers
from matchmaker.domain.assessment import AuthenticityAssessment
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.document import Quantiles
from matchmaker.ranking.items import flag_part
from matchmaker.scorers.authenticity import Authenticity

MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Found:
    """What the model, and other tools, say of the creators of a snapshot; `estimates` are rows of vendor_estimates."""

    snapshot: Snapshot
    assessment: AuthenticityAssessment
    estimates: pl.DataFrame
    model: Authenticity


def creator_assessments(found: Found) -> list[CreatorAssessment]:
    """One document a creator, in the order of the snapshot; numbers are the model's, not rounded."""
    contributions = {row["creator_id"]: row for row in found.assessment.contributions.to_dicts()}
    events = _growth_events(found.assessment.growth_events)
    estimates = _vendor_estimates(found.estimates, found.assessment.columns)
    heads = head_answers(found.snapshot, found.assessment)
    observed = dict(found.snapshot.creators.select("creator_id", "observed_at").iter_rows())
    documents: list[CreatorAssessment] = []
    for row in found.assessment.columns.to_dicts():
        creator_id = row["creator_id"]
        share = _quantiles(row, "fake_follower_ratio")
        documents.append(
            {
                "creator_id": creator_id,
                "observed_at": moment(observed[creator_id]),
                "state": row["authenticity_state"],
                "readiness": row["readiness"],
                "audience_quality_score": _quantiles(row, "audience_quality_score"),
                "contributions": _contributions(contributions.get(creator_id, {})),
                "fake_follower_ratio": share,
                "follower_sample": {
                    "sample_count": row["follower_sample_count"],
                    "advice": sample_advice(row["follower_sample_count"], share, found.model),
                },
                "engagement_anomaly_probability": row["engagement_anomaly_probability"],
                "growth_anomaly_probability": row["growth_anomaly_probability"],
                "coordination_probability": row["coordination_probability"],
                "flags": [flag_part(flag) for flag in found.assessment.flags.get(creator_id, ())],
                "growth_events": events.get(creator_id, []),
                "heads": heads[creator_id],
                "vendor_estimates": estimates.get(creator_id, []),
            }
        )
    return documents


def moment(at: datetime) -> str:
    """A moment as answers carry it."""
    return at.astimezone(UTC).strftime(MOMENT)


def _growth_events(events: pl.DataFrame) -> Mapping[str, list[GrowthEvent]]:
    shown = events.sort("started_at").select(
        "creator_id",
        *(pl.col(name).dt.to_string(MOMENT) for name in ("started_at", "ended_at")),
        *("kind", "change_count", "change_ratio", "cause", "probability"),
    )
    return cast("dict[str, list[GrowthEvent]]", _by_creator(shown))


def _vendor_estimates(estimates: pl.DataFrame, columns: pl.DataFrame) -> Mapping[str, list[VendorEstimate]]:
    ours = columns.select("creator_id", low="fake_follower_ratio_p10", high="fake_follower_ratio_p90")
    stated = pl.col("fake_follower_ratio")
    shown = (
        estimates.join(ours, on="creator_id", how="left", maintain_order="left")
        .sort("observed_at", "vendor", descending=[True, False])
        .select(
            "creator_id",
            "vendor",
            pl.col("observed_at").dt.to_string(MOMENT),
            "fake_follower_ratio",
            "sample_count",
            inside_interval=(stated >= pl.col("low")) & (stated <= pl.col("high")),
        )
    )
    return cast("dict[str, list[VendorEstimate]]", _by_creator(shown))


def _by_creator(rows: pl.DataFrame) -> dict[object, list[dict[str, object]]]:
    parts = rows.partition_by("creator_id", as_dict=True, maintain_order=True, include_key=False)
    return {creator_id: part.to_dicts() for (creator_id,), part in parts.items()}


def _quantiles(row: Mapping[str, float | None], name: str) -> Quantiles | None:
    p10, p50, p90 = row[f"{name}_p10"], row[f"{name}_p50"], row[f"{name}_p90"]
    return None if p10 is None or p50 is None or p90 is None else {"p10": p10, "p50": p50, "p90": p90}


def _contributions(row: Mapping[str, float | None]) -> dict[str, float] | None:
    points = {name: value for name, value in row.items() if name != "creator_id" and value is not None}
    return points or None
