"""Reading collaborations and ranking candidates for brands, on a handful of accounts."""

from argparse import Namespace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from benchmarks.brand_micro_influencer import Part, rows_of, run
from training.datasets import brand_micro_influencer
from training.datasets.brand_micro_influencer import HASHTAGS, TOPICS, Accounts, Collaborations
from training.datasets.source import SourceInvalidError, SourceMissingError
from training.topic_fit.collaborations import SIGNALS, Known, brand_folds, fit_collaborations
from training.topic_fit.views import View

KINDS = 4


def some_accounts(prefix: str, count: int, seed: int) -> Accounts:
    """Account n is of kind n % KINDS, which its hashtags and topics show with some noise."""
    random = np.random.default_rng(seed)
    kind = np.arange(count) % KINDS
    shares = np.eye(len(TOPICS))[kind] * 3 + random.random((count, len(TOPICS)))
    return Accounts(
        np.array([f"{prefix}{number:03}" for number in range(count)]),
        np.eye(len(HASHTAGS))[kind] + random.normal(0, 0.2, (count, len(HASHTAGS))),
        shares / shares.sum(axis=1, keepdims=True),
        np.array([f"kind{each} words" for each in kind], object),
    )


def a_market(brands: int = 30, creators: int = 90) -> Collaborations:
    """A brand works with half of the creators of its kind."""
    worked = (np.arange(brands)[:, None] % KINDS == np.arange(creators) % KINDS) & (
        np.random.default_rng(0).random((brands, creators)) < 0.5
    )
    category = np.array(["ab"[number % 2] for number in range(brands)])
    return Collaborations(some_accounts("b", brands, 1), category, some_accounts("c", creators, 2), worked)


def a_folder(data: Path) -> Path:
    """Two brands, two creators of whom one has no vectors, one pair; files named as nobody would guess."""
    folder = data / "matching/brand-micro-influencer"
    folder.mkdir(parents=True)
    words = {"business_category": [None, "Art"], "bio_tokens": ["good day", None], "concepts": [None, None]}
    pl.DataFrame({"brand_id": ["b1", "b0"], "brand": ["x", "y"], "category": ["food", "shoes"], **words}).write_csv(
        folder / "one.csv"
    )
    pl.DataFrame({"creator_id": ["c0", "c1"], **words}).write_csv(folder / "two.csv")
    for name, key, ids in (("three", "brand_id", ["b0", "b1"]), ("four", "creator_id", ["c1"])):
        numbers = {column: [0.5] * len(ids) for column in (*HASHTAGS, *TOPICS)}
        pl.DataFrame({key: ids, **numbers}).write_parquet(folder / f"{name}.parquet")
    pl.DataFrame(
        {
            "brand_id": ["b1", "b0"],
            "creator_id": ["c1", "c0"],
            "endorsement_score": [0.1, 0.2],
            "endorsement_rank": [1, 1],
        }
    ).write_csv(folder / "five.csv")
    return data


def test_files_are_found_by_their_columns_and_accounts_without_vectors_left_out(tmp_path: Path) -> None:
    found = brand_micro_influencer.read(a_folder(tmp_path))
    assert found.brands.ids.tolist() == ["b0", "b1"]
    assert found.category.tolist() == ["shoes", "food"]
    assert found.creators.ids.tolist() == ["c1"]
    assert found.worked.tolist() == [[False], [True]]


def an_exam(data: Path, brand: str = "b7") -> Path:
    """Pairs of a brand and of creators whose vectors, words and categories are in no file of the folder."""
    folder = data / "matching/brand-micro-influencer"
    folder.mkdir(parents=True)
    numbers = {column: [0.25] for column in (*HASHTAGS, *TOPICS)}
    pl.DataFrame({"brand_id": [brand], **numbers}).write_parquet(folder / "features.parquet")
    pl.DataFrame({"brand_id": [brand, brand], "creator_id": ["c1", "c9"]}).write_csv(folder / "pairs_test.csv")
    return data


def test_what_an_exam_leaves_out_is_looked_up_where_it_was_learned_and_words_may_be_missing(tmp_path: Path) -> None:
    exam = brand_micro_influencer.read(an_exam(tmp_path / "exam"), beside=a_folder(tmp_path / "data"))
    assert (exam.brands.ids.tolist(), exam.creators.ids.tolist(), exam.worked.tolist()) == (["b7"], ["c1"], [[True]])
    assert (exam.category.tolist(), exam.brands.words.tolist()) == ([""], [""])


def test_pairs_of_accounts_without_vectors_are_told_in_words(tmp_path: Path) -> None:
    a_folder(tmp_path)
    pl.DataFrame({"brand_id": ["b1"], "creator_id": ["c0"]}).write_csv(
        tmp_path / "matching/brand-micro-influencer/five.csv"
    )
    with pytest.raises(SourceInvalidError, match="got 1 pairs of others"):
        brand_micro_influencer.read(tmp_path)


def test_brands_that_were_learned_from_are_no_exam(tmp_path: Path) -> None:
    data, exam = a_folder(tmp_path / "data"), an_exam(tmp_path / "exam", brand="b1")
    with pytest.raises(SourceInvalidError, match="brands in --exam that --data has not"):
        run(Namespace(data=data, exam=exam, repeats=1))


def test_words_that_are_not_known_are_empty(tmp_path: Path) -> None:
    assert brand_micro_influencer.read(a_folder(tmp_path)).brands.words.tolist() == ["Art", "good day"]


def test_a_folder_without_the_set_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(SourceMissingError, match="check --data"):
        brand_micro_influencer.read(tmp_path)


def test_candidates_of_some_brands_are_the_creators_who_worked_with_one_of_them() -> None:
    market = a_market()
    part = market.of_brands(np.arange(30) < 2)
    assert part.worked.shape == (2, market.worked[:2].any(axis=0).sum())
    assert part.worked.any(axis=0).all()


def test_similarity_beyond_neighbours_discounts_a_creator_near_to_every_known_brand() -> None:
    east, north = np.eye(2)
    view = View(np.array([east]), np.array([east, east * 0.6 + north * 0.8]), np.array([east, east]), np.empty((0, 2)))
    assert view.similarity.tolist() == [[1, 0.6]]
    assert view.beyond_neighbours().tolist() == [[2 * 1 - 1, 2 * 0.6 - 0.6]]


def test_a_creator_without_a_known_brand_says_nothing_of_others() -> None:
    market = a_market()
    seen, asked = market.of_brands(np.arange(30) < 25), market.of_brands(np.arange(30) >= 25)
    strangers = Collaborations(
        asked.brands,
        asked.category,
        Accounts(
            np.char.add(asked.creators.ids, "x"), asked.creators.hashtags, asked.creators.topics, asked.creators.words
        ),
        asked.worked,
    )
    signals = Known.of(seen, seed=0).signals(strangers)
    assert not signals[..., SIGNALS.index("known_brand_hashtag_similarity")].any()
    assert np.isfinite(signals).all()


def test_the_head_finds_who_works_with_a_brand_it_has_not_seen() -> None:
    market = a_market()
    asked = brand_folds(30, seed=0)[0]
    seen, held = market.of_brands(~asked), market.of_brands(asked)
    scores = fit_collaborations(seen, seed=0).scores(held)
    assert scores[held.worked].mean() > scores[~held.worked].mean() + 1


def test_hard_negatives_worked_with_a_brand_of_the_same_category() -> None:
    part = Part(a_market(), {})
    brand, creator = 0, int(np.flatnonzero(a_market().worked[2])[0])  # brands 0 and 2 are of one category
    assert part.same_category[brand, creator]
    assert not part.same_category[1, creator] or a_market().worked[1::2, creator].any()


def test_rows_hold_the_metrics_of_the_protocol_beside_every_rival() -> None:
    accounts = some_accounts("c", 3, 0)
    worked = np.array([[True, False, True], [False, True, False]])
    asked = Collaborations(some_accounts("b", 2, 0), np.array(["a", "a"]), accounts, worked)
    scores = np.array([[3.0, 2, 1], [3.0, 2, 1]])
    rows = rows_of("fit", [Part(asked, {"learned": scores, "turned": -scores})])
    found = {row.metric: (row.value, row.rival_value) for row in rows}
    assert found["map"] == pytest.approx(((5 / 6 + 1 / 2) / 2,) * 2)
    assert found["medr"] == (1.5, 1.5)
    assert found["recall@10"] == (1, 1)
    assert found["auc"][0] == pytest.approx(1 - found["auc"][1])
    assert {row.rival for row in rows} == {"turned"}
