"""Suites that a family of parts inherits: a new scorer is held to these by one base class."""

import importlib
import json
import shutil
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import pytest

import training
from matchmaker.bundles import Bundle, SignalUse, check_probe, open_bundle
from matchmaker.bundles.manifest import MANIFEST_FILE
from matchmaker.bundles.probe import PROBE_FILE
from matchmaker.errors import BundleDamagedError
from matchmaker.resources import resource_folder
from matchmaker.scorers.scorer import Scorer
from training.trainer import read_recipe

RECIPES = Path(training.__file__).parent / "recipes"
DATA_SUFFIXES = {".json", ".txt", ".npy", ".csv", ".onnx", ".safetensors", ".toml"}


class ScorerTests:
    """What every scorer promises; a subclass names it: `scorer = TopicFit`."""

    scorer: ClassVar[type[Scorer]]

    @property
    def model(self) -> Path:
        return resource_folder("models") / self.scorer.name

    def opened(self) -> Bundle:
        return open_bundle(self.model / "bundle")

    def test_the_shipped_bundle_answers_its_probe(self) -> None:
        bundle = self.opened()
        check_probe(bundle, self.scorer.open(bundle))

    def test_the_probe_has_answers_to_compare(self) -> None:
        assert json.loads(self.opened().contents[PROBE_FILE])["answers"]

    def test_another_answer_than_the_recorded_one_is_refused(self) -> None:
        bundle = self.opened()
        recorded = json.loads(bundle.contents[PROBE_FILE]) | {"answers": "something else"}
        changed = Bundle(bundle.folder, bundle.manifest, {**bundle.contents, PROBE_FILE: json.dumps(recorded).encode()})
        with pytest.raises(BundleDamagedError, match="probe"):
            check_probe(changed, self.scorer.open(changed))

    def test_one_flipped_bit_in_any_file_is_refused_before_anything_is_loaded(self, tmp_path: Path) -> None:
        for name in self.opened().manifest.files:
            folder = shutil.copytree(self.model / "bundle", tmp_path / name.replace("/", "-") / "bundle")
            content = bytearray((folder / name).read_bytes())
            content[len(content) // 2] ^= 1
            (folder / name).write_bytes(content)
            with pytest.raises(BundleDamagedError, match="SHA-256"):
                open_bundle(folder)

    def test_a_signal_of_another_version_is_refused(self) -> None:
        bundle = self.opened()
        listed = bundle.manifest.signals or (SignalUse(name="followers_count", version=0),)
        raised = listed[0].model_copy(update={"version": listed[0].version + 1})
        manifest = bundle.manifest.model_copy(update={"signals": (raised, *listed[1:])})
        with pytest.raises(BundleDamagedError, match=rf"{raised.name} .*got version {raised.version}.*train .* again"):
            self.scorer.open(Bundle(bundle.folder, manifest, bundle.contents))

    def test_a_missing_file_is_refused(self, tmp_path: Path) -> None:
        folder = shutil.copytree(self.model / "bundle", tmp_path / "bundle")
        (folder / PROBE_FILE).unlink()
        with pytest.raises(BundleDamagedError, match=PROBE_FILE):
            open_bundle(folder)

    def test_a_copy_in_another_folder_answers_the_same(self, tmp_path: Path) -> None:
        copied = open_bundle(shutil.copytree(self.model / "bundle", tmp_path / "elsewhere" / "bundle"))
        check_probe(copied, self.scorer.open(copied))
        assert copied.digest == self.opened().digest

    def test_threads_that_share_one_scorer_get_the_same_answer(self) -> None:
        scorer, inputs = self.scorer.open(self.opened()), json.loads(self.opened().contents[PROBE_FILE])["inputs"]
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: json.dumps(scorer.answer_probe(inputs)), range(8)))
        assert len(set(answers)) == 1

    def test_one_word_names_recipe_trainer_card_and_bundle(self) -> None:
        name = self.scorer.name
        trainer: Any = importlib.import_module(f"training.{name}").TRAINER
        recipes = [tomllib.loads((folder / f"{name}.toml").read_text()) for folder in (RECIPES, RECIPES / "shipped")]
        assert {trainer.name, self.opened().manifest.name, *(recipe["model"] for recipe in recipes)} == {name}
        assert (self.model / "CARD.md").read_text().startswith("# ")

    def test_both_recipes_are_valid(self) -> None:
        trainer: Any = importlib.import_module(f"training.{self.scorer.name}").TRAINER
        for folder in (RECIPES, RECIPES / "shipped"):
            path = folder / f"{self.scorer.name}.toml"
            recipe, text = read_recipe(path, self.scorer.name, trainer.recipe_type)
            assert recipe.sources
            assert trainer.recipe_type.model_validate(tomllib.loads(text)) == recipe

    def test_the_bundle_holds_data_alone(self) -> None:
        files = {path.name for path in (self.model / "bundle").rglob("*") if path.is_file()}
        assert {Path(name).suffix for name in files} <= DATA_SUFFIXES
        assert files == {Path(name).name for name in self.opened().manifest.files} | {MANIFEST_FILE}

    def test_the_manifest_says_what_it_was_made_from(self) -> None:
        manifest = self.opened().manifest
        assert manifest.recipe
        assert manifest.data_digest
        assert manifest.data_sources
        assert manifest.metrics
