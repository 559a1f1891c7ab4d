"""A creator's vetting report from stored data."""

import time
from datetime import datetime

import polars as pl

from matchmaker.application.model_uses import model_uses
from matchmaker.application.report.assessments import Found, creator_assessments, moment
from matchmaker.application.report.document import CreatorReport, HeadAnswer, OpenDispute
from matchmaker.application.report.heads import head_answer
from matchmaker.application.report.observations import comment_observations, disclosure_observations
from matchmaker.application.report.topics import topic_observations
from matchmaker.application.workplace import Workplace
from matchmaker.domain.assessment import AuthenticityAssessment, with_disputes
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import VENDOR_ESTIMATES
from matchmaker.domain.tiers import tier_of
from matchmaker.ranking.brand.posts import BrandPosts
from matchmaker.ranking.document import DataQuality
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.quality import data_quality
from matchmaker.registry.model_set import ModelSet
from matchmaker.scorers.authenticity import SIGNALS_USED
from matchmaker.signals import measure

PROFILES_LIMIT = 10_000  # followers of one creator that a report looks at; a ranking of hundreds takes 400 of each
_SECONDS_A_DAY = 86_400


def creator_report(creator_id: str, workplace: Workplace, now: datetime) -> CreatorReport:
    """What is stored about a creator, as the models in service see it; CreatorUnknownError when nothing is.

    The same data, models and disputes give the same report but for the data's age and took_ms.
    """
    started = time.perf_counter()
    models = workplace.champions.current()
    snapshot = workplace.catalogue.snapshot([creator_id], profiles_limit=PROFILES_LIMIT)
    estimates = workplace.catalogue.rows(VENDOR_ESTIMATES, creator_id)
    disputes = workplace.disputes.listed(creator_id, only_open=True)
    contested = {creator_id: {dispute.objection.flag_code for dispute in disputes}}
    assessment = with_disputes(assess(snapshot, models, read_comments=True), contested)
    (assessed,) = creator_assessments(Found(snapshot, assessment, estimates, models.authenticity))
    comments = comment_observations(snapshot, assessment.comments_said)
    disclosures = disclosure_observations(snapshot, models.authenticity)
    creator = snapshot.creators.row(0, named=True)
    return {
        **assessed,
        "heads": [*assessed["heads"], *_text_heads(snapshot, comments is not None, disclosures is not None)],
        "platform": creator["platform"],
        "tier": tier_of(creator["followers_count"]),
        "followers_count": creator["followers_count"],
        "comments": comments,
        "disclosures": disclosures,
        "partnerships": BrandPosts.of(snapshot, models.authenticity.score_captions).partnerships_of(creator_id),
        "topics": topic_observations(snapshot, models.topic_fit, workplace.encoders),
        "disputes": [
            OpenDispute(
                dispute_id=dispute.dispute_id,
                flag_code=dispute.objection.flag_code,
                opened_at=moment(dispute.opened_at),
            )
            for dispute in disputes
        ],
        "data_quality": _data_quality(snapshot, now, workplace.policy),
        "models": model_uses({name: models.versions[name] for name in ("authenticity", "topic_fit")}),
        "took_ms": round(1000 * (time.perf_counter() - started), 3),
    }


def assess(snapshot: Snapshot, models: ModelSet, *, read_comments: bool) -> AuthenticityAssessment:
    """What the authenticity model says of the snapshot's creators, measured on the signals it uses.

    What comments say is an observation that decides nothing; reading those of hundreds of creators takes long.
    """
    signals = measure(snapshot, SIGNALS_USED)
    return models.authenticity.assess(snapshot, signals, read_comments=read_comments)


def _text_heads(snapshot: Snapshot, judged_comments: bool, judged_captions: bool) -> list[HeadAnswer]:
    return [
        head_answer("comments", judged_comments, _why_no_text(snapshot.comments["text"], "comments")),
        head_answer("disclosures", judged_captions, _why_no_text(snapshot.posts["caption"], "captions of posts")),
    ]


def _why_no_text(texts: pl.Series, named: str) -> str:
    if texts.null_count() == texts.len():
        return f"no {named} are known of this creator; import some"
    return f"the model in service cannot judge these {named}: they are blank, or it has no head for them"


def _data_quality(snapshot: Snapshot, now: datetime, policy: Policy) -> DataQuality:
    creator = snapshot.creators.row(0, named=True)
    seen = [creator["observed_at"], *snapshot.posts["observed_at"].drop_nulls().to_list()]
    age_days = max((now - min(seen)).total_seconds() / _SECONDS_A_DAY, 0.0)
    return data_quality(
        {
            "followers_count": creator["followers_count"],
            "fee_amount": creator["fee_amount"],
            "country": creator["country"],
            "language": creator["language"],
            "posts_count": snapshot.posts.height,
            "has_comments": not snapshot.comments.is_empty(),
            "has_follower_counts": not snapshot.follower_counts.is_empty(),
            "has_follower_profiles": not snapshot.follower_profiles.is_empty(),
            "oldest_field_age_days": float(int(age_days)),
        },
        policy,
    )
