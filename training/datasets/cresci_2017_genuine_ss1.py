"""Twitter accounts that spread one candidate's posts together against others (Cresci et al. 2017): a far domain.

Trivially separable (likes given alone: AUC 0.98), because the genuine accounts came from a crawl about an earthquake
(Hays et al. 2023): good for showing how a model behaves far from what it learned, never for claiming quality.
"""

from pathlib import Path

import polars as pl

from training.datasets.cresci_accounts import TWITTER_PROFILE
from training.datasets.labelled_accounts import labelled_accounts
from training.datasets.source import Source

SOURCE = Source("authenticity/cresci-2017-genuine-ss1", "MIT badge, but the data is for research use")


def read(data: Path) -> pl.DataFrame:
    """Accounts labelled `coordinated`: the social spambots acted together for one cause. See labelled_accounts."""
    rows = SOURCE.frame(data, "group", "statuses", "favourites", "fake")
    return labelled_accounts(rows, SOURCE, {**TWITTER_PROFILE, "coordinated": pl.col("fake")}, label="coordinated")
