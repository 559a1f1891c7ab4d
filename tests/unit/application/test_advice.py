"""What more followers would bring is said in spans that the model states."""

from functools import cache

from matchmaker.application.report.advice import sample_advice
from matchmaker.bundles import open_bundle
from matchmaker.resources import resource_folder
from matchmaker.scorers.authenticity import Authenticity


@cache
def model() -> Authenticity:
    return Authenticity.open(open_bundle(resource_folder("models") / "authenticity" / "bundle"))


def test_without_a_sample_one_is_asked_for() -> None:
    assert sample_advice(0, None, model()).startswith("Sample about 400 followers, taken at random")


def test_a_small_sample_is_told_its_span_and_what_400_would_leave() -> None:
    advice = sample_advice(12, {"p10": 0.05, "p50": 0.3, "p90": 0.65}, model())
    assert advice.startswith("12 followers leave a span of 60 points; 400, taken at random")


def test_a_large_sample_is_told_that_the_rest_is_the_models_own_error() -> None:
    assert "the model's own error" in sample_advice(2_500, {"p10": 0.1, "p50": 0.18, "p90": 0.26}, model())
