from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import polars as pl
import pytest

from matchmaker.application.passes import Encoders, Mask, Readings, read_first
from matchmaker.bundles import open_bundle
from matchmaker.domain.snapshot import Snapshot
from matchmaker.resources import resource_folder
from matchmaker.scorers.topic_fit import TopicFit
from matchmaker.scorers.topic_fit.probe import mixed
from matchmaker.text.encoder import Vectors
from tests.builders import NOW, a_creator, a_post, a_snapshot

TOPIC_OF = {"skincare": 1, "football": 20, "travel": 16}  # rows of the bank of topics
BRIEF = ["skincare"]


@dataclass
class TopicEncoder:
    """Reads the words it knows as topics, the first `reads` of a text alone; tells what it was asked."""

    space: str
    reads: int
    dimension: int = 384

    def __post_init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        mixtures = [{TOPIC_OF[word]: 1.0 for word in text.split()[: self.reads]} for text in texts]
        return np.asarray(mixed(mixtures, bank().topic_space.topics), np.float32)


@cache
def bank() -> TopicFit:
    return TopicFit.open(open_bundle(resource_folder("models") / "topic_fit" / "bundle"))


def model(fast_space: str = "quick") -> TopicFit:
    precise = replace(bank(), first_pass=None)
    faster = replace(precise, parameters=precise.parameters.model_copy(update={"space": fast_space}))
    return replace(precise, first_pass=faster)


def encoders() -> tuple[TopicEncoder, TopicEncoder]:
    return TopicEncoder(bank().space, reads=9), TopicEncoder("quick", reads=1)


def snapshot(**captions: str) -> Snapshot:
    """Creators whose three posts all say the same."""
    posts = [a_post(name, f"p{place}", NOW, caption=text) for name, text in captions.items() for place in range(3)]
    return a_snapshot([a_creator(name) for name in captions], posts=posts)


def whom(*names: bool) -> Mask:
    return np.array(names)


def fits(readings: Readings) -> dict[str, float]:
    columns = readings.fit(BRIEF).columns
    return dict(columns.select("creator_id", pl.col("topic_fit_probability").fill_null(np.nan)).iter_rows())


def used(readings: Readings) -> list[str | None]:
    return readings.fit(BRIEF).columns["encoder"].to_list()


ASKED = {"ana": "skincare", "bo": "football skincare", "cy": "football skincare", "di": "travel"}


def test_everybody_is_read_precisely_when_nobody_is_to_be_read_fast() -> None:
    precise, fast = encoders()
    vectors, readings = read_first(
        snapshot(**ASKED), whom(False, False, False, False), model(), Encoders(precise, fast)
    )
    assert used(readings) == ["precise"] * 4
    assert fast.asked == []
    assert vectors is not None
    assert vectors.any(axis=1).all()


def test_only_those_to_be_read_fast_are_and_the_others_answer_as_ever() -> None:
    asked = snapshot(**ASKED)
    _, alone = read_first(asked, whom(False, False, False, False), model(), Encoders(*encoders()))
    vectors, mixed_up = read_first(asked, whom(False, True, False, True), model(), Encoders(*encoders()))
    said, before = fits(mixed_up), fits(alone)
    assert used(mixed_up) == ["precise", "fast", "precise", "fast"]
    assert [said["ana"], said["cy"]] == pytest.approx([before["ana"], before["cy"]], abs=1e-6)
    assert said["bo"] < said["cy"]  # the fast encoder reads the first word alone
    assert vectors is not None
    assert vectors.any(axis=1).tolist() == [True] * 3 + [False] * 3 + [True] * 3 + [False] * 3


def test_without_an_encoder_of_the_first_pass_everybody_is_read_precisely() -> None:
    precise, _ = encoders()
    _, readings = read_first(snapshot(**ASKED), whom(True, True, True, True), model(), Encoders(precise))
    assert not readings.has_fast


def test_a_model_made_for_another_fast_encoder_reads_precisely() -> None:
    _, readings = read_first(snapshot(**ASKED), whom(True, True, True, True), model("other"), Encoders(*encoders()))
    assert not readings.has_fast


def test_reading_again_changes_only_those_read_again() -> None:
    asked, (precise, fast) = snapshot(**ASKED), encoders()
    vectors, first = read_first(asked, whom(True, True, True, True), model(), Encoders(precise, fast))
    again = first.precise_for(first.fast_ones(["bo"]), model(), precise)
    before, after = fits(first), fits(again)
    assert vectors is None
    assert used(again) == ["fast", "precise", "fast", "fast"]
    assert after.pop("bo") > before.pop("bo")
    assert after == pytest.approx(before, abs=1e-6)


def test_all_read_again_answer_as_if_read_precisely_from_the_start() -> None:
    asked, (precise, fast) = snapshot(**ASKED), encoders()
    _, first = read_first(asked, whom(True, True, True, True), model(), Encoders(precise, fast))
    _, from_the_start = read_first(asked, whom(False, False, False, False), model(), Encoders(precise, fast))
    again = first.precise_for(whom(True, True, True, True), model(), precise)
    assert len(again.parts) == 1
    assert again.fit(BRIEF).columns.equals(from_the_start.fit(BRIEF).columns)


def test_evidence_of_posts_comes_from_the_reading_that_speaks_for_their_creator() -> None:
    asked, (precise, fast) = snapshot(**ASKED), encoders()
    _, readings = read_first(asked, whom(False, True, False, True), model(), Encoders(precise, fast))
    said = readings.fit(BRIEF)
    ana, bo, cy, _ = said.post_similarity.reshape(4, 3)
    assert ana.min() > cy.max() > bo.max()
    assert np.isfinite(said.post_effect).all()


def test_a_creator_without_a_readable_post_was_read_by_no_encoder() -> None:
    asked = a_snapshot([a_creator("ana"), a_creator("bo")], posts=[a_post("bo", "p0", NOW, caption="skincare")])
    _, readings = read_first(asked, whom(True, False), model(), Encoders(*encoders()))
    assert used(readings) == [None, "precise"]


def test_posts_older_than_the_newest_thirty_are_not_read() -> None:
    precise, fast = encoders()
    posts = [a_post("ana", f"p{place}", NOW, caption="skincare") for place in range(40)]
    read_first(a_snapshot([a_creator("ana")], posts=posts), whom(False), model(), Encoders(precise, fast))
    assert len(precise.asked) == 30


@pytest.mark.parametrize("fast", [whom(True, True, True, True), whom(False, True, False, True)])
def test_the_order_of_the_answer_is_that_of_the_snapshot(fast: Mask) -> None:
    asked = snapshot(**ASKED)
    _, readings = read_first(asked, fast, model(), Encoders(*encoders()))
    assert readings.fit(BRIEF).columns["creator_id"].equals(asked.creators["creator_id"])
