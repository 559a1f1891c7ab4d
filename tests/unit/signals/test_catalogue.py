"""What every declaration promises."""

import pytest

from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import ValidationFailedError
from matchmaker.signals import SIGNALS, Signal, signal
from matchmaker.signals.declaration import FAMILIES
from matchmaker.signals.rows import ROWS


def test_names_are_unique() -> None:
    names = [item.name for item in SIGNALS]
    assert len(names) == len(set(names))


def test_every_family_has_signals() -> None:
    assert {item.family for item in SIGNALS} == set(FAMILIES)


@pytest.mark.parametrize("item", SIGNALS, ids=lambda item: item.name)
def test_a_signal_declares_unit_version_meaning_and_a_range_that_is_not_empty(item: Signal) -> None:
    assert item.unit
    assert item.version >= 1
    assert len(item.meaning) > 5
    assert item.minimum is None or item.maximum is None or item.minimum < item.maximum
    assert item.table in ROWS
    assert item.table in Snapshot.__dataclass_fields__


@pytest.mark.parametrize("item", SIGNALS, ids=lambda item: item.name)
def test_a_name_tells_the_unit(item: Signal) -> None:
    endings = {"_ratio": "ratio", "_count": "count", "_days": "days"}
    for ending, unit in endings.items():
        if item.name.endswith(ending):
            assert item.unit == unit


def test_a_signal_is_found_by_its_name() -> None:
    assert signal("likes_per_post_mean").unit == "count"


def test_an_unknown_name_says_where_the_names_are() -> None:
    with pytest.raises(ValidationFailedError, match=r"no signal named 'likes'; 'matchmaker signals' lists all"):
        signal("likes")
