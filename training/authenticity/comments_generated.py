"""Comments made from sentences written for this project: spam, chatter and praise in fifteen languages."""

import re
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

FILE = Path(__file__).with_name("comments_templates.toml")
SOURCE_NAME = "generated-comments"
SPAM, CHATTER, PRAISE = "spam", "benign", "generic"

_NAMES = (
    *("anna", "ben", "carla", "david", "elena", "felix", "grace", "hugo", "ines", "jack", "kate", "leo", "maria"),
    *("nico", "olga", "paul", "rosa", "sam", "tina", "victor", "wanda", "yusuf", "zoe", "mark", "julia", "peter"),
    *("lena", "omar", "priya", "chen", "diego", "fatima"),
)
_SELLERS = (
    *("trade_with_{a}", "{a}_fx", "{a}.trades", "invest_with_{a}", "coach_{a}", "{a}_crypto_expert", "wealthwith{a}"),
    *("{a}financial", "mentor_{a}1", "{a}_mining", "forex_{a}", "{a}hacks", "dr_{a}_herbal", "bitcoinwith{a}"),
    *("earn_with_{a}", "{a}.capital", "profit_{a}", "{a}_{b}_", "{a}.{b}01", "__{a}{b}__", "official.{a}{b}"),
)
_PEOPLE = ("{a}{n}", "{a}.{b}", "_{a}_", "{a}{b}", "the_{a}", "{a}_{b}{n}", "its{a}", "real{a}x")
_EMOJI = (
    *("😂", "😍", "🔥", "❤️", "🙌", "👏", "😭", "💯", "🥰", "😊"),
    *("🤣", "💜", "😎", "🎉", "✨", "💪", "😅", "🤔", "🙏", "👍"),
)
_MONEY_EMOJI = ("💰", "💵", "🚀", "📈", "💸", "🤑", "💎", "🔥", "💯", "🙏")
_COINS = ("bitcoin", "ethereum", "dogecoin", "usdt", "forex", "nft", "crypto", "babycoin", "moontoken", "solcoin")
_STYLES = ("pop", "rap", "guitar", "piano", "rock", "love", "dance")
_ENDINGS = ("com", "net", "org", "ly", "xyz", "io", "info")
_SITES = ("shop", "tv", "music", "deal", "win", "cash", "group", "app")
_SUMS = (1, 2, 3, 5, 8, 10, 15, 25)
_EXTRA_EMOJI_SHARE, _REPLY_SHARE, _SHOUTED_SHARE = 0.25, 0.15, 0.1


@cache
def templates() -> dict[str, dict[str, list[str]]]:
    """Sentences by language (ISO 639-1) and kind (SPAM, CHATTER, PRAISE)."""
    read: dict[str, dict[str, list[str]]] = tomllib.loads(FILE.read_text())
    return read


def generated_comments(seed: int, english_copies: int, other_copies: int) -> pl.DataFrame:
    """text, spam, group, source as other labelled comments, and kind and language; each sentence filled several times.

    All fillings of one sentence are one group, so that none of them is learned from when another is asked about.
    """
    random = np.random.default_rng(seed)
    rows = [
        (_dressed(template, kind, random), kind == SPAM, f"{language}/{kind}/{index}", SOURCE_NAME, kind, language)
        for language, kinds in templates().items()
        for kind, sentences in kinds.items()
        for index, template in enumerate(sentences)
        for _ in range(english_copies if language == "en" else other_copies)
    ]
    return pl.DataFrame(rows, schema=["text", "spam", "group", "source", "kind", "language"], orient="row")


def _dressed(template: str, kind: str, random: np.random.Generator) -> str:
    text = _filled(template, kind, random)
    if kind != PRAISE and random.random() < _EXTRA_EMOJI_SHARE:
        text += " " + _filled("{emoji}", kind, random)
    if kind == CHATTER and random.random() < _REPLY_SHARE:
        text = _filled("{friend} ", kind, random) + text
    return text.upper() if random.random() < _SHOUTED_SHARE else text


def _filled(template: str, kind: str, random: np.random.Generator) -> str:
    return re.sub(r"\{(\w+)\}", lambda slot: _filling(slot[1], kind, random), template)


def _filling(slot: str, kind: str, random: np.random.Generator) -> str:
    match slot:
        case "handle":
            return ("#" if random.random() < 0.2 else "@") + _account(_SELLERS, random)
        case "friend":
            return "@" + _account(_PEOPLE, random)
        case "money" | "gain":
            return _sum(10 if slot == "gain" else 1, random)
        case "link":
            return _link(random)
        case "phone":
            parts = " ".join(str(random.integers(100, 999)) for _ in range(3))
            return f"+{random.integers(1, 99)} {parts}"
        case "emoji":
            sold = kind == SPAM and random.random() < 0.4
            return _one(_MONEY_EMOJI if sold else _EMOJI, random) * int(random.choice([1, 1, 1, 2, 3, 4]))
        case "coin":
            return _one(_COINS, random)
        case "song":
            return _one(_STYLES, random)
        case "days":
            return str(random.integers(2, 30))
        case "year":
            return str(random.integers(2012, 2027))
        case _:
            return _one(_NAMES, random)


def _account(forms: tuple[str, ...], random: np.random.Generator) -> str:
    return _one(forms, random).format(a=_one(_NAMES, random), b=_one(_NAMES, random), n=random.integers(1, 999))


def _sum(times: int, random: np.random.Generator) -> str:
    amount = _SUMS[random.integers(len(_SUMS))] * 10 ** int(random.integers(1, 4)) * times
    sign, unit = _one(("$", "€", "£"), random), _one(("dollars", "usd", "euro", "btc"), random)
    forms = (f"{sign}{amount:,}", f"{sign}{amount:,}", f"{amount} {unit}", f"{sign}{max(1, amount // 1000)}k")
    return _one(forms, random)


def _link(random: np.random.Generator) -> str:
    name = _one(_NAMES, random)
    site = f"{name}{_one(_SITES, random)}.{_one(_ENDINGS, random)}"
    forms = (
        *(f"http://www.{site}", f"https://{site}/{name}{random.integers(999)}", f"https://t.me/{name}"),
        *(f"https://www.youtube.com/watch?v={name}X1", site),
    )
    return _one(forms, random)


def _one(options: tuple[str, ...], random: np.random.Generator) -> str:
    return options[random.integers(len(options))]
