"""What a signal's expression may read: the canonical tables with derived columns, computed once a call."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals.declaration import RowTable
from matchmaker.signals.rows.comments import comment_rows
from matchmaker.signals.rows.creators import creator_rows
from matchmaker.signals.rows.follower_counts import follower_count_rows
from matchmaker.signals.rows.follower_profiles import follower_profile_rows
from matchmaker.signals.rows.posts import post_rows

RowBuilder: TypeAlias = Callable[[Snapshot, frozenset[str]], pl.DataFrame]

ROWS: Mapping[RowTable, RowBuilder] = {
    "creators": creator_rows,
    "posts": post_rows,
    "comments": comment_rows,
    "follower_counts": follower_count_rows,
    "follower_profiles": follower_profile_rows,
}
