"""Small text heads learned from generated texts alone, made once a test run."""

import tomllib
from functools import cache

import polars as pl

from matchmaker.scorers.authenticity.comments import CommentHead
from matchmaker.scorers.authenticity.disclosures import DisclosureHead
from tests.suites import RECIPES
from training.authenticity import comments_fitting, disclosures_fitting
from training.authenticity.comments import CommentsRecipe
from training.authenticity.comments_fitting import CommentFitting, Comments
from training.authenticity.comments_generated import generated_comments
from training.authenticity.disclosures import DisclosuresRecipe
from training.authenticity.disclosures_fitting import DisclosureFitting, Sentences
from training.authenticity.disclosures_generated import generated_sentences
from training.datasets.labelled_comments import COLUMNS
from training.trainer import RecipeT

SEED = 7


def shipped(head: str, kind: type[RecipeT]) -> RecipeT:
    """The shipped recipe of one head."""
    text = (RECIPES / "shipped" / "authenticity" / f"{head}.toml").read_text()
    return kind.model_validate({"model": "authenticity", "seed": SEED} | tomllib.loads(text))


def comment_fitting() -> CommentFitting:
    """The shipped recipe's, of fewer folds and trees."""
    recipe = shipped("comments", CommentsRecipe)
    trees = recipe.fitting.trees.model_copy(update={"count": 60})
    return recipe.fitting.model_copy(update={"folds": 2, "english_copies": 3, "other_copies": 1, "trees": trees})


def disclosure_fitting() -> DisclosureFitting:
    """The shipped recipe's, of fewer folds and trees."""
    recipe = shipped("disclosures", DisclosuresRecipe)
    trees = recipe.fitting.trees.model_copy(update={"count": 80})
    return recipe.fitting.model_copy(update={"folds": 2, "trees": trees})


@cache
def comment_head() -> CommentHead:
    """Learned from generated comments."""
    fitting = comment_fitting()
    comments = Comments.of(generated_comments(SEED, fitting.english_copies, fitting.other_copies).select(COLUMNS))
    return comments_fitting.calibrate(comments_fitting.fit(comments, fitting, SEED), fitting, SEED).head


@cache
def disclosure_head() -> DisclosureHead:
    """Learned from generated sentences."""
    fitting = disclosure_fitting()
    sentences = Sentences.of(generated_sentences(SEED, fitting.copies))
    return disclosures_fitting.calibrate(disclosures_fitting.fit(sentences, fitting, SEED), fitting, SEED).head


def spam(*texts: str | None) -> list[float | None]:
    """Spam probabilities."""
    return comment_head().score(pl.Series(texts, dtype=pl.String))["spam_probability"].to_list()


def generic(*texts: str | None) -> list[float | None]:
    """Probabilities of generic praise."""
    return comment_head().score(pl.Series(texts, dtype=pl.String))["generic_probability"].to_list()


def disclosed(*captions: str | None) -> list[tuple[float | None, str | None, bool | None]]:
    """disclosure_probability, disclosure_type and disclosure_up_front of each caption."""
    return disclosure_head().score(pl.Series(captions, dtype=pl.String)).rows()
