"""What is sold, to whom, for which values and for what purpose, where a brief says so in so many words."""

import re
from collections.abc import Iterable, Iterator

from matchmaker.application.brief_reading.clauses import Clause
from matchmaker.domain.brief import Objective

_SEEK = (
    r"(?:(?:is |are |we're |we are )?(?:now |currently )?(?:looking (?:for|to)|searching for|in search of|seeking|hunting for)|"
    r"seeks?|wants?|needs?|looks for|searches for|would like|invites?|hires?)"
)
_KIND = (
    r"(?:brand|label|maker|manufacturer|company|business|shop|store|webshop|retailer|house|start-?up|producer|studio|firm|"
    r"chain|seller|roastery|brewery|bakery|service|platform|provider|agency)"
)
_PEOPLE = (
    r"(?:women|men|moms?|mums?|mothers?|dads?|fathers?|parents?|families|kids|children|teens?|teenagers|students?|people|adults|"
    r"beginners?|professionals?|athletes?|fans?|owners?|lovers?|enthusiasts?|millennials|gen[- ]?[xyz]|seniors|pensioners|girls|boys|"
    r"couples|homeowners|commuters|founders|hobbyists|newcomers|expats|entrepreneurs|foodies|audiences?|young adults|households|"
    r"\w{3,}(?:goers|ers|ists|ors))"
)
_PRODUCT = (
    re.compile(rf"^(?:our |the |an? )?(?P<is>[^.!?:]{{3,120}}?)[ ,]*\b(?:{_KIND})\b[^.!?:]{{0,60}}?\b{_SEEK}\b", re.I),
    re.compile(
        r"\b(?:we|which|that|it|brand|company) (?:sells?|makes?|produces?|offers?|brews?|bakes?|builds?|designs?|ships?)\s+(?P<is>[^.!?;:]{3,160})",
        re.I,
    ),
    re.compile(
        r"\b(?:launch(?:es|ing|ed)?|introduc(?:es|ing)|promot(?:e|es|ing)|advertis(?:e|ing)|our (?:new )?product is|releas(?:e|es|ing))\s+"
        r"(?:of )?(?:our |a |an |the |its )(?:brand[- ]?new |new |latest )?(?P<is>[^.!?;:,]{3,120})",
        re.I,
    ),
    re.compile(
        rf"^(?:our |the |an? )?(?P<is>[^.!?:]{{3,120}}?)\s+\b{_SEEK}\b\s+(?:\w+\s+){{0,3}}(?:creators?|influencers?|people)",
        re.I,
    ),
)
_AUDIENCE = (
    re.compile(
        r"\b(?:whose|with an?|our|target|the) (?:audience|followers|customers|community|buyers)\s+(?:is|are|of|:|want|wants|love|loves|who)?\s*(?P<is>[^.!?;:]{3,160})",
        re.I,
    ),
    re.compile(
        r"\b(?:target(?:s|ing|ed at)?(?! (?:audience|group|market))|aimed at|aims at|designed for|made for|meant for|intended for|tailored to|appeal(?:s|ing)? to|speaks? to|"
        r"(?:want|wants|hope|hopes|need|needs|like|looking|aim|aims) to (?:reach|engage|win|attract|inspire|address)|reach(?:es|ing)?|popular with|loved by)\s+(?P<is>[^.!?;:]{3,160})",
        re.I,
    ),
    re.compile(
        rf"(?<!look )(?<!looks )(?<!looking )(?<!search )(?<!searching )\bfor\s+(?P<is>(?:(?!creators|influencers)[\w'-]+\s+){{0,4}}?(?!creators|influencers){_PEOPLE}\b[^.!?;:,]{{0,100}})",
        re.I,
    ),
)
_VALUES = re.compile(
    r"\b(?:our (?:brand )?values(?: are|:)?|we (?:value|stand for|believe in|care about|are committed to)|"
    r"(?:creators?|influencers?|people|someone|partners?) (?:who|that) (?:value|values|stand for|stands for|believe in|care about|cares about|share our values of|champion)|"
    r"values? (?:such as|like|are|include)|committed to|(?:must|should) (?:value|stand for|be committed to))\s+(?P<is>[^.!?;:]{3,160})",
    re.I,
)
_COMPETITORS = re.compile(
    r"\b(?:competitors?|competition|competing brands?|rivals?|rival brands?)\s*(?:\(|:|,|are|is|such as|like|including|include|e\.g\.|for example|-|–)+\s*(?P<is>[^.!?;)\n]{2,200})"
    r"|\b(?:work(?:ed|s|ing)?|partner(?:ed|ing)?|collaborat(?:ed|ing|e)|contracts?|deals?|ambassadors?|promot(?:e|ed|es|ing)|posts? for|ads? for)\s+(?:(?:with|for|of)\s+)?(?P<with>(?-i:(?=@|[A-Z0-9]))[^.!?;)\n]{2,200})",
    re.I,
)
_NAME = re.compile(r"@[\w.]{2,30}|(?:[A-Z0-9][\w&'’+-]*)(?:\s+(?:(?:of|and|the|&)\s+)?[A-Z0-9][\w&'’+-]*){0,3}")
_JOIN = re.compile(r"\s*(?:,|;|/|\bor\b|\band\b|\bnor\b)\s*")
_WINDOW = re.compile(
    r"\b(?:last|past|previous|within|for)\s+(?:the )?(?:last |past |previous )?(?P<count>\d{1,3}|a|one|two|three|six|twelve)?\s*(?P<unit>days?|weeks?|months?|years?)\b",
    re.I,
)
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "six": 6, "twelve": 12}
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_OBJECTIVES: tuple[tuple[Objective, re.Pattern[str]], ...] = (
    (
        "conversions",
        re.compile(
            r"\b(?:drive|more|boost|increase|generate|for|get|objective is|goal is|aim is|want)\s+(?:\w+\s+){0,2}?(?:sales|conversions|purchases|orders|sign-?ups|installs|downloads|subscriptions|bookings|leads)\b",
            re.I,
        ),
    ),
    (
        "clicks",
        re.compile(
            r"\b(?:drive|more|boost|increase|generate|for|get|send|objective is|goal is|aim is|want)\s+(?:\w+\s+){0,2}?(?:clicks|traffic|visits|visitors|link taps|swipe[- ]ups)\b",
            re.I,
        ),
    ),
    (
        "reach",
        re.compile(
            r"\b(?:drive|build|raise|more|boost|increase|generate|for|get|objective is|goal is|aim is|want|grow|maximi[sz]e)\s+(?:\w+\s+){0,2}?(?:awareness|reach|visibility|impressions|exposure)\b",
            re.I,
        ),
    ),
    (
        "engagements",
        re.compile(
            r"\b(?:drive|build|raise|more|boost|increase|generate|for|get|objective is|goal is|aim is|want|grow|maximi[sz]e)\s+(?:\w+\s+){0,2}?(?:engagements?|interactions?|likes|comments|conversations?)\b",
            re.I,
        ),
    ),
)
_OBJECTIVE_WORDS: tuple[tuple[Objective, re.Pattern[str]], ...] = (
    (
        "conversions",
        re.compile(r"\b(?:sales|conversions?|purchases|orders|sign-?ups|installs|downloads|leads|bookings)\b", re.I),
    ),
    ("clicks", re.compile(r"\b(?:clicks?|traffic|visits)\b", re.I)),
    ("reach", re.compile(r"\b(?:awareness|reach|visibility|impressions|exposure)\b", re.I)),
    ("engagements", re.compile(r"\b(?:engagements?|interactions?|likes)\b", re.I)),
)
_NO_PRODUCT = re.compile(r"(?:we|they|it|you|i|this|that|not|no|looking|creators?|people)\b", re.I)
_STOPS = re.compile(
    rf"\s*,?\s*\b(?:(?:and|which|who|that)\s+)?(?:{_SEEK}|look for|search for|are after|is after)\b.*", re.I
)
_EDGES = " ,.!?:;-–"


def product_of(found: Iterable[Clause]) -> str | None:
    """What is sold, in the brief's words; None where it does not say."""
    said = _headed(found, "product") or _first(_PRODUCT, found)
    return None if said is None or _NO_PRODUCT.match(said) else said


def audience_of(found: Iterable[Clause]) -> str | None:
    """Whom the brand wants to reach, in the brief's words; None where it does not say."""
    return _headed(found, "audience") or _first(_AUDIENCE, found)


def values_of(found: Iterable[Clause]) -> tuple[str, ...]:
    """What a creator should stand for, each value in the brief's words."""
    headed = _headed(found, "values")
    said = (
        [headed]
        if headed
        else [_STOPS.sub("", match["is"]) for clause in found for match in _VALUES.finditer(clause.text)]
    )
    parts = [part.strip(_EDGES) for phrase in said for part in _JOIN.split(phrase)]
    return tuple(dict.fromkeys(part for part in parts if part))


def objective_of(found: Iterable[Clause]) -> Objective | None:
    """What counts as success, None where the brief does not say; under "Goal:" a single word will do."""
    headed = _headed(found, "objective")
    for objective, pattern in _OBJECTIVE_WORDS if headed else ():
        if pattern.search(headed or ""):
            return objective
    text = ". ".join(clause.text for clause in found)
    found_at = {objective: match.start() for objective, pattern in _OBJECTIVES if (match := pattern.search(text))}
    return min(found_at, key=lambda objective: found_at[objective], default=None)


def competitors_of(text: str) -> tuple[str, ...]:
    """Names of rivals: what follows "competitors such as", or stands in a negation as "worked with"."""
    names = [name for phrase in _rivals(text) for name in _names(phrase)]
    return tuple(dict.fromkeys(names))


def window_days_of(text: str) -> int | None:
    """Within how many days a post for a competitor counts, where the sentence that names competitors says it."""
    for sentence in re.split(r"(?<=[.!?;])\s+|\n", text):
        match = _WINDOW.search(sentence)
        if match and re.search(r"\b(?:compet\w+|rivals?|worked with|partnered|collaborated)\b", sentence, re.I):
            counted = (match["count"] or "one").lower()
            count = int(counted) if counted.isdigit() else _COUNTS[counted]
            return max(1, count * _UNIT_DAYS[match["unit"].lower().rstrip("s")])
    return None


def _rivals(text: str) -> Iterator[str]:
    negative = re.compile(r"\b(?:no|not|never|avoid|exclude|excluding|without|n't|don't)\b", re.I)
    for sentence in re.split(r"(?<=[.!?;])\s+|\n", text):
        for match in _COMPETITORS.finditer(sentence):
            if match["is"]:
                yield match["is"]
            elif negative.search(sentence[: match.start()]):
                yield match["with"]


def _names(phrase: str) -> Iterator[str]:
    for part in _JOIN.split(_WINDOW.sub("", phrase)):
        match = _NAME.match(part.strip())
        if match:
            yield match[0].lstrip("@").strip(_EDGES)


def _headed(found: Iterable[Clause], heading: str) -> str | None:
    return ", ".join(clause.text.strip(_EDGES) for clause in found if clause.heading == heading) or None


def _first(patterns: Iterable[re.Pattern[str]], found: Iterable[Clause]) -> str | None:
    plain = [clause.text for clause in found if clause.heading in (None, "other")]
    matches = (pattern.search(text) for pattern in patterns for text in plain)
    said = (_STOPS.sub("", match["is"]).strip(_EDGES) for match in matches if match)
    return next((words for words in said if words), None)
