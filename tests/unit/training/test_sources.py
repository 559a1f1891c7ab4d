"""Sources are found by name, and their digest follows their content."""

from pathlib import Path

import pytest

from tests.tiny import SOURCE, tiny_data
from training.datasets.source import Source
from training.sources import NotShippableError, data_digest, known_sources, refuse_unshippable, source_digests


def test_every_source_has_a_name_of_its_own_and_a_licence() -> None:
    sources = known_sources()
    assert len({source.name for source in sources}) == len(sources) > 0
    assert all(source.licence for source in sources)


def test_no_source_without_a_stated_licence_may_be_shipped() -> None:
    assert [source.name for source in known_sources() if source.shippable and "none stated" in source.licence] == []


def test_the_digest_of_a_source_follows_its_content(tmp_path: Path) -> None:
    before = source_digests([SOURCE], tiny_data(tmp_path))
    assert source_digests([SOURCE], tiny_data(tmp_path)) == before
    assert source_digests([SOURCE], tiny_data(tmp_path, slope=4.0)) != before


def test_the_order_of_sources_does_not_change_the_digest() -> None:
    assert data_digest({"a": "1", "b": "2"}) == data_digest({"b": "2", "a": "1"})


def test_all_forbidden_sources_are_named_with_their_licences() -> None:
    with pytest.raises(NotShippableError, match=r"got a \(none stated\), b \(CC BY-NC\)"):
        refuse_unshippable([Source("x/a", "none stated"), SOURCE, Source("x/b", "CC BY-NC")])
