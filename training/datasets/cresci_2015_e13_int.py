"""Bought Twitter followers against Italian users interested in politics (Cresci et al. 2015): far from any platform today.

Trivially separable (the number of posts alone: AUC 0.96), because the two groups were collected differently: good
for showing how a model behaves far from what it learned, never for claiming quality.
"""

from pathlib import Path

import polars as pl

from training.datasets.cresci_accounts import TWITTER_PROFILE
from training.datasets.labelled_accounts import labelled_accounts
from training.datasets.source import Source

SOURCE = Source("authenticity/cresci-2015-e13-int", "none stated, research use")


def read(data: Path) -> pl.DataFrame:
    """Accounts labelled `fake` (bought). See labelled_accounts."""
    rows = SOURCE.frame(data, "group", "statuses", "favourites", "fake")
    return labelled_accounts(rows, SOURCE, {**TWITTER_PROFILE, "fake": pl.col("fake")})
