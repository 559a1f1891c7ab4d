"""Who writes in which languages, and who is read by which encoder because of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest

from matchmaker.application.languages import Written
from matchmaker.application.passes import Encoders, Readings, read_first
from matchmaker.bundles import open_bundle
from matchmaker.domain.snapshot import Snapshot
from matchmaker.resources import resource_folder
from matchmaker.scorers.topic_fit import TopicFit
from matchmaker.scorers.topic_fit.languages import Coverage, LanguageQuality
from matchmaker.scorers.topic_fit.probe import mixed
from matchmaker.text.encoder import Vectors
from tests.builders import NOW, a_creator, a_post, a_snapshot

SKINCARE = {
    "en": "sunscreen every single day, even when it rains, my dermatologist would be proud",
    "es": "el protector solar se pone todo el año y no solo cuando vamos a la playa",
    "el": "αντηλιακό όλο τον χρόνο, ακόμα κι όταν βρέχει",
}
ON_SKINCARE = {1: 1.0}


class SkincareEncoder:
    """Takes every text for one about skincare; tells what it was asked."""

    dimension = 384

    def __init__(self, space: str) -> None:
        self.space = space
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.asarray(mixed([ON_SKINCARE for _ in texts], shipped().topic_space.topics), np.float32)


@cache
def shipped() -> TopicFit:
    return TopicFit.open(open_bundle(resource_folder("models") / "topic_fit" / "bundle"))


def reading(*languages: str) -> Coverage:
    figures = {"auc": 0.95, "auc_low": 0.9, "auc_high": 1.0, "ndcg_at_10": 0.9, "posts_count": 80, "is_read": True}
    return Coverage(tuple(LanguageQuality.model_validate({"language": name, **figures}) for name in languages))


def model() -> TopicFit:
    """Reads English; its multilingual space English and Spanish."""
    english = replace(shipped(), first_pass=None, multilingual=None, languages=reading("en"))
    other = english.parameters.model_copy(update={"space": "many"})
    return replace(english, multilingual=replace(english, parameters=other, languages=reading("en", "es")))


def snapshot(**feeds: str) -> Snapshot:
    """Creators by name, whose posts are in the languages listed, newest first."""
    posts = [
        a_post(name, f"p{age}", NOW - timedelta(days=age), caption=SKINCARE[language])
        for name, languages in feeds.items()
        for age, language in enumerate(languages.split())
    ]
    return a_snapshot([a_creator(name) for name in feeds], posts=posts)


def readings(asked: Snapshot, encoders: Encoders | None = None) -> Readings:
    given = encoders or Encoders(SkincareEncoder(shipped().space), None, SkincareEncoder("many"))
    return read_first(asked, np.zeros(asked.creators.height, np.bool_), model(), given)[1]


def said(asked: Readings, brief: str = SKINCARE["en"]) -> pl.DataFrame:
    return asked.suited_to(brief).fit([brief]).columns


def test_languages_are_shares_of_the_posts_the_most_frequent_first() -> None:
    written = Written.of(snapshot(ana="es en es es", bo=""))
    table = written.by_creator(written.covered(reading("en")))
    assert table["languages"].to_list() == [
        [{"language": "es", "ratio": 0.75}, {"language": "en", "ratio": 0.25}],
        [],
    ]
    assert table["covered_ratio"].to_list() == [0.25, None]


def test_posts_in_unread_languages_are_left_out() -> None:
    columns = said(readings(snapshot(ana="en en el")))
    assert columns.select("posts_used_count", "encoder", "covered_ratio").row(0) == (2, "precise", pytest.approx(2 / 3))


def test_who_writes_in_a_language_that_nobody_reads_has_no_fit_and_no_specialism() -> None:
    columns = said(readings(snapshot(ana="el el el")))
    assert columns.select("topic_fit_probability", "specialism_ratio", "posts_used_count").row(0) == (None, None, 0)


def test_who_mostly_writes_in_another_language_is_read_by_the_encoder_that_reads_it() -> None:
    columns = said(readings(snapshot(ana="en en es", bo="es es en", cy="el el en")))
    assert columns["encoder"].to_list() == ["precise", "multilingual", "precise"]
    assert columns["posts_used_count"].to_list() == [2, 3, 1]


def test_the_slow_encoder_is_not_asked_about_english_creators() -> None:
    many = SkincareEncoder("many")
    readings(snapshot(ana="en en"), Encoders(SkincareEncoder(shipped().space), None, many))
    assert many.asked == []


def test_a_brief_in_another_language_is_read_by_the_encoder_that_reads_it_for_everybody() -> None:
    asked = readings(snapshot(ana="en en", bo="es es"))
    assert said(asked, SKINCARE["es"])["encoder"].to_list() == ["multilingual", "multilingual"]
    assert asked.unread_language(SKINCARE["es"]) is None


def test_a_brief_in_a_language_nobody_reads_fits_nobody_and_is_named() -> None:
    asked = readings(snapshot(ana="en en", bo="es es"))
    assert said(asked, SKINCARE["el"])["topic_fit_probability"].to_list() == [None, None]
    assert asked.unread_language(SKINCARE["el"]) == "el"


def test_without_another_encoder_everybody_is_read_by_the_precise_one() -> None:
    asked = readings(snapshot(ana="es es", bo="en"), Encoders(SkincareEncoder(shipped().space)))
    assert said(asked)["encoder"].to_list() == [None, "precise"]


def test_a_creator_is_read_the_same_alone_and_among_others() -> None:
    together = said(readings(snapshot(ana="es es en", bo="en en", cy="el")))
    alone = said(readings(snapshot(ana="es es en")))
    numbers = ["topic_fit_probability", "specialism_ratio", "posts_used_count", "covered_ratio"]
    assert together.select(numbers).row(0) == pytest.approx(alone.select(numbers).row(0), abs=1e-9)
