"""An expert learns what was planted, nothing from shuffled labels, and keeps its footing where columns are missing."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from matchmaker.scorers.authenticity.account_features import account_features
from tests.realdata import real_data
from tests.suites import RECIPES
from training.authenticity import AuthenticityRecipe, automated, coordinated
from training.authenticity.account_experts import ExpertsHead, ExpertsRecipe
from training.authenticity.account_figures import Question, cross_validated, leave_one_group_out
from training.authenticity.account_fitting import fit, fit_calibrated
from training.authenticity.account_rows import LabelledAccounts
from training.evaluation import ece, roc_auc
from training.trainer import read_recipe

PARTS = read_recipe(RECIPES / "authenticity.toml", "authenticity", AuthenticityRecipe)[0].parts
POSTING, MARKET = automated.POSTING, coordinated.MARKET
ROWS = 600


def part(head: ExpertsHead) -> ExpertsRecipe:
    recipe = PARTS[head.name]
    assert isinstance(recipe, ExpertsRecipe)
    return recipe


WHOLE = part(automated.HEAD).experts["posting"]
FITTING = WHOLE.model_copy(
    update={"folds": 3, "trees": WHOLE.trees.model_copy(update={"count": 60, "learning_rate": 0.1})}
)


@pytest.fixture(scope="module")
def planted() -> LabelledAccounts:
    """Programs post often, like little and link much; one in five accounts is labelled wrongly."""
    random = np.random.default_rng(7)
    program = random.random(ROWS) < 0.4
    accounts = pl.DataFrame(
        {
            "account_age_days": random.uniform(200, 3000, ROWS),
            "posts_per_day": random.lognormal(np.where(program, 3.5, 2.0), 0.8),
            "posts_count": random.integers(100, 10_000, ROWS),
            "listed_count": random.integers(0, 100, ROWS),
            "followers_per_following_ratio": random.lognormal(0, 1, ROWS),
            "likes_given_count": random.lognormal(np.where(program, 4.0, 7.0), 1.5).astype(int),
            "links_per_post": random.beta(np.where(program, 4, 1.5), 3),
            "repost_ratio": random.beta(1, 4, ROWS),
            "posts_from_mobile": random.random(ROWS) < np.where(program, 0.2, 0.9),
        }
    )
    labels = program ^ (random.random(ROWS) < 0.2)
    return LabelledAccounts(account_features(accounts), labels, np.where(np.arange(ROWS) % 2, "one", "two"))


QUESTION = Question("automated/known", POSTING, FITTING, 1)


def test_planted_programs_are_found_and_the_probability_means_what_it_says(planted: LabelledAccounts) -> None:
    case = cross_validated("planted", QUESTION, planted)
    assert roc_auc(case.positive, case.probability) > 0.72  # of 0.8 that the wrong labels leave
    assert roc_auc(case.positive, case.probability) > roc_auc(case.positive, case.stump)
    assert ece(case.positive, case.probability) < 0.1


def test_shuffled_labels_give_chance(planted: LabelledAccounts) -> None:
    shuffled = replace(planted, positive=np.random.default_rng(5).permutation(planted.positive))
    case = cross_validated("shuffled", QUESTION, shuffled)
    assert roc_auc(case.positive, case.probability) == pytest.approx(0.5, abs=0.08)


def test_without_client_programs_the_rest_still_tells(planted: LabelledAccounts) -> None:
    case = cross_validated("planted", replace(QUESTION, hidden=automated.CLIENTS), planted)
    assert roc_auc(case.positive, case.probability) > 0.68
    assert ece(case.positive, case.probability) < 0.1


def test_a_group_left_out_is_not_learned_from(planted: LabelledAccounts) -> None:
    turned = replace(planted, positive=np.where(planted.source == "two", ~planted.positive, planted.positive))
    cases = {case.set: case for case in leave_one_group_out(QUESTION, turned, turned)}
    assert all(roc_auc(case.positive, case.probability) < 0.4 for case in cases.values())


def test_the_same_seed_gives_the_same_expert_whatever_the_order_of_rows(planted: LabelledAccounts) -> None:
    turned = LabelledAccounts(planted.features.reverse(), planted.positive[::-1], planted.source[::-1])
    first, second = (fit(rows.in_order(), POSTING, FITTING, 7).booster_text for rows in (planted, turned))
    assert first == second


def test_with_two_columns_unknown_there_is_no_answer(planted: LabelledAccounts) -> None:
    model = fit_calibrated(planted, POSTING, FITTING, 1)
    one_less = planted.without(("links_per_post",))
    two_less = one_less.without(("repost_ratio",))
    assert not np.isnan(model.answers(one_less)).any()
    assert np.isnan(model.answers(two_less)).all()


def test_bands_of_popularity_that_were_left_out_are_told_better_than_by_one_split() -> None:
    recipe = part(automated.HEAD)
    only = recipe.model_copy(update={"sources": ("gilani-twitter-bands-2017",)})
    accounts = automated.HEAD.examples(automated.HEAD.load(real_data(), only), only)["posting"]
    for case in leave_one_group_out(replace(QUESTION, fitting=WHOLE), accounts, accounts):
        assert roc_auc(case.positive, case.probability) > max(0.85, roc_auc(case.positive, case.stump))


def test_the_two_kinds_of_coordination_do_not_carry_over() -> None:
    recipe = part(coordinated.HEAD).model_copy(update={"tested_on": ()})
    accounts = coordinated.HEAD.examples(coordinated.HEAD.load(real_data(), recipe), recipe)
    market = fit_calibrated(accounts["market"], MARKET, recipe.experts["market"], 1)
    assert roc_auc(accounts["campaign"].positive, market.probability(accounts["campaign"])) < 0.75
