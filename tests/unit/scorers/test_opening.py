"""A bundle made from other definitions of signals is refused, and the refusal says which."""

from pathlib import Path

import pytest

from matchmaker.bundles import Bundle, Manifest, SignalUse
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.opening import refuse_changed_signals
from matchmaker.signals import signal

READ = ("followers_count", "growth_jump_unexplained_ratio")


def a_bundle(**versions: int) -> Bundle:
    uses = tuple(SignalUse(name=name, version=version) for name, version in versions.items())
    manifest = Manifest(name="authenticity", version="1", created_at="", description="", signals=uses)
    return Bundle(Path("old"), manifest, {})


def measured() -> dict[str, int]:
    return {name: signal(name).version for name in READ}


def refusal(bundle: Bundle) -> str:
    with pytest.raises(BundleDamagedError) as refused:
        refuse_changed_signals(bundle, READ)
    return refused.value.detail


def test_the_versions_measured_here_are_accepted() -> None:
    refuse_changed_signals(a_bundle(**measured()), READ)


def test_no_signals_read_and_none_listed_are_accepted() -> None:
    refuse_changed_signals(a_bundle(), ())


def test_an_older_definition_is_refused_with_what_to_do() -> None:
    assert refusal(a_bundle(followers_count=1, growth_jump_unexplained_ratio=1)) == (
        "old: made from other signals than this code measures: growth_jump_unexplained_ratio "
        "(expected version 2, got version 1); train authenticity again"
    )


def test_a_signal_the_manifest_does_not_list_is_refused() -> None:
    assert "followers_count (expected version 1, got none)" in refusal(a_bundle(growth_jump_unexplained_ratio=2))


def test_a_signal_this_scorer_no_longer_reads_is_refused() -> None:
    assert "log_likes_mean (expected none, got version 1)" in refusal(a_bundle(**measured(), log_likes_mean=1))
