"""Heads made of experts: who learns what, who answers whom, and which figures are given."""

from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest

from matchmaker.bundles import Bundle, Manifest, Metric
from matchmaker.scorers.authenticity.account_heads import AccountHead, Needs
from training.authenticity.account_experts import (
    Accounts,
    ExpertSet,
    ExpertsHead,
    ExpertsRecipe,
    Models,
    served_answers,
)
from training.authenticity.account_fitting import ExpertDesign, ExpertFitting
from training.authenticity.account_rows import LabelledAccounts
from training.authenticity.boosting import Augmentation, Trees
from training.datasets.source import Source
from training.sources import SourceUnknownError
from training.trainer import Split

ROWS = 240
POSTS = ExpertDesign("posts", ("repost_ratio", "links_per_post"), (("links_per_post",),))


def a_reader(name: str, columns: tuple[str, ...], groups: tuple[str, ...] = ("",)) -> ModuleType:
    """A set of ROWS accounts, half of them positive, whose `columns` are larger in positives."""
    reader = ModuleType(name)
    source = Source(f"authenticity/{name}", "CC0")

    def read(data: Path) -> pl.DataFrame:
        random = np.random.default_rng(len(name))
        positive = np.arange(ROWS) % 2 == 1
        values = {column: np.where(positive, 0.7, 0.3) + random.normal(0, 0.1, ROWS) for column in columns}
        return pl.DataFrame(values).with_columns(
            odd=pl.Series(positive), source=pl.Series([f"{name}{groups[row % len(groups)]}" for row in range(ROWS)])
        )

    reader.SOURCE, reader.read = source, read  # type: ignore[attr-defined]
    return reader


def fitting(*among: str) -> ExpertFitting:
    trees = {"count": 20, "leaves": 4, "learning_rate": 0.2, "smallest_leaf_count": 10, "l2": 1.0}
    ratios = {"columns_per_tree_ratio": 1.0, "rows_per_tree_ratio": 1.0, "has_random_splits": False}
    return ExpertFitting(
        folds=3,
        needs=Needs(count=1, among=among),
        trees=Trees.model_validate(trees | ratios),
        augmentation=Augmentation(weight=0.2, dropped_ratio=0.5),
    )


PROFILES = a_reader("profiles", ("followers_per_following_ratio",), ("/a", "/b", "/b"))
RATIO = ExpertDesign("ratio", ("followers_per_following_log",), ())
FEEDS = a_reader("feeds", ("repost_ratio", "links_per_post"))
FAR = a_reader("distant", ("repost_ratio",))
HEAD = ExpertsHead(
    "coordinated",
    {
        "ratio": ExpertSet(RATIO, PROFILES, "odd"),
        "posts": ExpertSet(POSTS, FEEDS, "odd", {"links": ("links_per_post",)}),
    },
    {FAR: "odd"},
)


def a_recipe(**changed: object) -> ExpertsRecipe:
    whole = {
        **{"model": "authenticity", "seed": 3, "sources": ("profiles", "feeds"), "tested_on": ("distant",)},
        **{"served": ("ratio", "posts"), "shares": (0.7, 0.3)},
        "experts": {"ratio": fitting("followers_per_following_log"), "posts": fitting("repost_ratio")},
    }
    return ExpertsRecipe.model_validate(whole | changed)


def folders(root: Path, *names: str) -> Path:
    for name in names:
        (root / "authenticity" / name).mkdir(parents=True, exist_ok=True)
    return root


def trained(data: Path, recipe: ExpertsRecipe) -> tuple[Models, Split[Accounts]]:
    split = HEAD.split(HEAD.examples(HEAD.load(data, recipe), recipe), recipe)
    return HEAD.calibrate(HEAD.fit(split.train, recipe), split.calibration, recipe), split


def test_every_expert_learns_its_own_set_and_far_sets_are_only_asked(tmp_path: Path) -> None:
    recipe = a_recipe()
    split = HEAD.split(HEAD.examples(HEAD.load(folders(tmp_path, "distant"), recipe), recipe), recipe)
    assert sorted(split.train) == ["posts", "ratio"]
    assert sorted(split.test) == ["distant", "posts", "ratio"]
    assert set(split.train["posts"].source) == {"feeds"}


def test_no_account_is_learned_and_asked(tmp_path: Path) -> None:
    recipe = a_recipe()
    split = HEAD.split(HEAD.examples(HEAD.load(tmp_path, recipe), recipe), recipe)
    assert not set(split.train["posts"].contents()) & set(split.test["posts"].contents())


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> tuple[Metric, ...]:
    model, split = trained(folders(tmp_path_factory.mktemp("data"), "distant"), a_recipe())
    return HEAD.evaluate(model, split, a_recipe()).metrics


def test_figures_are_given_for_held_out_cross_validated_left_out_carried_and_far_rows(rows: tuple[Metric, ...]) -> None:
    assert {(row.set, row.target) for row in rows} == {
        ("feeds", "coordinated/known"),
        ("feeds", "coordinated/cross-validated"),
        ("feeds", "coordinated/cross-validated without links"),
        ("feeds", "coordinated/transfer from ratio"),
        ("profiles", "coordinated/known"),
        ("profiles", "coordinated/cross-validated"),
        ("profiles", "coordinated/unseen"),
        ("profiles/a", "coordinated/unseen"),
        ("profiles/b", "coordinated/unseen"),
        ("profiles", "coordinated/transfer from posts"),
        ("distant", "coordinated/far"),
    }
    assert {row.rival for row in rows if row.metric == "f1"} == {"one-split stump", "untuned LightGBM"}


def test_what_an_expert_cannot_read_it_ranks_by_chance(rows: tuple[Metric, ...]) -> None:
    carried = {row.value for row in rows if row.target == "coordinated/transfer from ratio" and row.metric == "roc_auc"}
    assert carried == {0.5}


def test_the_later_expert_answers_wherever_it_knows_enough(tmp_path: Path) -> None:
    recipe = a_recipe()
    model, _ = trained(tmp_path, recipe)
    accounts = LabelledAccounts.of(
        pl.DataFrame(
            {
                "followers_per_following_ratio": [0.3, 0.3, None],
                "repost_ratio": [None, 0.7, None],
                "odd": [False, True, True],
                "source": ["a", "b", "c"],
            }
        ),
        "odd",
    )
    answers = served_answers(model, recipe.served, accounts)
    assert answers[0] == model["ratio"].probability(accounts)[0]
    assert answers[1] == model["posts"].probability(accounts)[1]
    assert np.isnan(answers[2])


def test_the_bundle_answers_as_the_experts_do(tmp_path: Path) -> None:
    recipe = a_recipe()
    model, split = trained(tmp_path, recipe)
    files = HEAD.draft(model, recipe).files
    assert sorted(files) == [
        *("coordinated.json", "coordinated.txt", "coordinated_posts.json", "coordinated_posts.txt"),
    ]
    bundle = Bundle(Path("draft"), Manifest(name="authenticity", version="", created_at="", description=""), files)
    head = AccountHead.open(bundle, "coordinated")
    assert head is not None
    asked = split.test["posts"]
    np.testing.assert_allclose(head.probability(asked.features), served_answers(model, recipe.served, asked))


def test_an_exam_tells_known_groups_from_unseen_ones(tmp_path: Path) -> None:
    recipe = a_recipe(tested_on=())
    data, exam = folders(tmp_path / "data", "profiles", "feeds"), folders(tmp_path / "exam", "profiles")
    rows = HEAD.exam(data, exam, recipe)
    assert {(row.set, row.target) for row in rows} == {
        ("profiles", "coordinated/known"),
        ("profiles", "coordinated/unseen"),
        ("profiles/a", "coordinated/unseen"),
        ("profiles/b", "coordinated/unseen"),
        ("profiles", "coordinated/transfer from posts"),
    }


def test_an_exam_of_nothing_has_no_rows(tmp_path: Path) -> None:
    assert HEAD.exam(folders(tmp_path / "data", "feeds"), folders(tmp_path / "exam"), a_recipe(tested_on=())) == ()


def test_an_expert_without_a_set_is_refused(tmp_path: Path) -> None:
    recipe = a_recipe(
        experts={"ratio": fitting("posts_log"), "posts": fitting("posts_log"), "mood": fitting("posts_log")}
    )
    with pytest.raises(SourceUnknownError, match="mood"):
        HEAD.load(tmp_path, recipe)


def test_only_fitted_experts_can_be_served() -> None:
    with pytest.raises(ValueError, match="expected served among the experts"):
        a_recipe(served=("mood",))


def test_bands_are_one_set_to_the_data_checks(tmp_path: Path) -> None:
    recipe = a_recipe()
    tables = HEAD.inspected(HEAD.load(tmp_path, recipe), recipe)
    assert [table.source for table in tables] == ["feeds", "profiles"]
