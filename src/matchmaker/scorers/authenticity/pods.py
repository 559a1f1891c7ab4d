"""Comments that repeat: limits of the share that is worth a look."""

from matchmaker.scorers.authenticity.numbers import Parameters, Ratio


class CommentLimits(Parameters):
    """From which share of repeated comments on, and from how many comments, the repetition is worth a look."""

    fewest_count: int
    review_ratio: Ratio
    typical_ratio: Ratio
