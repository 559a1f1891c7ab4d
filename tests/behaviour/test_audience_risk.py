"""What the shipped model says of comment sections, paid posts, one's own account and the score made of it all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from matchmaker.bundles import open_bundle
from matchmaker.domain.assessment import AuthenticityAssessment, Flag
from matchmaker.resources import resource_folder
from matchmaker.scorers.authenticity import SIGNALS_USED, Authenticity
from matchmaker.scorers.authenticity.quality_score import COMPONENTS, SCORE_COLUMNS
from matchmaker.signals import measure
from tests.builders import NOW, Row, a_comment, a_creator, a_follower, a_post, a_snapshot

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
POD = [f"member{number}" for number in range(8)]
ANA = a_creator(followers_count=50_000)


@pytest.fixture(scope="module")
def authenticity() -> Authenticity:
    return Authenticity.open(open_bundle(resource_folder("models") / "authenticity" / "bundle"))


def assess(authenticity: Authenticity, creators: list[Row] | None = None, **rows: list[Row]) -> AuthenticityAssessment:
    snapshot = a_snapshot(creators or [ANA], **rows)
    return authenticity.assess(snapshot, measure(snapshot, SIGNALS_USED))


def a_feed(posts: int = 8, **known: object) -> list[Row]:
    """One post a day, the newest yesterday, with likes that differ as likes do."""
    return [
        a_post(post_id=f"p{day}", posted_at=NOW - (day + 1) * DAY, **{"likes_count": 1_500 + 150 * (day % 4), **known})
        for day in range(posts)
    ]


def a_section(regulars: list[str], words: str = "on", caption: str = "A quiet day") -> dict[str, list[Row]]:
    """Eight posts; the regulars comment within minutes of each in one order, twelve strangers over the day."""
    posts = a_feed(caption=caption)
    comments = [
        a_comment(
            comment_id=f"c{day}-{author}",
            post_id=f"p{day}",
            author_id=author,
            text=f"{words} {day} {place}",
            commented_at=NOW - (day + 1) * DAY + (place + 1) * (2 if place < len(regulars) else 60) * MINUTE,
        )
        for day in range(8)
        for place, author in enumerate([*regulars, *(f"s{day}-{number}" for number in range(12))])
    ]
    return {"posts": posts, "comments": comments}


def codes(assessment: AuthenticityAssessment) -> list[str]:
    return [flag.code for flag in assessment.flags.get("ana", ())]


def flag_of(assessment: AuthenticityAssessment, code: str) -> Flag:
    return next(flag for flag in assessment.flags["ana"] if flag.code == code)


def score(assessment: AuthenticityAssessment) -> list[float]:
    row = assessment.columns.row(0, named=True)
    return [row[name] for name in SCORE_COLUMNS]


def test_accounts_that_come_first_to_every_post_are_put_before_a_person(authenticity: Authenticity) -> None:
    assessment = assess(authenticity, **a_section(POD))
    flag = flag_of(assessment, "comments_coordinated")
    assert flag.state == assessment.columns["authenticity_state"][0] == "review"
    assert flag.probability is not None
    assert flag.probability > 0.5
    assert set(flag.evidence) <= {f"c{day}-{member}" for day in range(8) for member in POD}
    assert len(flag.evidence) == 5


def test_a_section_of_strangers_is_not(authenticity: Authenticity) -> None:
    assessment = assess(authenticity, **a_section([]))
    assert codes(assessment) == []
    assert assessment.columns["coordination_probability"][0] < 0.1


@pytest.mark.parametrize("words", ["nice picture", "что за красота", "صورة جميلة", "とてもきれい", "😍😍", "🔥"])
def test_language_script_and_emoji_move_no_risk(authenticity: Authenticity, words: str) -> None:
    plain, other = (assess(authenticity, **a_section(POD, text)) for text in ("on", words))
    assert other.columns.equals(plain.columns)


def test_a_giveaway_asks_for_such_comments(authenticity: Authenticity) -> None:
    assessment = assess(authenticity, **a_section(POD, caption="GIVEAWAY! Tag two friends to win"))
    assert assessment.columns["coordination_probability"][0] is None
    assert "comments_coordinated" not in codes(assessment)


def test_repeated_comments_are_shown_with_their_ids(authenticity: Authenticity) -> None:
    comments = [a_comment(comment_id=f"c{number}", text="So nice, love it") for number in range(30)]
    flag = flag_of(assess(authenticity, posts=a_feed(), comments=comments), "comments_repeat")
    assert (flag.observed, flag.state) == (pytest.approx(29 / 30), "review")
    assert flag.evidence == ("c0", "c1", "c10", "c11", "c12")


def test_creators_who_comment_on_each_other_are_an_observation(authenticity: Authenticity) -> None:
    friends = [a_comment(comment_id=f"c{number}", author_id="ben", text=f"hello {number}") for number in range(25)]
    back = a_comment("ben", "c0", author_id="ana", text="hello")
    alone = assess(authenticity, posts=a_feed(), comments=friends)
    together = assess(authenticity, [ANA, a_creator("ben")], posts=a_feed(), comments=[*friends, back])
    assert codes(together) == [*codes(alone), "commenters_mutual"]
    assert together.columns.row(0) == alone.columns.row(0)
    assert flag_of(together, "commenters_mutual").state == "clear"


def test_paid_posts_that_do_not_say_so_are_told_and_cost_no_points(authenticity: Authenticity) -> None:
    paid = [a_post(post_id="paid", posted_at=NOW - DAY / 2, likes_count=1_500, caption="Hello", is_sponsored=True)]
    coded = a_feed(8, caption="Use code ANA10 today")
    said, hidden = (assess(authenticity, posts=posts) for posts in (a_feed(9), [*paid, *coded]))
    assert codes(said) == []
    assert codes(hidden) == ["disclosure_missing", "code_undisclosed"]
    assert flag_of(hidden, "disclosure_missing").evidence == ("paid",)
    assert len(flag_of(hidden, "code_undisclosed").evidence) == 5
    assert hidden.columns["authenticity_state"][0] == "clear"
    assert score(hidden) == pytest.approx(score(said), abs=0.5)


def test_disclosures_among_hashtags_are_told_from_three_on(authenticity: Authenticity) -> None:
    hidden = "A long day with many pictures and more words than anybody reads. " * 3 + "#skin #ad #glow"
    two, three = (
        assess(authenticity, posts=[*a_feed(5), *(a_post(post_id=f"h{n}", posted_at=NOW - (10 + n) * DAY, caption=hidden,
            likes_count=1_400) for n in range(count))])
        for count in (2, 3)
    )  # fmt: skip
    assert "disclosure_buried" not in codes(two)
    assert set(flag_of(three, "disclosure_buried").evidence) == {"h0", "h1", "h2"}


def test_each_flag_on_engagement_names_posts_and_the_sample_its_dates(authenticity: Authenticity) -> None:
    made = [a_follower(f"m{n}", followers_count=9, following_count=6_900, posts_count=0) for n in range(120)]
    assessment = assess(authenticity, posts=a_feed(likes_count=12), follower_profiles=made)
    assert flag_of(assessment, "engagement_below_peers").evidence == ("p0", "p1", "p2", "p3", "p4")
    assert flag_of(assessment, "fake_followers").evidence == ("2026-03-01",)


def test_the_state_is_the_worst_that_a_flag_asks_for(authenticity: Authenticity) -> None:
    assessment = assess(authenticity, posts=a_feed(likes_count=12))
    assert [flag.state for flag in assessment.flags["ana"]] == ["high_risk"]
    assert assessment.columns["authenticity_state"][0] == "high_risk"


def test_contributions_sum_to_the_score(authenticity: Authenticity) -> None:
    assessment = assess(authenticity, [ANA, a_creator("ben")], **a_section(POD))
    known, unknown = assessment.contributions.to_dicts()
    assert known["base"] + sum(known[name] for name in COMPONENTS) == pytest.approx(score(assessment)[1], abs=1e-6)
    assert unknown["base"] is None
    assert assessment.columns["audience_quality_score_p50"][1] is None


def test_more_posts_narrow_the_score(authenticity: Authenticity) -> None:
    few, many = (score(assess(authenticity, posts=a_feed(posts))) for posts in (1, 30))
    assert few[2] - few[0] > many[2] - many[0]


def test_without_a_head_the_score_falls_back_and_widens(authenticity: Authenticity) -> None:
    section = a_section([])
    blind = replace(authenticity, pods=None)
    clean, unknown = (assess(scorer, **section) for scorer in (authenticity, blind))
    assert unknown.columns["coordination_probability"][0] is None
    assert score(unknown)[1] < score(clean)[1]
    assert score(unknown)[2] - score(unknown)[0] > score(clean)[2] - score(clean)[0]


def test_what_comments_say_changes_no_number(authenticity: Authenticity) -> None:
    snapshot = a_snapshot([ANA], **a_section(POD, "Nice pic, great content, check out my page"))
    signals = measure(snapshot, SIGNALS_USED)
    read, unread = (authenticity.assess(snapshot, signals, read_comments=asked) for asked in (True, False))
    assert read.columns.equals(unread.columns)
    assert read.contributions.equals(unread.contributions)
