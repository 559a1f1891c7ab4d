"""The authenticity trainer from files to an opened bundle, on a small set made of simulated accounts."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matchmaker.bundles import Bundle, Manifest, check_probe, open_bundle, save_bundle
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.authenticity import Authenticity
from matchmaker.scorers.authenticity.account_features import derived_columns
from tests.suites import RECIPES
from training.authenticity import TRAINER, AuthenticityRecipe
from training.authenticity.fake import FakeRecipe
from training.authenticity.fake_fitting import FakeAccountModel
from training.authenticity.fake_simulated import simulated_accounts
from training.datasets import bot_market_2021, srf_instagram_followers_2017
from training.trainer import Draft, Evaluation, Recipe, read_recipe

RECIPE, _ = read_recipe(RECIPES / "shipped" / "authenticity.toml", "authenticity", AuthenticityRecipe)


def cut_down(part: Recipe, trees: int, **fitting: object) -> Recipe:
    """The recipe of a head with few trees, and with less of what else takes time."""
    whole = part.fitting  # type: ignore[attr-defined]
    fewer = {"trees": whole.trees.model_copy(update={"count": trees})} | fitting
    return part.model_copy(update={"fitting": whole.model_copy(update=fewer)})


def small_fake(part: Recipe, trees: int) -> Recipe:
    """The recipe of the fake-account head with few trees, folds and simulated accounts."""
    assert isinstance(part, FakeRecipe)
    profile = part.fitting.profile
    fewer = profile.model_copy(update={"trees": profile.trees.model_copy(update={"count": trees})})
    fitting = part.fitting.model_copy(update={"folds": 2, "profile": fewer})
    return part.model_copy(update={"simulated_count": 300, "fitting": fitting})


SMALL = RECIPE.model_copy(
    update={
        "parts": {
            "fake": small_fake(RECIPE.parts["fake"], 20),
            "growth": cut_down(RECIPE.parts["growth"], 30, simulated_count=600),
            "engagement": RECIPE.parts["engagement"],
            "state": RECIPE.parts["state"],
        }
    }
)
Trained = tuple[dict[str, FakeAccountModel], Evaluation, Draft]


def a_data_folder(root: Path) -> Path:
    """The set of followers that may be shipped, its rows replaced by simulated ones."""
    accounts = simulated_accounts(500, seed=11)
    derived = derived_columns(accounts)
    rows = derived.select(
        posts="posts_count",
        following="following_count",
        followers="followers_count",
        has_profile_picture=pl.col("has_profile_picture").cast(pl.Int64),
        is_private=pl.col("is_private").cast(pl.Int64),
        **{
            name: pl.col(name).fill_null(0)
            for name in ("username_length", "username_digits", "username_trailing_digits")
        },
        **{name: pl.lit(1) for name in ("username_letters", "username_separators", "username_max_consonant_run")},
        **{name: pl.lit(0.5) for name in ("username_entropy", "username_vowel_ratio")},
        username_shape=pl.lit("aaa00"),
        fake=accounts["fake"].cast(pl.Int64),
    )
    folder = root / srf_instagram_followers_2017.SOURCE.folder
    folder.mkdir(parents=True)
    rows.write_csv(folder / "followers.csv")
    market = root / bot_market_2021.SOURCE.folder
    market.mkdir(parents=True)
    offer = {"price": 0.5, "sn": "instagram", "action": "participate", "quality": "low"}
    texts = [f"Скорость до {speed} ед/сутки, отписок до 20%" for speed in (500, 800, 1500)]
    pl.DataFrame([offer | {"descr": text} for text in texts]).write_csv(market / "offers.csv")
    return root


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    tables = TRAINER.load(a_data_folder(tmp_path_factory.mktemp("data")), SMALL)
    split = TRAINER.split(TRAINER.examples(tables, SMALL), SMALL)
    model = TRAINER.calibrate(TRAINER.fit(split.train, SMALL), split.calibration, SMALL)
    return model, TRAINER.evaluate(model, split, SMALL), TRAINER.draft(model, SMALL)


def saved(draft: Draft, folder: Path) -> Bundle:
    manifest = Manifest(
        name="authenticity",
        version="1",
        created_at="2026-03-01T12:00:00+00:00",
        description=draft.description,
        features=draft.features,
        signals=draft.signals,
        parameters=dict(draft.parameters),
    )
    return save_bundle(folder / "bundle", manifest, draft.files)


def test_the_bundle_opens_and_answers_its_probe(trained: Trained, tmp_path: Path) -> None:
    bundle = saved(trained[2], tmp_path)
    check_probe(bundle, Authenticity.open(bundle))


def test_figures_have_intervals_and_rivals_and_none_is_of_simulated_accounts(
    trained: Trained,
) -> None:
    rows = trained[1].metrics
    assert {row.set for row in rows if row.target.startswith(("fake/", "share/"))} == {"srf-instagram-followers-2017"}
    assert {row.set for row in rows if row.target.startswith("fairness/tier")} == {"genuine accounts (fake)"}
    assert {row.target for row in rows} >= {"fake/unseen", "fake/known", "share/100 followers", "share/400 followers"}
    headline = rows[0]
    assert (headline.target, headline.metric, headline.rival) == ("fake/unseen", "roc_auc", "one-split stump")
    assert headline.low <= headline.value <= headline.high
    assert {"fake_calibration_known", "fake_calibration_unseen"} <= trained[1].plots.keys()


def test_known_and_unseen_audiences_each_leave_an_error_profile(
    trained: Trained,
) -> None:
    profiles = trained[0]["fake"].calibration.audience.profiles
    assert sorted(profiles) == [
        "simulated-followers/known",
        "simulated-followers/unseen",
        "srf-instagram-followers-2017/known",
        "srf-instagram-followers-2017/unseen",
    ]
    for profile in profiles.values():
        assert sum(profile.genuine) == pytest.approx(1)
        ratio = np.array(profile.fake) / np.array(profile.genuine)
        assert (np.diff(ratio) >= -1e-9).all(), "a higher bin never speaks less for fake"


def test_a_bundle_with_a_limit_missing_is_refused(trained: Trained, tmp_path: Path) -> None:
    draft = trained[2]
    manifest = open_bundle(saved(draft, tmp_path).folder).manifest
    parameters = {name: value for name, value in manifest.parameters.items() if name != "growth"}
    incomplete = Bundle(tmp_path, manifest.model_copy(update={"parameters": parameters}), draft.files)
    with pytest.raises(BundleDamagedError, match="growth"):
        Authenticity.open(incomplete)
