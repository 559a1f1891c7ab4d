"""What a brief asks beside its subject, on real words: neighbours, topics to avoid, and what is ruled out."""

from collections.abc import Sequence

import pytest

from matchmaker.application.brief_reading import understand
from matchmaker.domain.brief import Brief
from matchmaker.scorers.topic_fit.adjacent import adjacent_fit
from matchmaker.scorers.topic_fit.brief_heads import CreatorCurve, ThemeHead
from matchmaker.scorers.topic_fit.queries import PartWeights, brief_vectors
from matchmaker.scorers.topic_fit.themes import theme_fits
from tests.behaviour.test_topic_fit import a_market, encoder
from tests.unit.scorers.topic_fit.test_adjacent import with_heads

FEEDS: dict[str, Sequence[str]] = {
    "shoe_specialist": [
        "Running shoe review: 400 km in the daily trainer, the foam still bounces",
        "Which running shoes for your first 10k? My three picks",
        "Intervals on the track tonight, eight times 400 metres",
        "Half marathon race report: negative split and a personal best",
    ],
    "trail_runner": [
        "Skyrace on Saturday: 28 km and 2,400 metres of climbing",
        "Forest trails after the rain, shoes full of mud",
        "Night trail run with a head torch through the woods",
        "My vest for mountain ultras: water, jacket, gels",
    ],
    "cyclist": [
        "Gravel ride through the vineyards, 120 km",
        "New wheels for the climbing bike",
        "Sunday club ride and a coffee stop",
        "Bike packing for a week along the river",
    ],
    "hiker": [
        "Two days over the ridge with a light pack and wild camping by the lake",
        "Sunrise above the clouds, four hours up the mountain",
        "Muddy boots, wet tent, best weekend of the year",
        "Scrambling up the north side, no path, lots of smiles",
    ],
    "makeup": [
        "Three lipsticks for autumn, swatches inside",
        "Smokey eye in five minutes",
        "My favourite palette for green eyes",
        "Bridal make-up trial, soft and glowing",
    ],
}
SHOES = "Running shoes for road runners who train for a marathon."
WEIGHTS = PartWeights(product=0.25, audience=0.25)


def fits(brief: Brief, feeds: dict[str, Sequence[str]]) -> dict[str, float]:
    """Fit by creator, in the brief's mode."""
    model, snapshot = with_heads(), a_market(feeds)
    posts = model.recent_posts(snapshot, encoder().encode(snapshot.posts["caption"].to_list()))
    vectors = brief_vectors(brief, encoder(), WEIGHTS)
    found = model.assess_posts(vectors, snapshot, posts)
    if brief.fit_mode == "adjacent":
        found = adjacent_fit(found, vectors, posts, model)
    return dict(zip(found.columns["creator_id"], found.columns["topic_fit_probability"], strict=True))


def test_the_neighbouring_audience_of_running_shoes_rides_and_hikes() -> None:
    found = fits(Brief(SHOES, category="Running shoes", fit_mode="adjacent"), FEEDS)
    assert min(found["cyclist"], found["hiker"]) > 2 * max(found["shoe_specialist"], found["makeup"])


def test_a_trail_running_feed_beats_a_running_shoe_specialist_when_neighbours_are_wanted_and_loses_when_not() -> None:
    feeds = {name: FEEDS[name] for name in ("trail_runner", "shoe_specialist")}
    adjacent = fits(Brief(SHOES, category="Running shoes", fit_mode="adjacent"), feeds)
    primary = fits(Brief(SHOES, category="Running shoes"), feeds)
    assert adjacent["trail_runner"] > adjacent["shoe_specialist"]
    assert primary["trail_runner"] < primary["shoe_specialist"]


@pytest.mark.parametrize(
    "sentence", ["Avoid make-up content.", "No lipstick, please.", "Not for people who post about make-up."]
)
def test_ruling_a_topic_out_does_not_raise_the_fit_to_it(sentence: str) -> None:
    without = fits(Brief(SHOES), FEEDS)
    read = fits(understand(Brief(f"{SHOES} {sentence}")).brief, FEEDS)
    assert read == pytest.approx(without, abs=1e-6)


def test_an_audience_that_the_text_does_not_name_draws_the_fit_to_it() -> None:
    feeds = {
        "gadgets": [
            "Easy run before work",
            "New phone, faster chip",
            "Ten kilometres along the canal",
            "Laptop unboxing",
        ],
        "mother": [
            "Easy run before work",
            "Baby slept six hours!",
            "Ten kilometres with the pram",
            "Toddler tantrum in aisle four",
        ],
    }
    plain, meant = (
        fits(Brief(SHOES, audience=audience), feeds) for audience in (None, "new mothers with small babies")
    )
    assert meant["mother"] / meant["gadgets"] > plain["mother"] / plain["gadgets"]


def test_gambling_is_found_where_it_is_posted_about() -> None:
    feeds = {"bettor": ["My accumulator came in, five out of five", "Blackjack at the casino until sunrise"], **FEEDS}
    snapshot, model = a_market(feeds), with_heads()
    posts = model.recent_posts(snapshot, encoder().encode(snapshot.posts["caption"].to_list()))
    head = ThemeHead(middle=0.4, width=0.064, creator=CreatorCurve(intercept=4.4, slope=1.6))  # as learned, rounded
    (found,) = theme_fits(["gambling"], encoder().encode(["gambling"]), posts, model.topic_space, head)
    by_name = dict(zip(snapshot.creators["creator_id"], found.probability, strict=True))
    assert by_name.pop("bettor") > 0.5 > max(by_name.values())
