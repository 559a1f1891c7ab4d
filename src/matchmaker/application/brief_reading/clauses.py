"""A brief cut into lines, sentences and clauses; a clause knows the heading it stands under."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Heading: TypeAlias = Literal["avoid", "audience", "product", "values", "competitors", "objective", "terms", "other"]

_HEADINGS: tuple[tuple[Heading, str], ...] = (
    (
        "avoid",
        r"(?:(?:topics?|content|creators|things|what) (?:to|we) (?:avoid|exclude|don'?t want)|please avoid|avoid|"
        r"don'?ts?|do not|no[- ]?gos?|exclusions?|excluded?(?: topics)?|off[- ]limits|not (?:wanted|allowed|for us)|"
        r"avoid[- ]topics)",
    ),
    (
        "audience",
        r"(?:(?:our |the )?(?:target|core|primary)? ?(?:audience|group|customers?|persona)|target|who we want to reach)",
    ),
    ("product", r"(?:(?:the |our |about the )?products?|what we (?:sell|make|offer))"),
    ("values", r"(?:(?:our |the )?(?:brand |core )?values|what we stand for)"),
    ("competitors", r"(?:(?:our |main |direct )?(?:competitors?|competition|competing brands|rivals?))"),
    ("objective", r"(?:(?:campaign |our |main )?(?:objectives?|goals?|kpis?|aims?))"),
    (
        "terms",
        r"(?:budgets?|fees?|timeline|timing|deadlines?|dates?|deliverables?|platforms?|contact|tone(?: of voice)?|"
        r"brand(?: name)?)",
    ),
    ("other", r"[\w'&/ -]{2,40}"),
)
_HEADED = tuple((name, re.compile(rf"\s*(?:[-*•–#]+\s*)?{words}\s*:\s*(.*)", re.I | re.S)) for name, words in _HEADINGS)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d+[.)])\s+")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs|approx|incl|no|st|dr|mr|mrs|ms|u\.s|u\.k)\.$", re.I)
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_TURN = re.compile(  # where a sentence turns from what it rules out to what it wants, or the other way round
    r"\s*(?:[;()\[\]]|\s[–—-]\s|—|,?\s+\bbut\b(?! (?:also|not)\b)|,?\s+\b(?:however|though|although|whereas|because|since)\b)\s*",
    re.I,
)


@dataclass(frozen=True)
class Clause:
    """A piece of a sentence; `heading` is what the line it stands in is headed by, None outside of any list."""

    text: str
    heading: Heading | None


def clauses(text: str) -> Iterator[Clause]:
    """The clauses of a text in order; a heading holds for its own line, or for the list below it."""
    heading: Heading | None = None
    for line in text.replace("’", "'").replace("‘", "'").splitlines():
        if not line.strip():
            heading = None
            continue
        found, rest, opens = _headed(line)
        if found is not None:
            heading = found if opens else None
        elif not _BULLET.match(line):
            heading = None
        own = found if found is not None else heading
        for sentence in _sentences(_BULLET.sub("", rest)):
            inline, said, _ = _headed(sentence)
            named = inline not in (None, "other")  # "Tone: calm. Avoid: politics." in one line
            yield from (Clause(piece, inline if named else own) for piece in _pieces(said if named else sentence))


def _headed(line: str) -> tuple[Heading | None, str, bool]:
    """The heading of a line, what follows it, and whether the lines below stand under it, too."""
    for name, pattern in _HEADED:
        match = pattern.fullmatch(line)
        if match and (name != "other" or not match[1]):
            return name, match[1], not match[1].strip()
    return None, line, False


def _pieces(sentence: str) -> Iterator[str]:
    stripped = (piece.strip(" ,") for piece in _TURN.split(sentence) if piece)
    yield from (piece for piece in stripped if piece)


def _sentences(line: str) -> Iterator[str]:
    kept = ""
    for piece in _SENTENCE_END.split(line):
        kept = f"{kept} {piece}" if kept else piece
        if not _ABBREVIATION.search(kept):
            yield kept
            kept = ""
    if kept:
        yield kept
