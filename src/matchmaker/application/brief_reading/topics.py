"""Words that are ruled out, cut into topics: "any gambling, alcohol or politics" are three."""

import re

_LEADING = re.compile(
    r"^(?:\W|(?:no|not|any|anything|anyone|all|every|some|the|a|an|our|your|their|its|too much|too many|too|much|many|more|those|these|that|"
    r"who|which|whose|is|are|be|been|do|does|have|has|had|to|of|on|in|with|for|from|by|about|around|and|or|nor|as|such as|like|including|especially|"
    r"related to|involving|connected to|associated with|focused on|dedicated to|content|posts?|posting|talk|talking|talks|mentions?|"
    r"mentioning|references?|promotions?|promote|promotes|promoting|feature|features|featuring|show|shows|showing|"
    r"creators?|influencers?|accounts?|people|feeds?|profiles?|pages?|channels?|topics?|themes?|things|stuff|work|works|"
    r"working|collaborat\w+|partner\w*|deal|regularly|often|mostly|mainly|primarily|heavily|overly|overt|excessive|explicit mentions of|us|we|you|please|"
    r"want|wants|being|make|makes|making|promoted|mentioned|posted|advertised|shown|featured|endorsed|discuss\w*|endors\w+|glorif\w+|advertis\w+|push\w*|contain\w*|cover\w*|use|using)\b\s*)+",
    re.I,
)
_TRAILING = re.compile(
    r"(?:[\s.!?,:]|\b(?:content|posts?|posting|topics?|themes?|creators?|influencers?|accounts?|people|feeds?|profiles?|"
    r"pages?|promotions?|references?|mentions?|collaborations?|partnerships?|deals|language|imagery|please|at all|of any kind|"
    r"whatsoever|etc|and the like|and similar|or similar|and so on|or anything similar|in (?:their|your|the) (?:posts?|feeds?|content|captions?)|"
    r"is|are|be|to be avoided|and|or|stuff|related|themed|thanks)\b\.?)+$",
    re.I,
)
_PARTS = re.compile(
    r"\s*(?:,(?!\d{3})|;|&|\band/or\b|\bor\b|\band\b|\bnor\b|\bas well as\b|\bplus\b|\bincluding\b|\bsuch as\b)\s*",
    re.I,
)
_NO_TOPIC = re.compile(  # limits, money and manners: nothing that a feed is about
    r"\b(?:followers?|fees?|budgets?|prices?|rates?|bots?|fake|bought|agenc\w+|managers?|competitors?|competing|competition|rivals?|"
    r"exclusiv\w*|usage|rights|deadlines?|discounts?|brands?|experience|minimum|maximum|days|weeks|months|years?|hours|"
    r"budget|payments?|negative comments|duplicate\w*|reposts?|hashtags?|scripts?|filters?|watermarks?|comments?|"
    r"macro|mega|celebrit(?:y|ies) (?:creators|influencers)|\d+)\b|\d",
    re.I,
)
_WISH = re.compile(
    r"(?:(?:and|so|just|only|instead|rather)\s+)?(?:we|we're|they|you|it|he|she|i|our|your|their|this|these|creators?|please|ideally|"
    r"looking|preferably|focus\w*|think|show|share|use|keep|must|should|want|wants|need|needs|love|loves|prefer|authentic|instead|"
    r"only|just|more|rather|visit|post|posts|talk|talks|who|whose|everyone|everything|make|get|go|and (?:we|they|it|who|share|show|visit|post|talk|love|keep|make|focus)\w*)\b",
    re.I,
)
_WHEN = re.compile(
    r"\b(?:in|within|during|over|for) the (?:past|last|previous) (?:[\w-]+ )?(?:days?|weeks?|months?|years?)\b", re.I
)
_BEFORE_AND_AFTER = re.compile(r"\bbefore[- ]?(?:and|&|/)[- ]?after\b", re.I)  # one thing, not two
_LONGEST_TOPIC = 12  # words; what is longer is a sentence gone wrong and names no topic


def topics_of(phrase: str) -> tuple[list[str], list[str]]:
    """Topics in the words of the brief, and the pieces that name none (limits, fees, manners)."""
    phrase = _BEFORE_AND_AFTER.sub("before/after", _WHEN.sub("", phrase))
    topics: list[str] = []
    rest: list[str] = []
    for piece in _PARTS.split(phrase):
        bare = _TRAILING.sub("", _LEADING.sub("", piece.strip()))
        if not bare:
            continue
        named = not _NO_TOPIC.search(piece) and len(bare.split()) <= _LONGEST_TOPIC
        (topics if named else rest).append(bare)
    return topics, rest


def is_start_of_a_wish(text: str) -> bool:
    """Whether words after a comma begin a sentence of their own, rather than go on with a list."""
    return _WISH.match(text) is not None
