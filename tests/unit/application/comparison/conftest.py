"""A market of three creators and two versions of topic fit, ranked for real; opening the models takes seconds."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from matchmaker.application.workplace import Workplace, open_workplace
from matchmaker.bundles import Bundle, open_bundle, save_bundle
from matchmaker.resources import resource_folder
from matchmaker.scorers.topic_fit import TopicFit
from matchmaker.settings import Settings


@pytest.fixture(scope="package")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(state_dir=tmp_path_factory.mktemp("state"), encoder_threads=1, registry_uri=None)


@pytest.fixture(scope="package")
def workplace(settings: Settings) -> Iterator[Workplace]:
    with open_workplace(settings) as opened:
        yield opened


@pytest.fixture(scope="package")
def other_topic_fit(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A version that leans on other signals and doubts short feeds more, its probe recorded again."""
    shipped = open_bundle(resource_folder("models") / "topic_fit" / "bundle")
    heads = json.loads(shipped.contents["heads.json"])
    heads["fit"] |= {"coefficients": [2.0, 8.0, 10.0], "prior_posts": 3.0}
    return remade(shipped, {"heads.json": json.dumps(heads).encode()}, tmp_path_factory.mktemp("other") / "bundle")


def remade(bundle: Bundle, files: dict[str, bytes], folder: Path) -> Bundle:
    """The topic-fit bundle with other files, which answers its own probe."""
    contents = {**bundle.contents, **files}
    draft = save_bundle(folder, bundle.manifest.model_copy(update={"version": "other"}), contents)
    probe = json.loads(contents["probe.json"])
    probe["answers"] = TopicFit.open(draft).answer_probe(probe["inputs"])
    return save_bundle(folder, draft.manifest, {**contents, "probe.json": json.dumps(probe).encode()})
