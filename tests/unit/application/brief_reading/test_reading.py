"""A brief's own words: what it wants, what it rules out, what it sells and to whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.application.brief_reading import Understood, understand
from matchmaker.domain.brief import Brief


def read(text: str, **fields: object) -> Understood:
    return understand(Brief(text=text, **fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sentence", "topics"),
    [
        ("Avoid gambling, alcohol and politics.", ("gambling", "alcohol", "politics")),
        ("Please avoid creators who glorify extreme diets.", ("extreme diets",)),
        ("No cat content.", ("cat",)),
        ("Also no hunting or fishing content, please!", ("hunting", "fishing")),
        ("Not for bodybuilders.", ("bodybuilders",)),
        ("This campaign isn't for luxury travellers.", ("luxury travellers",)),
        ("Nothing about fast fashion hauls.", ("fast fashion hauls",)),
        ("We don't want creators who talk about religion.", ("religion",)),
        ("Must not post about celebrity gossip or horror films.", ("celebrity gossip", "horror films")),
        ("Creators should not have promoted alcohol or tobacco in the past 12 months.", ("alcohol", "tobacco")),
        ("Please stay away from crypto, NFTs and day trading.", ("crypto", "NFTs", "day trading")),
        ("Gambling is a no-go.", ("Gambling",)),
        ("Smoking and vaping are off-limits.", ("Smoking", "vaping")),
        ("We'd rather not see religious content.", ("religious",)),
        ("Never political content, please.", ("political",)),
        ("Don't send us meme pages.", ("meme",)),
        ("No before and after pictures.", ("before/after pictures",)),
    ],
)
def test_what_a_sentence_rules_out_is_a_topic_to_avoid_and_not_wanted(sentence: str, topics: tuple[str, ...]) -> None:
    found = read(f"Dog food for owners who walk a lot. {sentence}")

    assert found.brief.avoid_topics == topics
    assert found.brief.query == "Dog food for owners who walk a lot."
    assert "avoid_topics" in found.read_from_text


@pytest.mark.parametrize(
    "text",
    [
        "Not only runners but also hikers.",
        "No-nonsense power tools without breaking the bank.",
        "A moisturiser with no fragrance for sensitive skin.",
        "Our protein powder has no added sugar, no soy and no nonsense.",
        "Our coffee is bold, no sugar, no milk, just beans.",
        "Vegan shoes. We don't use leather.",
        "An app that helps parents avoid food waste.",
        "We look for parents who avoid plastic.",
        "Don't hesitate to pitch ideas, there is no fixed script.",
        "Never miss a sunrise: camping gear for early birds.",
        "Sports betting-free fan app for people who cannot get enough of football.",
        "Recipes without meat for busy families.",
    ],
)
def test_words_that_look_like_a_negation_rule_nothing_out(text: str) -> None:
    found = read(text)

    assert found.brief.avoid_topics == ()
    assert found.brief.query == text


def test_a_negation_ends_where_the_sentence_turns_to_a_wish() -> None:
    found = read("No politics, gambling or alcohol, we love slow living. No cats but dogs are welcome.")

    assert found.brief.avoid_topics == ("politics", "gambling", "alcohol", "cats")
    assert found.brief.query == "we love slow living. dogs are welcome."


def test_a_contrast_is_set_aside_and_is_no_topic_to_avoid() -> None:
    found = read("Board games rather than video games. Runners, not gym-goers.")

    assert found.brief.query == "Board games. Runners."
    assert found.set_aside == ("video games", "gym-goers")
    assert found.brief.avoid_topics == ()


def test_limits_in_words_are_set_aside_and_change_no_limit() -> None:
    found = read("Skincare. No fake followers, no agencies, minimum 10,000 followers.")

    assert found.set_aside == ("fake followers", "agencies", "minimum 10,000 followers")
    assert found.brief.avoid_topics == ()
    assert found.brief.limits.followers_count_min is None


def test_headings_and_their_lists_are_read_as_what_they_say() -> None:
    found = read(
        "Vegan protein bars\nObjective: awareness\nTarget audience: students who train before class\n"
        "Values:\n- sustainability\n- honesty\nAvoid:\n- alcohol\n- no diet culture\n\nCompetitors: Huel and @foodspring"
    )

    assert found.part == {
        "wanted": "Vegan protein bars.",
        "objective": "reach",
        "product": None,
        "audience": "students who train before class",
        "values": ["sustainability", "honesty"],
        "avoid_topics": ["alcohol", "diet culture"],
        "competitors": ["Huel", "foodspring"],
        "competitor_window_days": 90,
        "fit_mode": "primary",
        "set_aside": [],
        "read_from_text": ["objective", "audience", "values", "avoid_topics", "competitors"],
    }


def test_product_audience_and_values_are_told_from_running_text() -> None:
    found = read(
        "Slow-fashion label committed to fair wages seeks creators who mend clothes. Made for women over forty."
    ).brief

    assert (found.product, found.audience, found.values) == ("Slow-fashion", "women over forty", ("fair wages",))


def test_who_worked_for_a_rival_lately_is_a_conflict_and_no_topic() -> None:
    found = read("Meal shakes. No creators who have worked with Huel or Soylent in the last 6 months.").brief

    assert found.competitors == ("Huel", "Soylent")
    assert found.competitor_window_days == 180
    assert found.avoid_topics == ()


def test_what_a_field_says_wins_over_the_text() -> None:
    found = understand(
        Brief(text="We want to drive sales. Avoid politics.", avoid_topics=("gambling",)), given=("objective",)
    )

    assert found.brief.avoid_topics == ("gambling",)
    assert found.brief.objective == "engagements"
    assert found.brief.query == "We want to drive sales."  # politics is not wanted, whatever the field says
    assert found.set_aside == ("politics",)
    assert found.read_from_text == ()


@pytest.mark.parametrize(
    ("wish", "objective"),
    [
        ("We want to drive sales in spring.", "conversions"),
        ("Goal: more traffic to our shop.", "clicks"),
        ("Build awareness for our new store.", "reach"),
        ("We want conversations, not sales.", "engagements"),
    ],
)
def test_the_objective_is_told_from_the_text(wish: str, objective: str) -> None:
    assert read(f"Linen dresses. {wish}").brief.objective == objective


def test_a_brief_that_only_rules_out_wants_nothing() -> None:
    assert read("Avoid gambling.").brief.query == ""


@given(st.text(max_size=400))
def test_every_text_is_read_and_read_again_the_same(text: str) -> None:
    assert read(text) == read(text)


@given(
    st.lists(st.sampled_from(["avoid", "no", "not", "never", "but", ",", ".", "we", "beer", "who", "@x"]), max_size=40)
)
def test_no_word_of_a_topic_to_avoid_is_invented(words: list[str]) -> None:
    text = " ".join(words)
    assert all(topic in text for topic in read(text).brief.avoid_topics)
