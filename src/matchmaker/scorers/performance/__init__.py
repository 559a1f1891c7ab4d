"""What will a post earn? Forecasts with measured intervals, and the naive rival beside them."""

from matchmaker.scorers.performance.scorer import Performance

__all__ = ["Performance"]
