"""Readers and generators of labelled texts."""

from pathlib import Path

import polars as pl

from matchmaker.scorers.authenticity.disclosures import AFFILIATE_TYPES
from training.authenticity.comments_generated import CHATTER, PRAISE, SPAM, generated_comments
from training.authenticity.comments_languages import UNSURE, languages_of
from training.authenticity.disclosures_generated import generated_sentences
from training.datasets import affiliate_disclosures_2018, scamspot_instagram_comments_2023, youtube_spam_collection_2015


def a_table(root: Path, folder: str, name: str, rows: dict[str, list[object]]) -> Path:
    place = root / folder
    place.mkdir(parents=True)
    pl.DataFrame(rows).write_csv(place / name)
    return root


def test_youtube_comments_are_read_once_each_whatever_the_file_is_called(tmp_path: Path) -> None:
    rows = {"video": ["a", "b", "b"], "text": ["Check  this", "check this ", "Lovely"], "spam": [1, 1, 0]}
    read = youtube_spam_collection_2015.read(
        a_table(tmp_path, youtube_spam_collection_2015.SOURCE.folder, "any.csv", rows)
    )
    assert read["text"].to_list() == ["Check  this", "Lovely"]
    assert read["spam"].to_list() == [True, False]
    assert read["group"].to_list() == ["youtube-spam-collection-2015/a", "youtube-spam-collection-2015/b"]


def test_unlabelled_instagram_comments_are_left_out(tmp_path: Path) -> None:
    folder = scamspot_instagram_comments_2023.SOURCE.folder
    a_table(tmp_path, folder, "x.csv", {"page_hash": ["p"], "post_hash": ["q"], "text": ["hi"], "scam": [0]})
    pl.DataFrame({"page_hash": ["p"], "post_hash": ["q"], "text": ["other"]}).write_csv(tmp_path / folder / "y.csv")
    assert scamspot_instagram_comments_2023.read(tmp_path)["text"].to_list() == ["hi"]


def test_disclosures_are_grouped_by_item_and_parted_by_platform(tmp_path: Path) -> None:
    rows = {"platform": ["youtube"], "item_hash": ["v"], "text": ["Hi"], "label": ["none"]}
    read = affiliate_disclosures_2018.read(a_table(tmp_path, affiliate_disclosures_2018.SOURCE.folder, "s.csv", rows))
    assert read.row(0) == ("Hi", "none", "youtube/v", "affiliate-disclosures-2018/youtube")


def test_generated_comments_are_the_same_for_the_same_seed_and_filled() -> None:
    first, second = (generated_comments(3, 2, 1) for _ in range(2))
    assert first.equals(second)
    assert not first["text"].str.contains(r"\{\w+\}").any()
    assert set(first["kind"]) == {SPAM, CHATTER, PRAISE}
    assert first.filter(pl.col("spam"))["kind"].unique().to_list() == [SPAM]


def test_every_language_of_the_generator_has_spam_and_chatter() -> None:
    kinds = generated_comments(3, 1, 1).group_by("language").agg(pl.col("kind").n_unique())
    assert kinds["kind"].to_list() == [3] * 16


def test_generated_sentences_hold_every_type_and_no_slot() -> None:
    generated = generated_sentences(3, 1)
    assert set(generated["label"]) == {"none", *AFFILIATE_TYPES}
    assert not generated["text"].str.contains(r"\{\w+\}").any()


def test_languages_are_told_by_script_and_little_words() -> None:
    texts = [
        "this is what you want",
        "que lindo es el mar",
        "das ist nicht gut",
        "hmm",
        "красота",
        "🔥",
        "これはペンです",
    ]
    assert languages_of(pl.Series(texts)) == ["en", "es", "de", UNSURE, "Cyrillic", "no letters", "Kana"]
