"""`python -m training drift`: do the creators, the forecasts and the outcomes of now still look like those of before?

Exit codes: 0 no drift, 1 drift, 3 the database failed.
"""

from training.drift.command import add_arguments, run

__all__ = ["add_arguments", "run"]
