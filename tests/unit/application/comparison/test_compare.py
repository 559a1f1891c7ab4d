"""A whole comparison of two topic fits: rankings move as the models say, and the page holds everything."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from pydantic import TypeAdapter

from matchmaker.application.comparison.asked import json_text
from matchmaker.application.comparison.compare import RankedWith, compare
from matchmaker.application.comparison.document import Comparison
from matchmaker.application.comparison.page import page
from matchmaker.application.workplace import Workplace
from matchmaker.bundles import Bundle, open_bundle
from matchmaker.cli.compare import tell
from matchmaker.registry.versions import FoundVersion
from matchmaker.resources import resource_folder
from matchmaker.text.encoder import Vectors
from matchmaker.text.vectors import VectorCache


def shipped() -> FoundVersion:
    bundle = open_bundle(resource_folder("models") / "topic_fit" / "bundle")
    return FoundVersion("topic_fit", "shipped", bundle.manifest.version, "shipped", bundle)


class WordEncoder:
    """A caption is the sum of its words, each a direction of its own: 1,245 captions in no time."""

    dimension = 384

    def __init__(self, space: str) -> None:
        self.space = space

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 384)."""
        return np.array([self._vector(text) for text in texts], np.float32).reshape(-1, self.dimension)

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, np.float32)
        for word in text.lower().split():
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
            vector += np.random.default_rng(seed).normal(0, 1, self.dimension).astype(np.float32)
        return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


@pytest.fixture(scope="module")
def comparison(
    workplace: Workplace, other_topic_fit: Bundle, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Comparison]:
    nine = FoundVersion("topic_fit", "<b>9", "<b>9", "registry", other_topic_fit)
    vectors = VectorCache(tmp_path_factory.mktemp("vectors"), WordEncoder(workplace.vectors.space))
    yield compare(shipped(), nine, RankedWith(workplace.champions.current(), vectors))
    vectors.close()


def test_contributions_of_a_move_sum_to_the_change_of_its_score(comparison: Comparison) -> None:
    assert comparison["churn"] is not None
    moves = [move for brief in comparison["churn"]["briefs"] for move in (*brief["entered"], *brief["left"])]

    assert len(comparison["churn"]["briefs"]) == 5
    for move in moves:
        assert sum(move["contributions"].values()) == pytest.approx(move["score_b"] - move["score_a"], abs=1e-5)
        assert (move["rank_a"] <= 10) != (move["rank_b"] <= 10)


def test_every_brief_moves_but_keeps_most_of_its_order(comparison: Comparison) -> None:
    assert comparison["churn"] is not None
    for brief in comparison["churn"]["briefs"]:
        assert brief["kendall_tau"] is not None
        assert 0.5 < brief["kendall_tau"] < 1
        assert brief["largest_score_change"] > 0
        assert brief["top_overlap_ratio"] == 1 - len(brief["entered"]) / 10


def test_what_the_head_leans_on_is_compared(comparison: Comparison) -> None:
    fit = {row["feature"]: row["b"] for row in comparison["features"] if row["head"] == "heads/fit"}

    assert fit == pytest.approx(
        {"plain_centroid_similarity": 0.1, "centroid_similarity": 0.4, "on_topic_ratio": 0.5}, abs=1e-9
    )


def test_it_is_said_that_shipped_bundles_have_no_judged_rows(comparison: Comparison) -> None:
    assert "No judged rows were kept of shipped" in comparison["notes"][0]
    assert {row["basis"] for row in comparison["metrics"]} <= {"unpaired", "none"}


def test_the_page_needs_nothing_but_itself(comparison: Comparison) -> None:
    html = page(comparison)

    assert not re.findall(r'(?:src|href)="?(?!#)[^"> ]', html.split("<script>")[0])
    assert "vegaLite.compile" in html
    drawn = json.loads(html.split('id="charts">')[1].split("</script>")[0])
    assert set(drawn) == {"features"}  # the figures are the same, and none is a coverage


def test_words_from_outside_are_escaped(comparison: Comparison) -> None:
    html = page(comparison)

    assert "&lt;b&gt;9" in html
    assert "<b>9" not in html


def test_the_answer_has_the_declared_shape(comparison: Comparison) -> None:
    assert TypeAdapter(Comparison).validate_json(json_text(comparison), strict=True)["model"] == "topic_fit"


@pytest.mark.parametrize(("name", "beginning"), [("report.html", "<!doctype html>"), ("report.json", '{"model"')])
def test_the_ending_of_the_file_says_its_form(
    comparison: Comparison, tmp_path: Path, name: str, beginning: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(comparison, tmp_path / "new" / name, as_json=False)

    assert (tmp_path / "new" / name).read_text().startswith(beginning)
    assert [path.name for path in (tmp_path / "new").iterdir()] == [name]
    assert f"written to {tmp_path / 'new' / name}".replace("\n", "") in capsys.readouterr().out.replace("\n", "")
