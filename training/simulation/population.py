"""Who the simulated creators are: kind, size, topics, the engagement they earn and the share of bought followers."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from training.simulation.words import Indices, Texts, topics

Kind: TypeAlias = Literal[
    "specialist", "lifestyle", "bought_audience", "growth_spike_benign", "growth_spike_bought", "small"
]
Cause: TypeAlias = Literal["none", "viral_post", "giveaway", "bought_order"]
Numbers: TypeAlias = NDArray[np.float64]

KINDS: tuple[Kind, ...] = get_args(Kind)
_KIND_SHARES = (0.44, 0.24, 0.11, 0.07, 0.06, 0.08)  # most creators are honest; every kind appears from 12 on
LANGUAGES = ("en", "es", "de", "pt", "ja", "ar")
_LANGUAGE_SHARES = (0.76, 0.07, 0.06, 0.05, 0.03, 0.03)
_COUNTRIES = {"en": "US", "es": "ES", "de": "DE", "pt": "BR", "ja": "JP", "ar": "AE"}
PLATFORMS = ("instagram", "tiktok", "youtube")
_PLATFORM_SHARES = (0.6, 0.25, 0.15)

_FOLLOWERS_MEDIAN = 32_000  # the middle of the micro tier, which the service is for
_FOLLOWERS_SPREAD = 1.25  # natural-log standard deviation: 1 % below 2,000, 1 % above half a million
_TAIL_SHARE, _TAIL_INDEX = 0.04, 1.1  # a Pareto tail on top gives the macro and mega accounts
_RATE_AT_10_000 = 0.034  # published micro engagement rates lie between 1 and 5 %
_RATE_SLOPE = -0.22  # d log rate / d log followers: larger accounts engage a smaller share
_RATE_SPREAD = 0.55  # natural-log standard deviation between creators of one size
_PLATFORM_RATE = {"instagram": 1.0, "tiktok": 1.5, "youtube": 0.9}


@dataclass(frozen=True)
class Population:
    """One entry a creator in every array; `topic_shares` has shape (creators, topics) and rows summing to 1.

    `fake_ratio` is the share of today's followers that are bought or made up, `rate` the median engagements
    of an ordinary post / genuine followers, `spread` the standard deviation of log engagements between posts.
    `event_days_ago` dates the growth event, `event_gain_ratio` is its followers / followers before,
    `event_kept_ratio` the share of them that stays for good.
    """

    ids: Texts
    kinds: Texts
    platforms: Texts
    languages: Texts
    countries: Texts
    observed_at: NDArray[np.datetime64]
    main_topics: Indices
    topic_shares: Numbers
    followers: Numbers
    fake_ratio: Numbers
    rate: Numbers
    spread: Numbers
    posts: Indices
    gap_days: Numbers
    growth_per_day: Numbers
    causes: Texts
    event_days_ago: Numbers
    event_gain_ratio: Numbers
    event_kept_ratio: Numbers
    uses_pods: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)


def populate(random: np.random.Generator, creators: int, now: datetime, posts_per_creator: int) -> Population:
    """`creators` accounts as seen within the five days before `now`."""
    kinds = _kinds(random, creators)
    small, bought = kinds == "small", kinds == "bought_audience"
    shares = _topic_shares(random, kinds)
    platforms = random.choice(np.array(PLATFORMS, dtype=np.object_), creators, p=_PLATFORM_SHARES)
    languages = random.choice(np.array(LANGUAGES, dtype=np.object_), creators, p=_LANGUAGE_SHARES)
    followers = _followers(random, kinds)
    causes, days_ago, gain, kept = _events(random, kinds)
    ordinary = random.beta(2.0, 20.0, creators)  # one follower in eleven is fake on an ordinary account
    fake = np.where(bought, 0.3 + 0.55 * random.beta(2.0, 2.0, creators), ordinary)
    bought_now = np.where(causes == "bought_order", gain * kept / (1 + gain * kept), 0.0)
    return Population(
        ids=np.array([f"sample-{number:05d}" for number in range(1, creators + 1)], dtype=np.object_),
        kinds=kinds,
        platforms=platforms,
        languages=languages,
        countries=np.array([_COUNTRIES[language] for language in languages], dtype=np.object_),
        observed_at=_observed(random, creators, now),
        main_topics=shares.argmax(axis=1),
        topic_shares=shares,
        followers=followers,
        fake_ratio=fake * (1 - bought_now) + bought_now,
        rate=_rate(random, followers, platforms),
        spread=np.clip(random.lognormal(np.log(0.38), 0.35, creators), 0.12, 1.2),
        posts=np.where(
            small, random.integers(2, max(3, min(9, posts_per_creator)), creators), posts_per_creator
        ).astype(np.int64),
        gap_days=np.clip(random.lognormal(np.log(2.8), 0.55, creators), 0.3, 21.0),
        growth_per_day=random.lognormal(np.log(6e-4), 0.8, creators),  # median 0.06 % a day, about 25 % a year
        causes=causes,
        event_days_ago=days_ago,
        event_gain_ratio=gain,
        event_kept_ratio=kept,
        uses_pods=random.random(creators) < np.where(bought, 0.6, 0.04),
    )


def _kinds(random: np.random.Generator, creators: int) -> Texts:
    """Kinds in fixed shares and random order, so that even a small market holds every kind."""
    edges = np.round(np.cumsum(_KIND_SHARES) * creators).astype(int)
    kinds = np.array(KINDS, dtype=np.object_)[np.searchsorted(edges, np.arange(creators), side="right")]
    random.shuffle(kinds)
    return kinds


def _observed(random: np.random.Generator, creators: int, now: datetime) -> NDArray[np.datetime64]:
    moment = np.datetime64(now.astimezone(UTC).replace(tzinfo=None), "us")
    ages = random.integers(3_600, 5 * 86_400, creators)
    observed: NDArray[np.datetime64] = moment - ages.astype("timedelta64[s]")
    return observed


def _followers(random: np.random.Generator, kinds: Texts) -> Numbers:
    rows = len(kinds)
    followers = random.lognormal(np.log(_FOLLOWERS_MEDIAN), _FOLLOWERS_SPREAD, rows)
    tail = 150_000 * (1 + random.pareto(_TAIL_INDEX, rows))
    followers = np.where(random.random(rows) < _TAIL_SHARE, tail, followers)
    followers = np.where(kinds == "bought_audience", followers * 2.2, followers)
    followers = np.where(kinds == "small", random.uniform(1_200, 9_000, rows), followers)
    return np.clip(followers, 1_000, 40_000_000)


def _rate(random: np.random.Generator, followers: Numbers, platforms: Texts) -> Numbers:
    platform = np.array([_PLATFORM_RATE[name] for name in platforms])
    size = (followers / 10_000) ** _RATE_SLOPE
    return np.clip(_RATE_AT_10_000 * platform * size * random.lognormal(0.0, _RATE_SPREAD, len(followers)), 5e-4, 0.4)


def _topic_shares(random: np.random.Generator, kinds: Texts) -> Numbers:
    """Specialists give 60 to 95 % of their posts to one topic, lifestyle feeds spread over six to nine."""
    every, rows = topics(), np.arange(len(kinds))
    subjects = np.array([position for position, topic in enumerate(every) if topic.briefs])
    main_topics = random.choice(subjects, len(kinds))  # nobody is a specialist of everyday life
    broad = (kinds == "lifestyle") | ((kinds != "specialist") & (random.random(len(kinds)) < 0.3))
    index = {topic.name: position for position, topic in enumerate(every)}
    near = np.zeros((len(every), len(every)))
    for position, topic in enumerate(every):
        near[position, [index[name] for name in (*topic.related, "everyday")]] = 1.0
    rest = random.dirichlet(np.full(len(every), 0.6), len(kinds)) * (near[main_topics] + 0.05)
    main = random.uniform(0.6, 0.95, len(kinds))
    shares = rest / rest.sum(axis=1, keepdims=True) * (1 - main)[:, None]
    shares[rows, main_topics] += main
    kept = random.random(shares.shape).argsort(axis=1) < random.integers(6, 10, len(kinds))[:, None]
    mixed = random.dirichlet(np.full(len(every), 3.0), len(kinds)) * kept
    mixed[:, index["everyday"]] += 0.1
    chosen: Numbers = np.where(broad[:, None], mixed / mixed.sum(axis=1, keepdims=True), shares)
    return chosen


def _events(random: np.random.Generator, kinds: Texts) -> tuple[Texts, Numbers, Numbers, Numbers]:
    """Cause, days ago, gain / followers before, share kept; 0 where there was no event.

    Bought orders lose 10 to 80 % of their followers again, viral posts 2 to 10 %, giveaways 20 to 40 %.
    """
    rows = len(kinds)
    viral = random.random(rows) < 0.65
    benign, bought = kinds == "growth_spike_benign", kinds == "growth_spike_bought"
    causes = np.full(rows, "none", dtype=np.object_)
    causes[benign] = np.where(viral[benign], "viral_post", "giveaway")
    causes[bought] = "bought_order"
    happened = benign | bought
    days_ago = np.where(happened, random.uniform(12, 40, rows), 0.0)
    gain = np.where(bought, random.uniform(0.12, 0.7, rows), random.uniform(0.1, 0.45, rows))
    lost = np.select(
        [bought, benign & viral],
        [random.uniform(0.1, 0.8, rows), random.uniform(0.02, 0.1, rows)],
        random.uniform(0.2, 0.4, rows),
    )
    return causes, days_ago, np.where(happened, gain, 0.0), np.where(happened, 1 - lost, 0.0)
