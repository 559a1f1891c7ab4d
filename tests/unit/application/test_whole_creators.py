"""Rows of many creators are scored in parts, none of which cuts a creator in two."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.application.scoring import files

owners = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=40)


@given(owners, st.integers(1, 12))
def test_parts_hold_whole_creators_in_order_of_first_appearance(names: list[str], size: int) -> None:
    rows = pl.DataFrame({"owner": names, "row": range(len(names))})
    parts = list(files.whole_creators(rows, "owner", size))
    order = [name for part in parts for name in part["owner"].unique(maintain_order=True)]
    assert order == list(dict.fromkeys(names))
    assert sorted(pl.concat(parts)["row"].to_list()) == list(range(len(names)))
    assert all(part.height >= size for part in parts[:-1])
