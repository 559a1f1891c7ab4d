"""The steps of topic fit in two spaces: the first pass is learned, judged and stored beside the precise model."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matchmaker.bundles import Bundle, Manifest
from matchmaker.scorers.topic_fit.scorer import FIRST_PASS, MULTILINGUAL, TopicFit
from matchmaker.scorers.topic_fit.space import Turn
from tests.encoders import HashEncoder
from tests.unit.training.topic_fit.test_crossfit import TOPICS, a_market
from training.datasets.matching import Matching
from training.topic_fit.files import PROBE
from training.topic_fit.own_texts import OwnTexts
from training.topic_fit.rows import TopicRows
from training.topic_fit.trainer import TRAINER
from training.topic_fit.written import EncodedPosts
from training.trainer import RECIPES, Draft, Evaluation, read_recipe

RECIPE = read_recipe(RECIPES / "topic_fit.toml", TRAINER.name, TRAINER.recipe_type)[0].model_copy(
    update={"sources": ("made-up",), "tested_on": (), "crossed_on": ()}
)
BANK = 53  # topics the probe mixes


def rows(space: str, chatter: float) -> TopicRows:
    """Twenty creators and five briefs in a space of eight numbers; the bank repeats its five topics."""
    market = a_market(chatter=chatter)
    bank = TOPICS[[n % len(TOPICS) for n in range(BANK)]]
    own, written = OwnTexts.encoded(HashEncoder()), EncodedPosts.of(HashEncoder())
    return TopicRows((market,), (), (market,), tuple(map(str, range(BANK))), bank, space, own, written)


def trained(examples: TopicRows) -> tuple[Draft, Evaluation]:
    split = TRAINER.split(examples, RECIPE)
    model = TRAINER.calibrate(TRAINER.fit(split.train, RECIPE), split.calibration, RECIPE)
    return TRAINER.draft(model, RECIPE), TRAINER.evaluate(model, split, RECIPE)


def opened(draft: Draft) -> TopicFit:
    manifest = Manifest(name="topic_fit", version="1", created_at="", description="")
    return TopicFit.open(Bundle(Path("draft"), manifest, draft.files))


def test_two_spaces_are_learned_into_one_bundle_each_with_its_own_common_parts() -> None:
    draft, _ = trained(replace(rows("slow-8", 1.0), others={FIRST_PASS: rows("fast-8", 4.0)}))
    model = opened(draft)
    assert (model.space, model.first_pass.space) == ("slow-8", "fast-8")
    assert draft.parameters == {
        "encoder_space": "slow-8",
        "first_pass_space": "fast-8",
        "multilingual_space": None,
    }
    common = [each.topic_space.backgrounds.posts[7] for each in (model, model.first_pass)]
    assert common == [pytest.approx(0.70, abs=0.03), pytest.approx(0.97, abs=0.03)]  # 1 / sqrt(2), 4 / sqrt(17)


def test_the_first_pass_is_judged_beside_the_precise_model() -> None:
    _, evaluation = trained(replace(rows("slow-8", 1.0), others={FIRST_PASS: rows("fast-8", 1.0)}))
    (row,) = (row for row in evaluation.metrics if (row.target, row.metric) == ("fit/first pass", "ndcg@10"))
    assert row.rival == "precise pass"
    assert row.value == row.rival_value  # the same rows in the same space lose nothing


def test_without_a_fast_encoder_there_is_one_space_and_no_row_of_a_first_pass() -> None:
    draft, evaluation = trained(rows("slow-8", 1.0))
    assert opened(draft).first_pass is None
    assert not [row for row in evaluation.metrics if "first pass" in row.target]
    assert len(PROBE.feeds) == len(opened(draft).answer_probe(PROBE.model_dump(mode="json")))


def test_every_space_says_which_languages_it_was_shown_to_read() -> None:
    spanish = replace(a_market(chatter=1.0), matching=_in("es", a_market(chatter=1.0).matching))
    examples = replace(rows("slow-8", 1.0), others={MULTILINGUAL: replace(rows("many-8", 1.0), languages=(spanish,))})
    draft, evaluation = trained(examples)
    model = opened(draft)
    (measured,) = model.multilingual.languages.measured
    assert model.languages.measured is None
    assert (measured.language, measured.is_read) == ("es", measured.auc_low >= RECIPE.language_auc_min)
    (row,) = (row for row in evaluation.metrics if row.target == "fit/multilingual")
    assert (row.metric, row.value) == ("auc", measured.auc)


def _in(language: str, matching: Matching) -> Matching:
    creators = matching.snapshot.creators.with_columns(language=pl.lit(language))
    return replace(matching, snapshot=replace(matching.snapshot, creators=creators))


def test_what_tuning_changes_of_vectors_is_stored_with_the_model_and_served() -> None:
    turn = Turn(down=np.eye(8, dtype=np.float32)[:, :2], up=0.5 * np.eye(8, dtype=np.float32)[2:4])
    plain = rows("slow-8", 1.0)
    turned = tuple(replace(material, turn=turn) for material in plain.learned)
    draft, _ = trained(replace(plain, learned=turned, whole=turned))
    found = opened(draft).topic_space.backgrounds
    vectors = plain.learned[0].posts
    assert found.turn.of(vectors) == pytest.approx(turn.of(vectors))
    assert found.of_posts(vectors) == pytest.approx(replace(found, turn=turn).of_posts(vectors))
    assert "turn.npy" not in trained(plain)[0].files
