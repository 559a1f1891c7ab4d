"""The text heads recover a planted truth, learn nothing from shuffled labels, and hold on real sets."""

from dataclasses import replace

import numpy as np
import polars as pl

from tests.realdata import real_data
from tests.text_heads import SEED, comment_fitting, disclosure_fitting, shipped
from training.authenticity import comments_fitting, disclosures_fitting
from training.authenticity.comments import HEAD, CommentsRecipe
from training.authenticity.comments_figures import unseen_cases
from training.authenticity.comments_fitting import Comments
from training.authenticity.comments_generated import generated_comments
from training.authenticity.disclosures_fitting import Sentences
from training.authenticity.disclosures_generated import generated_sentences
from training.datasets.labelled_comments import COLUMNS
from training.evaluation import f1, roc_auc


def generated() -> Comments:
    return Comments.of(generated_comments(SEED, 3, 2).select(COLUMNS))


def test_spam_of_sentences_left_out_is_recovered() -> None:
    comments = generated()
    raw = comments_fitting.held_out_scores(comments, comment_fitting(), SEED)
    assert roc_auc(comments.spam, raw) > 0.93


def test_a_planted_word_is_learned() -> None:
    random = np.random.default_rng(1)
    spam = random.random(400) < 0.5
    texts = [f"word{random.integers(30)} {'zorp' if says else 'blip'} word{random.integers(30)}" for says in spam]
    rows = {"text": texts, "spam": spam, "group": [str(row) for row in range(400)], "source": ["made"] * 400}
    comments = Comments.of(pl.DataFrame(rows))
    assert roc_auc(spam, comments_fitting.held_out_scores(comments, comment_fitting(), SEED)) > 0.99


def test_shuffled_labels_are_not_learned() -> None:
    comments = generated()
    shuffled = replace(comments, spam=np.random.default_rng(5).permutation(comments.spam))
    groups = np.array([str(row) for row in range(len(comments))])  # fillings of one sentence now differ in label
    raw = comments_fitting.held_out_scores(replace(shuffled, group=groups), comment_fitting(), SEED)
    assert 0.42 < roc_auc(shuffled.spam, raw) < 0.58


def test_disclosures_of_sentences_left_out_are_recovered_and_shuffled_ones_are_not() -> None:
    sentences, fitting = Sentences.of(generated_sentences(SEED, 2)), disclosure_fitting()
    learned = disclosures_fitting.calibrate(disclosures_fitting.fit(sentences, fitting, SEED), fitting, SEED)
    assert roc_auc(sentences.disclosing, learned.held_out) > 0.95
    shuffled = replace(
        sentences,
        label=np.random.default_rng(5).permutation(sentences.label),
        group=np.array([str(row) for row in range(len(sentences))]),
    )
    nothing = disclosures_fitting.calibrate(disclosures_fitting.fit(shuffled, fitting, SEED), fitting, SEED)
    assert 0.4 < roc_auc(shuffled.disclosing, nothing.held_out) < 0.6


def test_spam_on_a_platform_that_took_no_part_is_told_better_than_by_the_other_platforms_words() -> None:
    data = real_data()
    recipe = shipped("comments", CommentsRecipe)
    recipe = recipe.model_copy(update={"sources": (*recipe.sources, *recipe.tested_on), "tested_on": ()})
    comments = HEAD.examples(HEAD.load(data, recipe), recipe)
    cases = list(unseen_cases(comments, comments, recipe.fitting, recipe.seed))
    assert len(cases) == 2
    for case in cases:
        ours, theirs = (f1(case.positive, said >= 0.5) for said in (case.probability, case.rival))
        assert ours > max(0.75, theirs + 0.1)
