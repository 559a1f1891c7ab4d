"""A version is built again: the same, or it is said what is not as it was recorded."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.pipelines.test_training import Steps
from tests.tiny import tiny_job
from training.jobs.rebuild import Reproduction, reproduce
from training.pipeline import train
from training.tracking import Tracking
from training.tracking.store import VersionUnknownError


def reproduced(tracking: Tracking, folder: Path, version: str = "1") -> Reproduction:
    """Built again with another recipe file lying about, which must not be read."""
    job = replace(tiny_job(folder), recipe=folder / "no such recipe")
    recorded = tracking.versions.bundle("tiny", version, folder / "recorded")
    return reproduce(job, version, recorded, tracking.logged("tiny", version), Steps())


def test_the_same_data_recipe_and_code_make_the_same_files_and_figures(tracking: Tracking, tmp_path: Path) -> None:
    train(tiny_job(tmp_path), tracking, Steps())
    found = reproduced(tracking, tmp_path)
    assert found.same
    assert found.files == {"model.json": True, "probe.json": True}
    assert (found.figures, found.figures_count, found.causes) == ((), 1, ())
    assert found.built_from == "this code, which is the recorded one"


def test_other_data_are_named_with_both_digests(tracking: Tracking, tmp_path: Path) -> None:
    train(tiny_job(tmp_path), tracking, Steps())
    job = tiny_job(tmp_path)
    with (job.data / "tiny" / "market" / "market.csv").open("a") as file:
        file.write("c1,2.0,60.0\n")
    recorded = tracking.versions.bundle("tiny", "1", tmp_path / "recorded")
    found = reproduce(job, "1", recorded, tracking.logged("tiny", "1"), Steps())
    assert not found.same
    assert [cause.split(" was ")[0] for cause in found.causes] == ["data: market"]
    assert found.files["model.json"] is False


def test_other_code_that_git_has_not_is_said(tracking: Tracking, tmp_path: Path) -> None:
    train(tiny_job(tmp_path), tracking, Steps())
    logged = tracking.logged("tiny", "1")
    bundle = tracking.versions.bundle("tiny", "1", tmp_path / "recorded")
    elsewhere = replace(bundle, manifest=bundle.manifest.model_copy(update={"commit": "0" * 40}))
    other = replace(logged, tags={**logged.tags, "code_digest": "another", "numpy": "0.1"})
    found = reproduce(tiny_job(tmp_path), "1", elsewhere, other, Steps())
    assert found.same, "the code of today makes the same model"
    assert found.causes[0].startswith("library: numpy was 0.1, is ")
    assert found.causes[1].startswith(f"code: expected that of commit {'0' * 40}")


def test_latest_is_the_newest_version_and_there_may_be_none(tracking: Tracking, tmp_path: Path) -> None:
    with pytest.raises(VersionUnknownError, match="no version of tiny"):
        tracking.latest("tiny")
    train(tiny_job(tmp_path), tracking, Steps())
    assert tracking.latest("tiny") == "1"
