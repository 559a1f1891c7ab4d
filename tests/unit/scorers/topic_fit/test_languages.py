"""A model reads the languages it was shown to read, and says nothing of others."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matchmaker.bundles import Bundle, Manifest
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.topic_fit.languages import (
    LANGUAGES_FILE,
    Coverage,
    CoveredEncoder,
    LanguageQuality,
    coverage_file,
    read_coverage,
)
from tests.encoders import HashEncoder

SPANISH = "Hoy tocan lentejas, tres horas a fuego lento y la casa huele a gloria"
ENGLISH = "Never rinse your pasta, save a cup of the water and thank me later"


def measured(language: str, is_read: bool) -> LanguageQuality:
    return LanguageQuality(
        language=language, auc=0.9, auc_low=0.8, auc_high=1.0, ndcg_at_10=0.7, posts_count=80, is_read=is_read
    )


def bundle(**contents: bytes) -> Bundle:
    manifest = Manifest(name="topic_fit", version="1", created_at="", description="")
    return Bundle(Path("b"), manifest, contents)


COVERAGE = Coverage((measured("en", True), measured("es", False)))


def test_only_languages_that_were_shown_to_be_read_and_unknown_ones_are() -> None:
    languages = pl.Series(["en", "es", "el", None], dtype=pl.String)
    assert COVERAGE.mask(languages).tolist() == [True, False, False, True]
    assert [COVERAGE.reads(language) for language in languages] == [True, False, False, True]


def test_a_model_without_measurements_reads_everything() -> None:
    assert Coverage().mask(pl.Series(["el", None], dtype=pl.String)).all()
    assert Coverage().reads("el")


def test_a_covered_encoder_says_nothing_of_an_unread_language() -> None:
    encoder = CoveredEncoder(HashEncoder(), COVERAGE)
    vectors = encoder.encode([ENGLISH, SPANISH, "🔥"])
    assert (encoder.space, encoder.dimension) == ("hash-8", 8)
    assert vectors.any(axis=1).tolist() == [True, False, True]
    assert np.array_equal(vectors[0], HashEncoder().encode([ENGLISH])[0])


def test_a_bundle_says_what_each_of_its_spaces_reads() -> None:
    contents = {f"many_{LANGUAGES_FILE}": coverage_file(COVERAGE.measured or ())}
    assert read_coverage(bundle(**contents), "many_") == COVERAGE
    assert read_coverage(bundle(**contents)).measured is None


def test_a_damaged_file_is_named_with_what_to_do() -> None:
    with pytest.raises(BundleDamagedError, match=r"b/languages.json: .*train topic_fit again"):
        read_coverage(bundle(**{LANGUAGES_FILE: b'[{"language": "es"}]'}))
