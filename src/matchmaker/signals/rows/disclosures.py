"""Paid-partnership wording in captions: whether it is there, and whether a reader sees it.

Source: Federal Trade Commission, "Disclosures 101 for Social Media Influencers" (2019): a disclosure must be
hard to miss, in plain words ("advertisement", "ad", "sponsored"), not behind "more", and not mixed into a
group of hashtags or links. Vague shortenings ("sp", "spon", "collab") do not count there and not here.
We add the equally plain words of other languages, and the number of characters shown before "more".
"""

import polars as pl

VISIBLE_CHARACTERS = 125  # Instagram cuts a caption to about 125 characters and "more"; other feeds show no less

_TAGS = (
    "ad|ads|advert|advertisement|advertising|sponsored|sponsoredpost|paidpartnership|paidad|paidpromotion"
    "|werbung|anzeige|gesponsert|publicidad|patrocinado|publi|publicité|publicite|sponsorisé|sponsorise"
    "|partenariatrémunéré|collaborationcommerciale|pubblicità|pubblicita|sponsorizzato|publipost|parceriapaga"
    "|reklama|reklame|reklamı|реклама|広告|광고|quảngcáo|iklan|إعلان|اعلان"
)
_WORDS = (
    "paid partnership|paid promotion|sponsored by|sponsored post|this is an ad|paid ad|bezahlte partnerschaft"
    "|colaboración pagada|colaboracion pagada|partenariat rémunéré|collaboration commerciale|parceria paga"
)
_TAG = rf"[#＃](?:{_TAGS})"
_TAG_END = r"(?:[^\p{L}\p{N}_]|$)"
_LEADING = r"^[^\p{L}\p{N}#＃]*"

DISCLOSURE = rf"(?i){_TAG}{_TAG_END}|{_WORDS}|{_LEADING}(?:advertisement|ad|sponsored|werbung|anzeige)\s*[:|)\]–—-]"
_TAG_FIRST = rf"{_LEADING}{_TAG}{_TAG_END}"
_TAG_ALONE = rf"(?:^|\s)[^\s#＃]+\s+{_TAG}(?:\s*$|\s+[^\s#＃]|[^\p{{L}}\p{{N}}_\s#＃])"
_UP_FRONT = (
    rf"(?i){_TAG_FIRST}|{_TAG_ALONE}|{_WORDS}|{_LEADING}(?:advertisement|ad|sponsored|werbung|anzeige)\s*[:|)\]–—-]"
)

CODE_WORDS = (
    "use code",
    "use my code",
    "with code",
    "with my code",
    "promo code",
    "discount code",
    "coupon code",
    "rabattcode",
    "code promo",
    "código de descuento",
    "codice sconto",
    "cupom",
)


def discloses(caption: pl.Expr) -> pl.Expr:
    """The caption holds paid-partnership wording anywhere."""
    return caption.str.contains(DISCLOSURE)


def discloses_up_front(caption: pl.Expr) -> pl.Expr:
    """The wording is in the visible part, and not mixed into a group of hashtags (a leading tag is fine)."""
    return caption.str.slice(0, VISIBLE_CHARACTERS).str.contains(_UP_FRONT)


def offers_code(caption: pl.Expr) -> pl.Expr:
    """The caption offers a discount or referral code."""
    return caption.str.contains_any(list(CODE_WORDS), ascii_case_insensitive=True)
