"""What the comment head reads and counts, and how it answers."""

import polars as pl
import pytest

from matchmaker.scorers.authenticity.comments import COMMENT_COLUMNS
from matchmaker.scorers.authenticity.comments_features import FEATURES, comment_features
from matchmaker.scorers.authenticity.comments_reading import read_comments
from tests.text_heads import comment_head, generic, spam
from training.authenticity.comments_wordings import concept_patterns


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Check http://a.b/c?d=1 now", " check xxlink now "),
        ("see mysite.com/x", " see xxlink "),
        ("mail me: ana@b.com", " mail me xxmail "),
        ("@ana_b hi", " xxhandle hi "),
        ("@trade_with_ana hi", " xxhandle xxsellinghandle hi "),
        ("#__ana__ #summer", " xxnametag xxtag summer "),
        ("I got $12,500 or 500 euros", " i got xxmoney or xxmoney "),
        ("+44 7826 936455", " xxphone "),
        ("up 40% in 3 days", " up xxpercent in xxnum days "),
        ("soooo good😂😂 😂", " soo good xxemoji "),
        ("nice<br />song &amp; more", " nice song more "),
        ("See the Сһаnnеl", " see the channel "),
    ],
)
def test_things_are_named_by_kind(written: str, said: str) -> None:
    assert read_comments([written])["said"].item() == said


def test_features_count_ideas_in_several_languages() -> None:
    texts = ["subscribe to my channel", "подпишись на мой канал", "请订阅我的频道", "lovely song"]
    features = comment_features(read_comments(texts), concept_patterns())
    assert features.columns == list(FEATURES)
    assert (features["subscribe"] > 0).to_list() == [True, True, True, False]
    assert (features["own_and_look"] > 0).to_list() == [True, True, True, False]


def test_null_and_blank_texts_have_no_answer() -> None:
    answers = comment_head().score(pl.Series([None, "", "  \n", "hello"], dtype=pl.String))
    assert answers.columns == list(COMMENT_COLUMNS)
    assert answers["spam_probability"].is_null().to_list() == [True, True, True, False]
    assert answers["generic_probability"].is_null().to_list() == [True, True, True, False]


def test_no_comments_are_no_answers() -> None:
    assert comment_head().score(pl.Series([], dtype=pl.String)).shape == (0, 2)


def test_praise_that_fits_anywhere_is_told_from_praise_of_something() -> None:
    anywhere, something = generic("nice pic 🔥", "the way you explained the second half was great, thank you")
    assert anywhere > 0.5 > something


def test_emoji_alone_are_neither_spam_nor_generic_praise() -> None:
    assert max(spam("😍😍😍", "🔥", "❤️❤️❤️❤️❤️", "👏👏🏽")) < 0.2
    assert generic("😍😍😍", "🔥") == [0.0, 0.0]


def test_a_disguised_spam_comment_scores_as_the_plain_one() -> None:
    plain, disguised, bold = spam("check out my channel", "сhесk оut my сhаnnеl", "𝐜𝐡𝐞𝐜𝐤 𝐨𝐮𝐭 𝐦𝐲 𝐜𝐡𝐚𝐧𝐧𝐞𝐥")
    assert plain == disguised == bold
    assert plain > 0.5
