"""The text heads' trainers from files to weights that open again, on small sets made of generated texts."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matchmaker.bundles import Bundle, Manifest
from matchmaker.scorers.authenticity.comments import CommentHead
from matchmaker.scorers.authenticity.disclosures import DisclosureHead
from tests.text_heads import comment_fitting, disclosure_fitting, shipped
from training.authenticity import comments, disclosures
from training.authenticity.comments_generated import generated_comments
from training.authenticity.disclosures_generated import generated_sentences
from training.datasets import affiliate_disclosures_2018, scamspot_instagram_comments_2023, youtube_spam_collection_2015
from training.trainer import Draft

COMMENTS = shipped("comments", comments.CommentsRecipe).model_copy(update={"fitting": comment_fitting()})
DISCLOSURES = shipped("disclosures", disclosures.DisclosuresRecipe).model_copy(update={"fitting": disclosure_fitting()})


def a_data_folder(root: Path, seed: int) -> Path:
    """All three sets, their rows replaced by generated ones; other rows for another seed."""
    said = generated_comments(seed, 2, 1).unique("text", maintain_order=True)
    parts = np.arange(said.height) % 4
    for source, label, group, half in (
        (scamspot_instagram_comments_2023.SOURCE, "scam", "page_hash", parts < 2),
        (youtube_spam_collection_2015.SOURCE, "spam", "video", parts >= 2),
    ):
        rows = said.select("text", pl.col("spam").cast(pl.Int64).alias(label), pl.Series(group, parts).cast(pl.String))
        (root / source.folder).mkdir(parents=True)
        rows.filter(pl.Series(half)).write_csv(root / source.folder / f"rows{seed}.csv")
    sentences = generated_sentences(seed, 2)
    platform = pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.lit("youtube")).otherwise(pl.lit("pinterest"))
    table = sentences.select(platform.alias("platform"), pl.col("group").alias("item_hash"), "text", "label")
    (root / affiliate_disclosures_2018.SOURCE.folder).mkdir(parents=True)
    table.write_parquet(root / affiliate_disclosures_2018.SOURCE.folder / "rows.parquet")
    return root


def opened(draft: Draft) -> Bundle:
    manifest = Manifest(name="authenticity", version="1", created_at="", description=draft.description)
    return Bundle(Path("draft"), manifest, draft.files)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_data_folder(tmp_path_factory.mktemp("data"), 1)


def test_the_comment_head_learns_is_judged_and_opens_with_the_same_answers(data: Path) -> None:
    head = comments.HEAD
    split = head.split(head.examples(head.load(data, COMMENTS), COMMENTS), COMMENTS)
    model = head.calibrate(head.fit(split.train, COMMENTS), split.calibration, COMMENTS)
    rows = head.evaluate(model, split, COMMENTS).metrics
    assert {(row.set, row.target) for row in rows} >= {
        ("scamspot-instagram-comments-2023", "spam/known"),
        ("scamspot-instagram-comments-2023", "spam/unseen"),
        ("youtube-spam-collection-2015", "spam/unseen"),
        ("generated-comments", "spam/false flags/es"),
        ("generated-comments", "generic/de left out"),
    }
    texts = pl.Series(["check out my channel", "nice pic", "hola"])
    again = CommentHead.open(opened(head.draft(model, COMMENTS)))
    assert again is not None
    assert again.score(texts).equals(model.head.score(texts))


def test_the_disclosure_head_learns_is_judged_and_opens_with_the_same_answers(data: Path) -> None:
    head = disclosures.HEAD
    recipe = DISCLOSURES.model_copy(update={"sources": DISCLOSURES.tested_on, "tested_on": ()})
    split = head.split(head.examples(head.load(data, recipe), recipe), recipe)
    model = head.calibrate(head.fit(split.train, recipe), split.calibration, recipe)
    rows = head.evaluate(model, split, recipe).metrics
    assert {row.target for row in rows} == {"disclosure/known", "disclosure/unseen", "disclosure/type"}
    captions = pl.Series(["Some links are affiliate links.", "#ad hi", "hello"])
    again = DisclosureHead.open(opened(head.draft(model, recipe)))
    assert again is not None
    assert again.score(captions).equals(model.head.score(captions))


def test_an_exam_asks_about_other_rows_and_leaves_known_texts_out(data: Path, tmp_path: Path) -> None:
    exam = a_data_folder(tmp_path, 2)
    taught = comments.read_comment_sets(data, COMMENTS.sources)["text"]
    rows = comments.HEAD.exam(data, exam, COMMENTS)
    assert {(row.set, row.target) for row in rows} == {
        ("scamspot-instagram-comments-2023", "spam/known"),
        ("scamspot-instagram-comments-2023", "spam/unseen"),
        ("youtube-spam-collection-2015", "spam/unseen"),
    }
    asked = comments.read_comment_sets(exam, COMMENTS.sources)["text"]
    new = asked.filter(~asked.str.to_lowercase().is_in(taught.str.to_lowercase().implode()))
    assert {row.rows for row in rows if row.target == "spam/known"} == {len(new)}
    assert {row.target for row in disclosures.HEAD.exam(data, exam, DISCLOSURES)} == {"disclosure/unseen"}


def test_without_a_head_in_the_bundle_there_is_none() -> None:
    empty = opened(Draft(description="", files={}))
    assert CommentHead.open(empty) is None
    assert DisclosureHead.open(empty) is None
