"""Comments as the comment head reads them: disguises undone, and links, handles, sums and emoji named by kind.

What is named is the same in every language, and a weight learned for "a link" holds for links never seen.
"""

import re
from collections.abc import Sequence

import polars as pl

from matchmaker.signals.rows.texts import EMOJI
from matchmaker.text.confusables import fold

LONGEST = 2_200  # characters looked at: as many as Instagram allows; what sells stands early
_EMOJI = EMOJI[1:-1]
_REPEATED = re.compile(r"(\w)\1{2,}")

# Parts of account names by which money managers, hackers and healers advertise what they sell.
_SELLING = (
    "trad(?:e|ing|er)|forex|fx|crypto|bitcoin|btc|invest|wealth|profit|capital|financ|coach|mentor|mining|miner|binary"
    "|option|earn|income|rich|expert|hack|recover|spell|signal|stock|nft|token|coin|money|cash|bank|market|bus+iness"
    "|million|fund|loan|casino|bet_|giveaway|promo|official_|support_|helpdesk|tech|tips|dr_|doctor|herbal|entrepren"
    "|empire|consult|broker|manage|admin|legit"
)
_DOMAINS = (
    "com|net|org|ly|me|io|gg|tv|ru|info|biz|xyz|shop|online|site|club|top|gl|be|co|de|es|fr|it|br|in|us|uk|eu|cc|to"
    "|app|link|live|store|finance|fm|la"
)
_CURRENCIES = (
    r"[$€£₹₦¥₽₺₩]|(?:usd|usdt|eur|gbp|btc|eth|bnb|dollars?|euros?|pounds?|grands?|bucks|reais|rs|inr|rupees|naira|pesos"
    r"|dolares|рублей|руб|тысяч|tl|lira|rupiah|juta|ribu)\b"
)
KINDS = (
    *("xxmail", "xxmessenger", "xxlink", "xxwallet", "xxhandle", "xxsellinghandle", "xxnametag", "xxtag", "xxmoney"),
    *("xxpercent", "xxphone", "xxnum", "xxmoneyemoji", "xxpointer", "xxemoji"),
)
_STEPS = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"&#39;|&apos;|[’`´]", "'"),
        (r"&\w+;", " "),
        (r"[\w.+-]{1,60}@[\w-]{1,60}\.[a-z]{2,6}\b", " xxmail "),
        (r"(?:wa|t)\.me/\S*|chat\.whatsapp\S*|discord\.gg/\S*", " xxmessenger xxlink "),
        (r'(?:https?:?//|www\.)[^\s<>"]+|(?:^|[\s(])/(?:watch|channel)\S*', " xxlink "),
        (
            rf'\b[a-z0-9-]{{2,60}}(?:\.[a-z0-9-]{{1,40}}){{0,3}}\s?\.\s?(?:{_DOMAINS})\b\s?(?:/[^\s<>"]*)?',
            " xxlink ",
        ),
        (r"<[^<>]{0,300}>", " "),
        (r"\b(?:0x[0-9a-f]{12,}|[a-z]*\d[a-z0-9]{25,}|[a-z]{2}\d{14,})\b", " xxwallet "),
        (rf"@[\w.]*(?:{_SELLING})[\w.]*", " xxhandle xxsellinghandle "),
        (r"@[\w.]+", " xxhandle "),
        (rf"#\w*__\w*|#_\w+|#\w+_\b|#\w*(?:{_SELLING})\w*", " xxnametag "),
        (r"#([^\s#@!?.,;:]+)", r" xxtag \1 "),
        (
            rf"(?:[$€£₹₦¥₽₺₩฿]\s?\d[\d.,]*\s?(?:k|m|b|million|grand)?\b)|(?:\d[\d.,]*\s?(?:k|m)?\s?(?:{_CURRENCIES}))",
            " xxmoney ",
        ),
        (r"\d[\d.,]*\s?%", " xxpercent "),
        (r"\+?\d[\d\s().-]{6,20}\d", " xxphone "),
        (r"\d+(?:[.,]\d+)*", " xxnum "),
        (r"[💰💵💸💴💶💷🤑📈🚀🏆💎🎁🪙💹💲💳🏦]+", " xxmoneyemoji "),
        (r"[👉👇👆☝📲📩📥📞☎✉💌📱🔗⬇⬆➡🌐🖇]+", " xxpointer "),
    )
)
# What only Polars' expressions can name, after the rest.
_LAST_STEPS = (
    (rf"[{_EMOJI}][{_EMOJI}\p{{M}}\p{{Emoji_Modifier}}\s]*", " xxemoji "),
    (r"([!?])[!?.\s]*", " $1 "),
    (r"[^\p{L}\p{M}\p{N}!?&']+", " "),
)


def read_comments(texts: Sequence[str]) -> pl.DataFrame:
    """One row a text: `emoji_count` and `said`, the words as read, each between single spaces, also at both ends."""
    shortened = [text[:LONGEST] for text in texts]
    folded = [_named(_REPEATED.sub(r"\1\1", fold(text))) for text in shortened]
    said = pl.col("said")
    for pattern, kind in _LAST_STEPS:
        said = said.str.replace_all(pattern, kind)
    return pl.DataFrame(
        {"written": shortened, "said": folded}, schema={"written": pl.String, "said": pl.String}
    ).select(
        pl.col("written").str.count_matches(EMOJI).alias("emoji_count"),
        pl.format(" {} ", said.str.strip_chars()).alias("said"),
    )


def _named(text: str) -> str:
    """The text with all but emoji named; compiled once, while Polars keeps only its 32 latest expressions."""
    for pattern, kind in _STEPS:
        text = pattern.sub(kind, text)
    return text
