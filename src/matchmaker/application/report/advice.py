"""How many followers a share should rest on, in words: what the sample gives, and what a larger one would."""

from matchmaker.ranking.document import Quantiles
from matchmaker.scorers.authenticity import Authenticity
from matchmaker.scorers.authenticity.audience_plan import stated_width

GOOD_SAMPLE = 400  # chance alone then leaves 4 points either way around a share of 20 % (95 %; Cochran 1977, 3.3)
_WORTH_IT = 0.02  # a span that more followers would narrow by less than two points is the model's own error
_HOW = "taken at random, as many old as new ones"


def sample_advice(sample_count: int, share: Quantiles | None, model: Authenticity) -> str:
    """One or two sentences; the spans are those from p10 to p90 that the model states."""
    if share is None:
        return f"Sample about {GOOD_SAMPLE} followers, {_HOW}, to learn the share of fakes."
    span = share["p90"] - share["p10"]
    known = f"{sample_count:,} followers leave a span of {_points(span)}"
    reachable = stated_width(GOOD_SAMPLE, share["p50"], model.audience_errors, model.parameters.share)
    if sample_count >= GOOD_SAMPLE or span - reachable < _WORTH_IT:
        return f"{known}; more of them would narrow it little, what is left is the model's own error."
    return f"{known}; {GOOD_SAMPLE}, {_HOW}, would leave about {_points(reachable)}."


def _points(ratio: float) -> str:
    return f"{100 * ratio:.0f} points"
