"""Creators as the models might have assessed them: name what the test is about, the rest is ordinary."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from matchmaker.domain.assessment import (
    QUANTILE_LEVELS,
    AuthenticityAssessment,
    Flag,
    Forecast,
    Interval,
    Numbers,
    TopicFitAssessment,
)
from matchmaker.domain.brief import Brief, Offer
from matchmaker.domain.money import Money
from matchmaker.domain.outcomes import QUOTES
from matchmaker.ranking.brand.findings import BrandFindings
from matchmaker.ranking.brand.kept import Kept
from matchmaker.ranking.brand.posts import BrandPosts
from matchmaker.ranking.candidates import profiles
from matchmaker.ranking.document import Item
from matchmaker.ranking.outlook import outlook_of
from matchmaker.ranking.policy import Policy, default_policy
from matchmaker.ranking.shortlist import Assessed, Shortlist, shortlist
from matchmaker.ranking.themes import ThemeSeen
from matchmaker.ranking.work import Prospects, works
from matchmaker.scorers.performance.funnel import Funnel
from tests.builders import NOW, a_creator, a_post, a_snapshot


@dataclass(frozen=True)
class Known:
    """One creator: a micro account on the topic with a clear audience and 1,000 engagements a post."""

    creator_id: str = "ana"
    followers_count: int | None = 40_000
    fit: float | None = 0.8
    visual: float | None = None
    covered: float | None = 1.0
    specialism: float | None = 0.5
    fake: float | None = 0.1
    engagement_anomaly: float | None = 0.1
    growth_anomaly: float | None = 0.1
    quality: float | None = 80.0
    state: str | None = "clear"
    readiness: str = "ready"
    engagements: float | None = 1_000.0
    views: float | None = None
    views_are_past: bool = True
    engagement_rate: float | None = 0.025
    fee: float | None = None
    currency: str = "USD"
    platform: str = "instagram"
    country: str | None = "US"
    language: str | None = "en"
    posts: int = 4
    caption: str = "a post"
    avoid: float | None = None  # probability of a topic to avoid; its posts are as likely about it
    shows: float | None = None  # the same of a value
    observed_at: datetime = NOW
    flags: tuple[Flag, ...] = field(default=())


def assessed(
    *creators: Known,
    policy: Policy,
    brief: Brief | None = None,
    offers: Sequence[Offer] = (),
    quotes: pl.DataFrame | None = None,
    funnel: Funnel | None = None,
) -> Assessed:
    """What the models would hand to the ranking; a forecast is 0.5, 1 and 2 times its median at p10, p50 and p90.

    It is the same for every format. `quotes` are columns QUOTES.
    """
    asked = brief or a_brief()
    rows = [_profile(known) for known in creators]
    posts = [
        a_post(
            known.creator_id,
            f"p{place}",
            known.observed_at - timedelta(days=place + 1),
            observed_at=known.observed_at,
            caption=known.caption,
        )
        for known in creators
        for place in range(known.posts)
    ]
    snapshot = a_snapshot(rows, posts=posts)
    ids = [known.creator_id for known in creators]
    signals = pl.DataFrame(
        {"creator_id": ids, "engagement_rate_by_followers_ratio": [known.engagement_rate for known in creators]},
        schema_overrides={"engagement_rate_by_followers_ratio": pl.Float64},
    )
    authenticity = AuthenticityAssessment(_risks(creators), {known.creator_id: known.flags for known in creators})
    forecast = Forecast(
        creator_ids=tuple(ids),
        quantiles={
            "engagements_count": _quantiles([known.engagements for known in creators]),
            "views_count": _quantiles([known.views for known in creators]),
        },
        past_mean={"views_count": _past_views(creators)},
        history_count=np.array([known.posts for known in creators]),
        interval=Interval(0.8, 0.79, 1234),
    )
    known = profiles(snapshot, signals, authenticity, forecast)
    work = works(ids, [each.platform for each in creators], asked.deliverables, offers)
    rates = (funnel or Funnel.assumed()).rates(
        known.select(
            "creator_id", "platform", objective=pl.lit(asked.objective), category=pl.lit(asked.category, pl.String)
        )
    )
    formats = {name for each in work for name, _ in each} or {"post"}
    prospects = Prospects.of(dict.fromkeys(sorted(formats), forecast), work, rates, Funnel.assumed().delay)
    return Assessed(
        snapshot=snapshot,
        profiles=known,
        topic_fit=TopicFitAssessment(
            _fits(creators), np.full(snapshot.posts.height, 0.5, np.float32), np.full(snapshot.posts.height, 0.01)
        ),
        authenticity=authenticity,
        prospects=prospects,
        outlook=outlook_of(known, prospects, policy),
        brand=BrandFindings.of(asked, BrandPosts.of(snapshot, nobody_discloses), NOW, policy.brand, Kept(1)),
        quotes=QUOTES.empty() if quotes is None else QUOTES.conform(quotes),
        values=_themes(brief, "values", [known.shows for known in creators], creators),
        avoided=_themes(brief, "avoid_topics", [known.avoid for known in creators], creators),
    )


def nobody_discloses(captions: pl.Series) -> pl.DataFrame:
    """A head of disclosures that finds none."""
    return pl.DataFrame(
        {"disclosure_probability": [0.0] * len(captions)}, schema={"disclosure_probability": pl.Float64}
    )


def _themes(
    brief: Brief | None, field_name: str, known: Sequence[float | None], creators: Sequence[Known]
) -> tuple[ThemeSeen, ...]:
    """One theme, named as the brief does, where any creator is known to show it or not."""
    if all(each is None for each in known):
        return ()
    names = getattr(brief, field_name) if brief else ()
    probability = np.array([np.nan if each is None else each for each in known])
    posts = np.repeat(probability, [creator.posts for creator in creators])
    return (ThemeSeen(names[0] if names else "gambling", probability, posts),)


def _past_views(creators: Sequence[Known]) -> Numbers:
    return np.array([np.nan if known.views is None or not known.views_are_past else known.views for known in creators])


def ranked(
    *creators: Known,
    brief: Brief | None = None,
    offers: tuple[tuple[str, float] | Offer, ...] = (),
    limit: int = 500,
    policy: Policy | None = None,
    quotes: pl.DataFrame | None = None,
    funnel: Funnel | None = None,
) -> Shortlist:
    """The shortlist of these creators; `offers` are whole ones or fees in the brief's currency."""
    asked, chosen = brief or a_brief(), policy or default_policy()
    given = [
        offer if isinstance(offer, Offer) else Offer(offer[0], Money(offer[1], asked.currency)) for offer in offers
    ]
    return shortlist(
        asked,
        given,
        assessed(*creators, policy=chosen, brief=asked, offers=given, quotes=quotes, funnel=funnel),
        NOW,
        limit,
        chosen,
    )


def item_of(found: Shortlist, creator_id: str = "ana") -> Item:
    """The item of one creator."""
    return next(item for item in found.items if item["creator_id"] == creator_id)


def a_brief(**wishes: object) -> Brief:
    """A brief of more than a few words."""
    return Brief(**{"text": "Gentle skincare for sensitive skin", **wishes})  # type: ignore[arg-type]


def _profile(known: Known) -> dict[str, object]:
    return dict(
        a_creator(
            known.creator_id,
            platform=known.platform,
            country=known.country,
            language=known.language,
            followers_count=known.followers_count,
            fee_amount=known.fee,
            fee_currency=None if known.fee is None else known.currency,
            observed_at=known.observed_at,
        )
    )


def _fits(creators: tuple[Known, ...]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "creator_id": [known.creator_id for known in creators],
            "topic_fit_probability": [known.fit for known in creators],
            "specialism_ratio": [known.specialism for known in creators],
            "posts_used_count": [known.posts for known in creators],
            "encoder": ["precise" if known.posts else None for known in creators],
            "visual_similarity": [known.visual for known in creators],
            "languages": [[{"language": "en", "ratio": 1.0}]] * len(creators),
            "covered_ratio": [known.covered for known in creators],
        },
        schema={
            "creator_id": pl.String,
            "topic_fit_probability": pl.Float64,
            "specialism_ratio": pl.Float64,
            "posts_used_count": pl.Int64,
            "encoder": pl.String,
            "visual_similarity": pl.Float64,
            "languages": pl.List(pl.Struct({"language": pl.String, "ratio": pl.Float64})),
            "covered_ratio": pl.Float64,
        },
    )


def _risks(creators: tuple[Known, ...]) -> pl.DataFrame:
    rows = [
        {
            "creator_id": known.creator_id,
            "authenticity_state": known.state,
            "readiness": known.readiness,
            "fake_follower_ratio_p10": None if known.fake is None else known.fake / 2,
            "fake_follower_ratio_p50": known.fake,
            "fake_follower_ratio_p90": None if known.fake is None else min(1.0, known.fake * 1.5),
            "follower_sample_count": 0 if known.fake is None else 200,
            "engagement_anomaly_probability": known.engagement_anomaly,
            "growth_anomaly_probability": known.growth_anomaly,
            "coordination_probability": None,
            "audience_quality_score_p10": None if known.quality is None else known.quality - 10,
            "audience_quality_score_p50": known.quality,
            "audience_quality_score_p90": None if known.quality is None else known.quality + 5,
        }
        for known in creators
    ]
    numbers = [name for name in rows[0] if name.endswith(("p10", "p50", "p90", "probability"))]
    return pl.DataFrame(rows, schema_overrides={"authenticity_state": pl.String, **dict.fromkeys(numbers, pl.Float64)})


def _quantiles(medians: list[float | None]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Log-normal by hand: 0.5, 1 and 2 times the median at levels 0.1, 0.5 and 0.9, log-linear elsewhere."""
    places = np.interp(QUANTILE_LEVELS, (0.02, 0.1, 0.5, 0.9, 0.98), (-1.6, -1, 0, 1, 1.6))
    centres = np.array([np.nan if median is None else median for median in medians])
    return centres[:, None] * 2.0**places
