"""How the text heads should move, whatever they were trained on."""

import pytest

from tests.text_heads import disclosed, generic, spam

SPAM = [
    "Check out my channel",
    "DM me to earn money",
    "I made $5,000 thanks to @trade_with_ana",
    "free gift cards here",
]


@pytest.mark.parametrize("comment", SPAM)
def test_a_link_makes_no_spam_look_better(comment: str) -> None:
    plain, linked = spam(comment, comment + " https://cash.example.com/x")
    assert linked >= plain - 0.02


@pytest.mark.parametrize(
    ("english", "other"),
    [
        ("Subscribe to my channel", "Suscríbete a mi canal"),
        ("Subscribe to my channel", "Se inscreve no meu canal"),
        ("Subscribe to my channel", "Abonnez-vous à ma chaîne"),
        ("Subscribe to my channel", "Abonniert meinen Kanal"),
        ("Subscribe to my channel", "Подпишись на мой канал"),
        ("Message me on WhatsApp +44 7826 936455", "Escríbeme por WhatsApp +44 7826 936455"),
        ("Message me on WhatsApp +44 7826 936455", "تواصل معي على واتساب +44 7826 936455"),
    ],
)
def test_spam_is_spam_in_other_languages(english: str, other: str) -> None:
    assert min(spam(english, other)) > 0.5


@pytest.mark.parametrize(
    "comment",
    [
        *(
            "Love this song",
            "Me encanta esta canción",
            "Amo essa música",
            "J'adore cette chanson",
            "Ich liebe dieses Lied",
        ),
        *(
            "Люблю эту песню",
            "أحب هذه الأغنية",
            "この曲が大好きです",
            "이 노래 너무 좋아요",
            "我很喜欢这首歌",
            "Bu şarkıyı çok seviyorum",
        ),
        *("😍", "🔥🔥🔥", "👏👏👏👏👏", "❤️", "😂 😂"),
    ],
)
def test_ordinary_comments_of_any_language_and_emoji_are_no_spam(comment: str) -> None:
    assert spam(comment)[0] < 0.5


def test_more_words_about_the_post_make_praise_less_generic() -> None:
    bare, little, much = generic("beautiful", "beautiful dress", "beautiful dress, where did you buy it in the end?")
    assert bare > little > much


@pytest.mark.parametrize(
    "caption",
    ["Einige Links sind Affiliate-Links.", "Algunos enlaces son de afiliado.", "Certains liens sont affiliés."],
)
def test_affiliate_links_are_disclosed_in_other_languages(caption: str) -> None:
    assert disclosed(caption)[0][0] > 0.5


def test_a_disclosure_moved_to_the_end_is_still_one_but_not_up_front() -> None:
    story = (
        "We walked along the river all morning and talked about the plans for the coming year and the garden at home. "
    )
    for wording in ("#ad", "This post contains affiliate links."):
        (first, kind, seen), (last, kind_last, buried) = disclosed(f"{wording} {story}", f"{story}{story}{wording}")
        assert kind == kind_last
        assert min(first, last) > 0.5
        assert (seen, buried) == (True, False)
