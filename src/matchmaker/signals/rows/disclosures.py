"""Disclosures in captions: whether paid-partnership wording is there, and whether a reader sees it.

Source: Federal Trade Commission, "Disclosures 101 for Social Media Influencers" (2019): a disclosure must be
hard to miss, in plain words ("advertisement", "ad", "sponsored"), not behind "more", and not mixed into a
group of hashtags or links. Vague shortenings ("sp", "spon", "collab") do not count there and not here.
We add the equally plain words of other languages, and the number of characters shown before "more".
"""

import polars as pl

VISIBLE_CHARACTERS = 125  # Instagram cuts a caption to about 125 characters and "more"; other feeds show no less

TAGS = (
    *("ad", "ads", "advert", "advertisement", "advertising", "paidad", "paidpartnership", "paidpromotion"),
    *("sponsored", "sponsoredpost", "werbung", "anzeige", "gesponsert", "bezahltepartnerschaft"),
    *("publicidad", "publi", "patrocinado", "publipost", "parceriapaga", "publicidade"),
    *("publicité", "publicite", "sponsorisé", "sponsorise", "partenariatrémunéré", "collaborationcommerciale"),
    *("pubblicità", "pubblicita", "sponsorizzato", "reklama", "reklame", "reklam", "реклама"),
    *("広告", "광고", "quảngcáo", "iklan", "إعلان", "اعلان"),
)
WORDS = (
    *("paid partnership", "paid promotion", "sponsored by", "sponsored post", "this is an ad"),
    *("bezahlte partnerschaft", "colaboración pagada", "colaboracion pagada", "parceria paga"),
    *("partenariat rémunéré", "collaboration commerciale"),
)
LABELS = ("advertisement", "ad", "sponsored", "werbung", "anzeige")  # alone at the start: "Ad: ...", "[Anzeige] ..."
CODE_WORDS = (
    *("use code", "use my code", "with code", "with my code", "promo code", "discount code", "coupon code"),
    *("rabattcode", "code promo", "código de descuento", "codice sconto", "cupom"),
)

_LEADING = r"^[^\p{L}\p{N}#]*"
_TAG = rf"#(?:{'|'.join(TAGS)})"
_TAG_END = r"(?:[^\p{L}\p{M}\p{N}_]|$)"
_LABEL = rf"^\W*(?:{'|'.join(LABELS)})\s*[:|)\]–—-]"
_TAG_FIRST = rf"{_LEADING}{_TAG}{_TAG_END}"
_TAG_ALONE = rf"(?:^|\s)[^\s#]+\s+[^\p{{L}}\p{{N}}\s#]*{_TAG}(?:\s*$|\s+[^\s#]|[^\p{{L}}\p{{M}}\p{{N}}_\s#])"
_SAID = "|".join(WORDS)
_ANYWHERE = rf"(?i){_TAG}{_TAG_END}|{_SAID}|{_LABEL}"
_UP_FRONT = rf"(?i){_TAG_FIRST}|{_TAG_ALONE}|{_SAID}|{_LABEL}"

# Scanning every caption for all of the above is slow: these substrings, one of which each wording holds, come first.
_WORD_HINTS = (
    "paid p",
    "sponsored",
    "this is an",
    "bezahlte p",
    "pagada",
    "parceria p",
    "partenariat",
    "collaboration c",
)
_CODE_HINTS = ("code", "codice", "código", "cupom")


def _any_case(hints: tuple[str, ...]) -> str:
    """An expression of literals (lower, Capital, Title, UPPER): many times as fast as ignoring case."""
    forms = (form for hint in hints for form in (hint, hint.capitalize(), hint.title(), hint.upper()))
    return "|".join(dict.fromkeys(forms))


def _if_hinted(caption: pl.Expr, hinted: pl.Expr) -> pl.Expr:
    """The caption or, without a hint, an empty text: an expression reads the letters of a null row too."""
    return pl.when(hinted).then(caption).otherwise(pl.lit(""))


def may_disclose(caption: pl.Expr) -> pl.Expr:
    """The caption where it can hold a disclosure, else an empty text."""
    said = caption.str.contains(_any_case(_WORD_HINTS))
    return _if_hinted(caption, said | caption.str.contains(f"(?i){_TAG}") | caption.str.contains(f"(?i){_LABEL}"))


def discloses(caption: pl.Expr) -> pl.Expr:
    """The caption holds paid-partnership wording anywhere."""
    return caption.str.contains(_ANYWHERE)


def discloses_up_front(caption: pl.Expr) -> pl.Expr:
    """The wording is in the visible part, and not mixed into a group of hashtags (a leading tag is fine)."""
    return caption.str.slice(0, VISIBLE_CHARACTERS).str.contains(_UP_FRONT)


def offers_code(caption: pl.Expr) -> pl.Expr:
    """The caption offers a discount or referral code."""
    hinted = _if_hinted(caption, caption.str.contains(_any_case(_CODE_HINTS)))
    offers = hinted.str.contains_any(list(CODE_WORDS), ascii_case_insensitive=True)
    return pl.when(caption.is_not_null()).then(offers)
