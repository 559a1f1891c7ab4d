"""How many followers a share should rest on, in words."""

from matchmaker.ranking.document import Quantiles

_GOOD_SAMPLE = 400  # where the sampling error of a share falls to some 4 points either way (80 % interval)


def sample_advice(sample_count: int, share: Quantiles | None) -> str:
    """What the sample gives, and what a larger one would."""
    if share is None:
        return f"Sample about {_GOOD_SAMPLE} followers at random, old and new ones alike, to know the share of fakes."
    width = 50 * (share["p90"] - share["p10"])
    known = f"{sample_count:,} followers leave {width:.0f} points either way"
    if sample_count >= _GOOD_SAMPLE:
        return f"{known}; more followers would add little, the model's own error remains."
    return f"{known}; {_GOOD_SAMPLE} at random, old and new ones alike, narrow it."
