"""Posts cited for a fit, judged by the human labels of real posts."""

from argparse import Namespace

from benchmarks.topic_evidence import run
from tests.realdata import real_data


def test_what_raises_a_fit_bears_the_topic_and_what_lowers_it_does_not() -> None:
    within, raising, lowering = run(Namespace(data=real_data(), exam=None))
    assert within.rival_value is not None
    assert within.low is not None
    assert within.low > within.rival_value
    assert raising.low is not None
    assert raising.low > 0.75
    assert lowering.high is not None
    assert lowering.high < 0.25
