"""The account model learns what was planted, nothing from shuffled labels, and more than one split."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matchmaker.bundles import Bundle, Manifest
from matchmaker.scorers.authenticity.account_heads import FAKE, AccountHead
from tests.realdata import real_data
from tests.suites import RECIPES
from training.authenticity import AuthenticityRecipe
from training.authenticity.fake import HEAD
from training.authenticity.fake_accounts import Accounts
from training.authenticity.fake_experts import fit_expert, teaching_weights
from training.authenticity.fake_figures import case, case_rows, leave_one_set_out
from training.authenticity.fake_fitting import AccountFitting, calibrate, fit
from training.authenticity.fake_simulated import simulated_accounts
from training.evaluation import roc_auc
from training.trainer import read_recipe

RECIPE = read_recipe(RECIPES / "shipped" / "authenticity.toml", "authenticity", AuthenticityRecipe)[0].parts["fake"]
FITTING = RECIPE.fitting.model_copy(update={"folds": 2})
COUNT = 1_200


@pytest.fixture(scope="module")
def labelled() -> pl.DataFrame:
    return simulated_accounts(COUNT, seed=3)


def halves(labelled: pl.DataFrame) -> tuple[Accounts, Accounts]:
    return Accounts.of(labelled.head(COUNT // 2)), Accounts.of(labelled.tail(COUNT // 2))


def nobody(accounts: Accounts) -> Accounts:
    return accounts.where(np.zeros(len(accounts), bool))


def test_planted_fakes_are_found_and_a_single_split_finds_fewer(labelled: pl.DataFrame) -> None:
    train, test = halves(labelled)
    meant = FITTING.model_copy(update={"assumed_fake_ratio": float(train.fake.mean())})
    model = calibrate(fit(train, meant, seed=1), nobody(train), meant)
    figures = {row.metric: row for row in case_rows(case("simulated", "fake/known", model, train, test), seed=0)}
    assert figures["roc_auc"].value > 0.95
    for metric in ("roc_auc", "pr_auc"):
        assert figures[metric].value > figures[metric].rival_value
    assert figures["ece"].value < 0.1


def test_shuffled_labels_are_not_predicted(labelled: pl.DataFrame) -> None:
    # Asked about true labels such a model is far above chance: the signs of its features alone are knowledge.
    train, _ = halves(labelled)
    shuffled = Accounts(train.features, np.random.default_rng(5).permutation(train.fake), train.source)
    scores = fit(shuffled, FITTING, seed=1).held_out
    assert roc_auc(scores.fake, scores.raw) == pytest.approx(0.5, abs=0.1)


def test_missing_columns_cost_no_more_than_they_must(labelled: pl.DataFrame) -> None:
    train, test = halves(labelled)
    few = ["followers_log", "following_log", "following_many_log", "following_per_follower_log"]
    blind = pl.DataFrame({name: test.features[name] if name in few else None for name in test.features.columns})
    blind = blind.cast(pl.Float64)
    thinned = Accounts(blind, test.fake, test.source)
    only = Accounts(_without_others(train.features, few), train.fake, train.source)
    ours, specialist = (roc_auc(test.fake, fit(rows, FITTING, seed=1).profile.raw(thinned)) for rows in (train, only))
    assert ours > specialist - 0.03


def _without_others(features: pl.DataFrame, kept: list[str]) -> pl.DataFrame:
    return features.with_columns(pl.lit(None, pl.Float64).alias(name) for name in features.columns if name not in kept)


def test_the_same_seed_gives_the_same_model(labelled: pl.DataFrame) -> None:
    train, _ = halves(labelled)
    first, second = (fit(train, FITTING, seed=7) for _ in range(2))
    assert first.profile.texts == second.profile.texts


def test_the_order_of_rows_does_not_change_the_model(labelled: pl.DataFrame) -> None:
    train, _ = halves(labelled)
    turned = Accounts(train.features.reverse(), train.fake[::-1], train.source[::-1])
    assert fit(turned, FITTING, seed=7).profile.texts == fit(train, FITTING, seed=7).profile.texts


def test_a_set_left_out_is_asked_but_not_learned_from(labelled: pl.DataFrame) -> None:
    accounts = Accounts.of(labelled)
    named = Accounts(accounts.features, accounts.fake, np.array(["one", "two"] * (COUNT // 2)))
    cases = list(leave_one_set_out(named, named.where(named.source == "two"), FITTING, seed=1))
    assert [item.set for item in cases] == ["two"]
    assert set(cases[0].model.held_out.source) == {"one"}


def test_simulated_accounts_are_the_same_for_the_same_seed() -> None:
    assert simulated_accounts(60, seed=1).equals(simulated_accounts(60, seed=1))
    assert not simulated_accounts(60, seed=1).equals(simulated_accounts(60, seed=2))


def test_the_set_that_may_be_shipped_teaches_more_than_a_stump() -> None:
    tables = HEAD.load(real_data(), RECIPE.model_copy(update={"tested_on": (), "simulated_count": 0}))
    split = HEAD.split(HEAD.examples(tables, RECIPE), RECIPE)
    model = HEAD.calibrate(HEAD.fit(split.train, RECIPE), split.calibration, RECIPE)
    seen = case("srf", "fake/known", model, split.train, split.test)
    assert roc_auc(seen.fake, seen.probability) > roc_auc(seen.fake, seen.stump)


def poster_fitting() -> AccountFitting:
    """With an expert on posts that needs the share of likes alone, three trees deep enough to learn a threshold."""
    expert = FITTING.profile.model_copy(
        update={
            "boosters": (("engagement_likes_ratio", "followers_log"),),
            "needs": FITTING.profile.needs.model_copy(update={"count": 1, "among": ("engagement_likes_ratio",)}),
            "is_signed": False,
        }
    )
    return FITTING.model_copy(update={"posts": expert})


def with_posts(accounts: Accounts, *, of: slice) -> Accounts:
    """Likes per follower that tell the label, known of some rows alone."""
    likes = np.full(len(accounts), np.nan)
    likes[of] = np.where(accounts.fake[of], 0.001, 0.05)
    features = accounts.features.with_columns(pl.Series("engagement_likes_ratio", likes).fill_nan(None))
    return Accounts(features, accounts.fake, accounts.source)


def test_whoever_tells_its_posts_is_judged_by_them_and_nobody_else() -> None:
    accounts = Accounts.of(simulated_accounts(2_400, seed=4))
    half = slice(0, 1_600)
    taught = with_posts(accounts, of=half)
    model = calibrate(fit(taught, poster_fitting(), seed=1), nobody(taught), poster_fitting())
    assert model.posts is not None
    asked = with_posts(accounts, of=half)
    without = fit(taught, FITTING, seed=1)
    alone = calibrate(without, nobody(taught), FITTING).probability(asked)
    said = model.probability(asked)
    assert roc_auc(asked.fake[half], said[half]) > 0.999
    np.testing.assert_allclose(said[1_600:], alone[1_600:])


def test_too_few_posters_make_no_expert_on_posts(labelled: pl.DataFrame) -> None:
    few = with_posts(Accounts.of(labelled), of=slice(0, 100))
    assert fit(few, poster_fitting(), seed=1).posts is None


def test_a_set_that_teaches_the_others_wrongly_hardly_counts(labelled: pl.DataFrame) -> None:
    accounts = Accounts.of(labelled)
    source = np.array(["good", "sound", "turned"] * (COUNT // 3))
    fake = np.where(source == "turned", np.random.default_rng(2).permutation(accounts.fake), accounts.fake)
    fitting = FITTING.profile.model_copy(update={"regret_scale": 0.05})
    weights = teaching_weights(Accounts(accounts.features, fake, source), fitting, seed=1)
    assert weights["turned"] < min(weights["good"], weights["sound"])
    assert max(weights.values()) <= 1


def test_with_two_sets_none_is_preferred(labelled: pl.DataFrame) -> None:
    accounts = Accounts.of(labelled)
    named = Accounts(accounts.features, accounts.fake, np.array(["one", "two"] * (COUNT // 2)))
    fitting = FITTING.profile.model_copy(update={"regret_scale": 0.05})
    assert teaching_weights(named, fitting, seed=1) == {"one": 1.0, "two": 1.0}


def test_a_signed_expert_never_rates_more_following_as_more_genuine(labelled: pl.DataFrame) -> None:
    accounts = Accounts.of(labelled)
    expert = fit_expert(accounts, FITTING.profile, {}, seed=1)
    more = accounts.features.with_columns(
        pl.col("following_many_log", "following_per_follower_log") + 1, pl.col("posts_per_following_log") - 1
    )
    assert (expert.raw(Accounts(more, accounts.fake, accounts.source)) >= expert.raw(accounts) - 1e-12).all()


def test_the_bundle_answers_as_what_was_fitted() -> None:
    accounts = with_posts(Accounts.of(simulated_accounts(2_400, seed=4)), of=slice(0, 1_600))
    recipe = RECIPE.model_copy(update={"fitting": poster_fitting()})
    model = calibrate(fit(accounts, recipe.fitting, seed=1), nobody(accounts), recipe.fitting)
    manifest = Manifest(name="authenticity", version="1", created_at="", description="")
    head = AccountHead.open(Bundle(Path("made-here"), manifest, HEAD.draft(model, recipe).files), FAKE)
    assert head is not None
    np.testing.assert_allclose(head.probability(accounts.features), model.probability(accounts), rtol=1e-12)


def test_pooled_audiences_are_one_in_which_every_set_counts_the_same(labelled: pl.DataFrame) -> None:
    accounts = Accounts.of(labelled)
    named = Accounts(accounts.features, accounts.fake, np.array(["one", "two", "two", "two"] * (COUNT // 4)))
    fitted = fit(named, FITTING, seed=1)
    apart = calibrate(fitted, nobody(named), FITTING).calibration.audience.profiles
    pooled = calibrate(
        fitted, nobody(named), FITTING.model_copy(update={"is_pooled": True})
    ).calibration.audience.profiles
    assert sorted(pooled) == ["all/known", "all/unseen"]
    expected = (np.array(apart["one/known"].fake) + np.array(apart["two/known"].fake)) / 2
    np.testing.assert_allclose(pooled["all/known"].fake, expected)
