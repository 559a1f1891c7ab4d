"""What a clause wants and what it rules out: "avoid ...", "no ...", "not for ...", and contrasts as "rather than ..."."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from matchmaker.application.brief_reading.clauses import Clause
from matchmaker.application.brief_reading.topics import is_start_of_a_wish, topics_of

_ASK = r"(?:please|kindly|strictly|absolutely|definitely|also|and|so|but|must|should|we(?:'d)?|you|to|always|ideally)"
_SHOW = (
    r"(?:be|have|feature|show|post|promote|mention|include|contain|cover|use|discuss|advertise|endorse|share|publish|"
    r"talk about|work with|collaborate with|deal with|focus on|glorify|depict|reference|push|review)"
)
_POST = r"(?:feature|show|post|promote|mention|cover|share|publish)"
_NOT = r"(?:do not|don't|does not|doesn't|should not|shouldn't|must not|mustn't|may not|cannot|can't|can not|will not|won't|never)"
_WANT = r"(?:want|need|like|accept|allow|consider|look for|seek|wish for|care for|tolerate|book|hire|support|(?:send|suggest|recommend|propose|offer|pitch|give)(?: us)?)"
_PEOPLE = r"(?:creators?|influencers?|accounts?|feeds?|profiles?|people|those|anyone|posts?|content|channels?|pages?)"
_CONTENT = (
    r"(?:content|posts?|posting|talk|mentions?|promotions?|ads|references?|topics?|themes?|jokes|language|"
    r"collaborations?|partnerships?|deals|history|imagery|stuff|videos|reels)"
)

# Words that look like a negation and rule nothing out; they are looked at before anything else.
_HARMLESS = re.compile(
    r"\bnot (?:only|just|merely|simply|solely|to mention|afraid|limited|necessarily|too|yet|least|shy|strictly)\b"
    r"|\bwhether or not\b|\bwhy not\b|\bif not\b|\bor not\b|\bas not to\b"
    r"|\bno (?:matter|doubt|wonder|problem|worries|need|longer|later|more than|less than|fewer than|minimum|maximum|"
    r"one|strings|fuss|filter|fixed|set|specific|particular|exclusivity|experience|makeup[- ]makeup)\b"
    r"|\bno-\w+|\bnothing (?:beats|but|better|more)\b|\bnobody\b|\bnone\b"
    r"|\b(?:can't|cannot|can not) (?:wait|get enough|live without|resist|go wrong|do without)\b"
    r"|\b(?:do not|don't|never) (?:hesitate|forget|miss(?:es)?|worry|settle|compromise|give up|stop|sacrifice|have to|need to)\b"
    rf"|\b(?:has|have|having|contains?|containing|made with|uses?|with)\s+no\b(?!(?:\s+[\w'-]+){{1,4}}?\s+{_CONTENT}\b)[^.!?;]*"
    r"|\bno (?:added|artificial)\b[^.!?;]*"
    r"|\b(?:we|it|they|our [\w-]+) (?:do not|don't|does not|doesn't|never) (?:use|contain|include|add|test|sell|make|need|charge|ship|cover)\b"
    r"|\bwe avoid\b[^.!?;]*\b(?:wherever|whenever|where we can|if we can|in our|by)\b"
    r"|\bno [\w' -]{2,30}(?:, no [\w' -]{2,30})*,? (?:just|only|simply|all)\b"
    r"|\bnever miss(?:es|ing)?\b|\bwithout (?:compromis|breaking|sacrific|the fuss|fuss|worry|ever|a doubt|having|fail|it\b)\w*",
    re.I,
)
_RULED_OUT = re.compile(
    rf"(?:^|(?<=[,:] )|\b{_ASK}\s+)(?:want to |like to |need to |prefer to |wish to |would like to |try to )?"
    r"(?:avoid(?:ing)?|exclude|excluding|refrain from|steer clear of|stay away from|keep away from|stay clear of|leave out|ban|skip|(?:would |'d )?(?:rather|prefer) not(?: to)?(?: see| have| be| show)?)\b"
    r"|\bto be avoided\b|\bexcluding\b|\bnothing (?:about|on|related to|to do with|with|like|too|political|religious|sexual)\b"
    rf"|(?:^|(?<=, )|\b(?:please|strictly|absolutely|definitely|also|so|ideally|and|but|or|want|accept|allow|{_POST}|are|is)\s+)no\b(?=\s+\w)"
    rf"|\b(?:with|has|have|having|contain|contains|containing|there (?:is|are)|there should be)\s+no\b(?=(?:\s+[\w'-]+){{1,4}}?\s+{_CONTENT}\b)"
    rf"|\b{_NOT}\s+(?:{_WANT}\b|(?:(?:ever|also|regularly|already|currently|recently)\s+)?{_SHOW}\b)"
    r"|\b(?:isn't|aren't|(?:(?:are|is|we're|we are)\s+)?not)\s+(?:interested in|looking for|seeking|keen on|open to|into|after|about|for|suitable for|"
    r"meant for|aimed at|intended for|a (?:fit|match|campaign|product) for|targeting|wanted|promoting|posting|mentioning|showing)\b"
    rf"|\b{_PEOPLE}(?:\s+\w+)?\s+without\b|\bwithout (?:any )?(?=(?:[\w'-]+\s+){{0,3}}?{_CONTENT}\b)"
    r"|^nothing\b(?=\s+\w)|^not\b(?=\s+\w)|(?:^|, )never\b(?=\s+\w)|\bn(?:or|either)\b(?=\s+\w)"
    r"|\bfree (?:of|from)\b(?=\s+\w)|\b(?:off[- ]limits|taboo)\s*:",
    re.I,
)
_CONTRAST = re.compile(
    r",?\s*\b(?:rather than|instead of|as opposed to|other than|apart from|except(?: for)?|unrelated to|in contrast to)\b"
    r"|,\s*not\b(?=\s+\w)|\band not\b(?=\s+\w)",
    re.I,
)
_BACKWARDS = re.compile(  # "gambling is a no-go": what is ruled out stands before
    r"\s*\b(?:is|are)\s+(?:strictly |absolutely |definitely )?(?:a no[- ]go|no[- ]gos?|off[- ]limits|taboo|out of the question|"
    r"not (?:wanted|allowed|welcome|for us|okay|ok|acceptable|suitable|tolerated)|excluded|forbidden|banned|unwanted|to be avoided|a deal ?breaker)\b.*",
    re.I,
)

_POLITE = re.compile(r"(?:\W|\b(?:please|thanks|thank you|though|so|and|too)\b)*", re.I)
_RIVALS = re.compile(r"(?:our |the |main |direct |biggest |closest )*(?:competitors?|competing brands|rivals?)\b", re.I)


@dataclass
class Negated:
    """What is left of a brief without what it rules out; `avoided` are topics, `set_aside` words that name none."""

    wanted: list[str] = field(default_factory=list)
    avoided: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)

    def add_ruled_out(self, phrase: str) -> None:
        """A phrase that follows a negation, cut into its topics."""
        topics, rest = topics_of(phrase)
        self.avoided += topics
        self.set_aside += rest


def read_negations(found: Iterable[Clause]) -> Negated:
    """Each clause parted at its negations; what stands under a heading as "Avoid:" is ruled out whole.

    What stands under the other headings is read for what they say, and is not wanted of posts.
    """
    said = Negated()
    for clause in found:
        if clause.heading == "avoid":
            said.add_ruled_out(_after_a_cue(clause.text))
        elif clause.heading in (None, "other", "product"):
            _read(clause.text, said)
    return said


def _read(text: str, said: Negated) -> None:
    if _POLITE.fullmatch(text) or _RIVALS.match(text):
        return
    behind = _BACKWARDS.search(text)
    if behind:
        said.add_ruled_out(text[: behind.start()])
        return
    masked = _HARMLESS.sub(lambda match: "_" * len(match[0]), text)
    contrast, ruled_out = _CONTRAST.search(masked), _RULED_OUT.search(masked)
    start = min((match for match in (ruled_out, contrast) if match), key=_place, default=None)
    if start is None:
        if text.strip(" .!?,"):
            said.wanted.append(text.strip())
        return
    before, after = text[: start.start()].strip(" ,"), text[start.end() :]
    phrase, wish = _until_a_wish(after)
    if len(before.strip(" .!?")) > 1 and not _only_people(before):
        said.wanted.append(before)
    if start is contrast:
        said.set_aside.append(phrase.strip(" .!?,"))
    else:
        said.add_ruled_out(phrase)
    if wish:
        _read(wish, said)


def _place(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), -match.end()


def _until_a_wish(text: str) -> tuple[str, str]:
    """The words a negation holds for, and those after a comma that speak of something else."""
    places = [match.end() for match in re.finditer(r",\s*", text)]
    for place in places:
        if is_start_of_a_wish(text[place:]):
            return text[:place], text[place:]
    return text, ""


def _after_a_cue(text: str) -> str:
    """Under "Avoid:" a line may begin with a negation of its own, which says the same once more."""
    match = _RULED_OUT.match(text)
    return text[match.end() :] if match else text


def _only_people(text: str) -> bool:
    words = r"(?:we|our|the|a|an|this|it|is|are|creators?|influencers?|campaign|product|brand|who|that|they|you|please|and|also|or|so|do|should|must|posts?|content|feeds?|accounts?|topics?|to|it's|ideally)"
    return re.fullmatch(rf"(?:{words}\b\W*)+", text, re.I) is not None


def sentences_of(wanted: Iterable[str]) -> Iterator[str]:
    """Clauses as sentences again."""
    yield from (clause if clause.endswith((".", "!", "?")) else f"{clause}." for clause in wanted)
