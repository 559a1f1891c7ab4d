from pathlib import Path

import polars as pl

from training.datasets.written_feeds import SOURCE, read, written_briefs, written_posts

NOWHERE = Path("there/is/no/such/folder")


def test_every_topic_with_posts_has_a_brief_and_the_other_way_round() -> None:
    assert set(written_posts()) == set(written_briefs())


def test_no_feed_has_a_text_twice() -> None:
    posts = read(NOWHERE).snapshot.posts
    assert posts.select("creator_id", "caption").is_duplicated().sum() == 0


def test_grades_are_the_shares_of_the_posts_written_for_the_briefs_topic() -> None:
    matching = read(NOWHERE)
    topic_of = {text: topic for topic, texts in written_posts().items() for text in texts}
    own = matching.snapshot.posts.filter(pl.col("creator_id") == "w000")["caption"].to_list()
    first = next(iter(written_posts()))
    share = sum(topic_of[text] == first for text in own) / len(own)
    grades = dict(matching.relevance.filter(creator_id="w000").select("brief_id", "grade").iter_rows())
    assert 0.6 <= share <= 0.8
    assert grades[f"{first} 0"] == 3


def test_specialists_and_general_feeds_are_both_there_and_the_set_may_be_shipped() -> None:
    kinds = read(NOWHERE).specialists["is_specialist"]
    assert kinds.sum() > 50
    assert (~kinds).sum() > 50
    assert SOURCE.shippable
    assert SOURCE.exists(NOWHERE)
