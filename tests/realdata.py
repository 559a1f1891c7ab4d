"""Where tests find the public data sets: a folder outside the repository, named by MATCHMAKER_REAL_DATA."""

import os
from pathlib import Path

import pytest


def real_data() -> Path:
    """The folder; skips the calling test when none is named, so that a fresh clone tests without it."""
    folder = os.environ.get("MATCHMAKER_REAL_DATA")
    if not folder:
        pytest.skip("MATCHMAKER_REAL_DATA names no folder of public data sets")
    return Path(folder)
