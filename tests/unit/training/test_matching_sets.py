import gzip
from pathlib import Path

import pytest

from training.datasets import instagram_brand_mentions, simulated_matching, topic_feeds
from training.datasets.source import SourceMissingError

INFLUENCERS = "performance/instagram-influencers-2017"
MENTIONS = "matching/instagram-brand-mentions"
CAPTIONS = ("Morning run", "new @acme shoes", "I love ACME so much", "#acmeshoes", "Evening tea")


def written(folder: Path, **files: str) -> None:
    """Files by name, the last underscore being the dot: a_csv = "..." writes a.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("_csv", ".csv")).write_text(text)


def some_mentions(data: Path) -> Path:
    """Two creators of five posts, of whom both mention Acme, and one creator of a single post."""
    rows = [
        f"{creator}_{number},{creator},2017-04-0{number + 1},9,{caption},,{'acme' if '@' in caption else ''},0,0,0,7"
        for creator in ("ana", "bo")
        for number, caption in enumerate(CAPTIONS)
    ]
    header = "post_id,creator_id,date,age_days,caption,hashtags,mentions_public,n_mentions,has_location,multiple_images,likes"
    rows.append("cy_0,cy,2017-04-01,9,hi,,,0,0,0,7")
    written(
        data / INFLUENCERS,
        creators_csv="creator_id,followers,following,n_posts_total,has_website,bio\n"
        + "".join(f"{creator},100,10,5,0,hello\n" for creator in ("ana", "bo", "cy")),
    )
    with gzip.open(data / INFLUENCERS / "posts.csv.gz", "wt") as file:
        file.write("\n".join([header, *rows]) + "\n")
    written(
        data / MENTIONS,
        what_csv='brand_id,brand,handles,category,brief\nb0,Acme,acme|acmeuk,shoes,"Shoes for runners."\n'
        'b1,Other,other,tea,"Tea."\n',
        pairs_csv="brand_id,creator_id,n_posts\nb0,ana,1\nb0,bo,1\nb1,ana,1\nb0,cy,1\n",
    )
    return data


def test_posts_that_mention_a_brand_or_hold_its_name_are_given_away(tmp_path: Path) -> None:
    matching = instagram_brand_mentions.read(some_mentions(tmp_path))
    named = matching.given_away.filter(creator_id="ana")
    assert sorted(named["post_id"]) == ["ana_1", "ana_2", "ana_3"]


def test_briefs_are_category_and_text_and_need_two_creators_of_five_posts(tmp_path: Path) -> None:
    matching = instagram_brand_mentions.read(some_mentions(tmp_path))
    assert matching.briefs.rows() == [("b0", "shoes. Shoes for runners.")]
    assert sorted(matching.snapshot.creators["creator_id"]) == ["ana", "bo"]
    assert sorted(matching.relevance["creator_id"]) == ["ana", "bo"]


def test_topic_feeds_keep_grades_texts_and_specialists(tmp_path: Path) -> None:
    written(
        tmp_path / "matching/topic-feeds",
        b_csv="topic,brief,brief_id\nsports,Boots for football.,q0\n",
        c_csv="creator_id,n_posts,built_as,top_topic,top_share\nf0,1,specialist,sports,0.8\n"
        "f1,1,generalist,sports,0.2\nf2,1,two-topic,sports,0.4\n",
        d_csv="creator_id,post_id,position\nf0,t1,0\nf1,t1,0\nf2,t2,0\n",
        e_csv="post_id,date,text,sports\nt1,2019-09-08,a goal,1\nt2,2019-09-09,a cake,0\n",
        f_csv="brief_id,creator_id,grade,share\nq0,f0,3,0.8\n",
    )
    matching = topic_feeds.read(tmp_path)
    assert matching.briefs.rows() == [("q0", "Boots for football.")]
    assert dict(matching.specialists.iter_rows()) == {"f0": True, "f1": False}
    assert matching.snapshot.posts["caption"].to_list() == ["a goal", "a goal", "a cake"]


def test_a_set_that_is_absent_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(SourceMissingError, match="check --data"):
        topic_feeds.read(tmp_path)


def test_the_simulated_market_knows_relevance_and_specialists(tmp_path: Path) -> None:
    matching = simulated_matching.read(tmp_path)
    assert set(matching.relevance["brief_id"]) <= set(matching.briefs["brief_id"])
    assert set(matching.specialists["is_specialist"]) == {True, False}
