"""Samples of followers: genuine accounts, cheap fakes and better made ones that overlap with the genuine."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.tables import FOLLOWER_PROFILES
from training.simulation.population import Population
from training.simulation.words import Indices, Texts, draw_one, words

_FULL_SAMPLE_SHARE = 0.75  # creators whose whole sample could be read; of the others a quarter
_PREMIUM_SHARE = 0.35  # fakes with a picture, posts and a plausible name
_GENUINE, _CHEAP, _PREMIUM = 0, 1, 2


@dataclass(frozen=True)
class Audience:
    """Follower profiles and, for each, whether the account is fake (creator_id, account_id, is_fake)."""

    frame: pl.DataFrame
    truth: pl.DataFrame


def sample_followers(random: np.random.Generator, population: Population, most: int) -> Audience:
    """Up to `most` followers a creator, drawn with the creator's true share of fakes."""
    owner = np.repeat(np.arange(len(population)), _sizes(random, population, most))
    rows = len(owner)
    fake = random.random(rows) < population.fake_ratio[owner]
    make = np.where(fake, np.where(random.random(rows) < _PREMIUM_SHARE, _PREMIUM, _CHEAP), _GENUINE)
    frame = pl.DataFrame(
        {
            "creator_id": population.ids[owner],
            "account_id": [f"f-{number:07d}" for number in range(rows)],
            "platform": population.platforms[owner],
            "observed_at": population.observed_at[owner],
            "username": _usernames(random, make),
            "bio": _bios(random, make),
            **_numbers(random, make),
        },
        schema_overrides=dict.fromkeys(("creator_id", "platform", "username", "bio"), pl.String),
    ).with_columns(pl.col("observed_at").dt.replace_time_zone("UTC"))
    truth = frame.select("creator_id", "account_id").with_columns(is_fake=pl.Series(fake))
    return Audience(FOLLOWER_PROFILES.conform(frame), truth)


def _sizes(random: np.random.Generator, population: Population, most: int) -> Indices:
    whole = random.random(len(population)) < _FULL_SAMPLE_SHARE
    sizes = np.where(whole, most, max(most // 4, 1))
    return np.where(population.kinds == "small", np.minimum(random.integers(3, 13, len(population)), most), sizes)


def _by_make(
    random: np.random.Generator, make: Indices, medians: tuple[float, ...], spreads: tuple[float, ...]
) -> Indices:
    drawn = random.lognormal(np.log(np.array(medians)[make]), np.array(spreads)[make])
    return np.minimum(drawn, 7_500_000).astype(np.int64)


def _chance(random: np.random.Generator, make: Indices, *chances: float) -> NDArray[np.bool_]:
    return random.random(len(make)) < np.array(chances)[make]


def _numbers(random: np.random.Generator, make: Indices) -> dict[str, NDArray[np.generic]]:
    """Counts and flags by make (genuine, cheap fake, premium fake): medians as in public follower samples."""
    following = _by_make(random, make, (430, 1_900, 1_100), (0.85, 0.8, 0.8))
    return {
        "followers_count": _by_make(random, make, (260, 28, 120), (1.05, 1.1, 1.0)),
        "following_count": np.minimum(following, 7_500),  # platforms stop accounts at 7,500
        "posts_count": _by_make(random, make, (48, 1.6, 11), (1.3, 1.1, 0.9)),
        "has_profile_picture": _chance(random, make, 0.96, 0.55, 0.95),
        "has_link": _chance(random, make, 0.14, 0.02, 0.06),
        "is_private": _chance(random, make, 0.48, 0.2, 0.15),
        "is_verified": _chance(random, make, 0.002, 0.0, 0.0),
        "account_age_days": np.round(_by_make(random, make, (1_500, 260, 500), (0.6, 0.9, 0.8)).astype(np.float64)),
    }


def _usernames(random: np.random.Generator, make: Indices) -> Texts:
    """Handles such as mirela.moon, tovan_vantari88 or, for cheap fakes, oriankxq48213."""
    rows, names = len(make), words().names
    first, last, word = (draw_one(parts, rows, random) for parts in (names.first, names.last, names.words))
    joint = draw_one(("", ".", "_", ""), rows, random)
    year = np.where(random.random(rows) < 0.3, random.integers(70, 100, rows).astype(str).astype(np.object_), "")
    ordinary = first + joint + np.where(random.random(rows) < 0.5, last, word) + year
    noise = draw_one(tuple("qxzkvwj"), rows, random) + draw_one(tuple("bdfgtrn"), rows, random)
    digits = random.integers(100, 1_000_000, rows).astype(str).astype(np.object_)
    machine = np.where(random.random(rows) < 0.2, "user" + digits, first + noise + digits)
    usernames: Texts = np.where(_chance(random, make, 0.04, 0.72, 0.25), machine, ordinary)
    return usernames


def _bios(random: np.random.Generator, make: Indices) -> Texts:
    names = words().names
    genuine, fake = (draw_one(bios, len(make), random) for bios in (names.bios, names.fake_bios))
    written = _chance(random, make, 0.7, 0.18, 0.55)
    promotes = _chance(random, make, 0.02, 0.6, 0.25)
    return np.where(written, np.where(promotes, fake, genuine), "")
