"""The comment head: spam learned from labelled and generated comments, generic praise from generated ones alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl

from matchmaker.bundles import Metric
from matchmaker.scorers.authenticity.comments import COMMENTS_FILE, COMMENTS_TREES_FILE
from training.authenticity import comments_fitting
from training.authenticity.comments_figures import (
    KNOWN,
    UNSEEN,
    asked_cases,
    false_flag_rows,
    generic_rows,
    held_out_probability,
    known_cases,
    unseen_cases,
)
from training.authenticity.comments_fitting import CommentFitting, CommentModel, Comments
from training.authenticity.comments_generated import SOURCE_NAME, generated_comments
from training.authenticity.text_figures import case_rows, reliability_plot
from training.data_table import LabelledTable, tables_by_source
from training.datasets import scamspot_instagram_comments_2023, youtube_spam_collection_2015
from training.datasets.labelled_comments import COLUMNS, text_key
from training.sources import SourceUnknownError
from training.trainer import Draft, Evaluation, Recipe, Split

READERS: tuple[ModuleType, ...] = (scamspot_instagram_comments_2023, youtube_spam_collection_2015)


class CommentsRecipe(Recipe):
    """The keys of training/recipes/authenticity/comments.toml; each is explained there."""

    tested_on: tuple[str, ...]
    fitting: CommentFitting

    @property
    def generated_sources(self) -> tuple[str, ...]:
        """The generated comments."""
        return (SOURCE_NAME,)


def read_comment_sets(data: Path, names: Sequence[str]) -> pl.DataFrame:
    """The labelled comments of the named sets. Raises SourceUnknownError, SourceMissingError."""
    readers = {reader.SOURCE.name: reader for reader in READERS}
    unknown = sorted(set(names) - readers.keys())
    if unknown:
        raise SourceUnknownError(f"expected sets of labelled comments ({', '.join(readers)}), got {', '.join(unknown)}")
    none = pl.DataFrame(schema={"text": pl.String, "spam": pl.Boolean, "group": pl.String, "source": pl.String})
    frames: list[pl.DataFrame] = [readers[name].read(data) for name in names]
    return pl.concat([none, *frames])


@dataclass(frozen=True)
class CommentsHead:
    """The trainer of the comment head."""

    name: str = "comments"
    recipe_type: type[CommentsRecipe] = CommentsRecipe

    def load(self, data: Path, recipe: CommentsRecipe) -> pl.DataFrame:
        """Labelled comments of the sources, and of those sets to test on that are there."""
        return read_comment_sets(data, [*recipe.sources, *_there(data, recipe.tested_on)])

    def inspected(self, tables: pl.DataFrame, recipe: CommentsRecipe) -> tuple[LabelledTable, ...]:
        """Each set as a table."""
        return tables_by_source(tables, "spam", group="group", text="text")

    def examples(self, tables: pl.DataFrame, recipe: CommentsRecipe) -> Comments:
        """The comments as read, and the generated ones."""
        return Comments.of(pl.concat([tables, _generated(recipe)]))

    def split(self, examples: Comments, recipe: CommentsRecipe) -> Split[Comments]:
        """All learned sets train; calibration and figures come from models without a comment's page or video.

        There are too few of those to keep any aside: five videos, and a third of the comments on one page.
        """
        learned = np.isin(examples.source, [*recipe.sources, SOURCE_NAME])
        return Split(examples.where(learned), examples.where(np.zeros(len(examples), bool)), examples.where(~learned))

    def fit(self, train: Comments, recipe: CommentsRecipe) -> CommentModel:
        """Weights and trees."""
        return comments_fitting.fit(train, recipe.fitting, recipe.seed)

    def calibrate(self, model: CommentModel, calibration: Comments, recipe: CommentsRecipe) -> CommentModel:
        """The head with probabilities."""
        return comments_fitting.calibrate(model, recipe.fitting, recipe.seed)

    def evaluate(self, model: CommentModel, split: Split[Comments], recipe: CommentsRecipe) -> Evaluation:
        """A platform never seen first, then pages never seen, then who is flagged wrongly and what is called generic."""
        unseen = [
            *unseen_cases(split.train, split.train, recipe.fitting, recipe.seed),
            *asked_cases(UNSEEN, model, split.test),
        ]
        known = list(known_cases(model, recipe.fitting))
        rows = [row for item in (*unseen, *known) for row in case_rows(item, recipe.seed)]
        flags = false_flag_rows(model.learned, held_out_probability(model, recipe.fitting))
        plots = {
            "reliability_unseen": reliability_plot(unseen, "Spam: a platform never seen"),
            "reliability_known": reliability_plot(known, "Spam: pages and videos never seen"),
        }
        return Evaluation((*rows, *flags, *generic_rows(model, recipe.fitting, recipe.seed)), plots)

    def draft(self, model: CommentModel, recipe: CommentsRecipe) -> Draft:
        """The weights and the trees."""
        return Draft(
            description="Spam and generic praise in comments",
            files={
                COMMENTS_FILE: model.head.weights.model_dump_json().encode(),
                COMMENTS_TREES_FILE: model.trees_text.encode(),
            },
            units={"spam_probability": "probability", "generic_probability": "probability, not measured on labels"},
        )

    def exam(self, data: Path, exam: Path, recipe: CommentsRecipe) -> tuple[Metric, ...]:
        """Sets of `exam` by models that learned all sets of `data` but the one asked about, and all of them.

        Comments of `exam` whose text is below `data` too are left out: they would be known by heart.
        """
        names = [*recipe.sources, *recipe.tested_on]
        taught = read_comment_sets(data, _there(data, recipe.sources))
        others = read_comment_sets(exam, _there(exam, names))
        asked = Comments.of(others.filter(~text_key().is_in(taught.select(text_key()).to_series().implode())))
        learned = Comments.of(pl.concat([taught, _generated(recipe)]))
        model = comments_fitting.fit(learned, recipe.fitting, recipe.seed)
        model = comments_fitting.calibrate(model, recipe.fitting, recipe.seed)
        own = asked.where(np.isin(asked.source, np.unique(learned.source)))
        cases = [
            *unseen_cases(learned, asked, recipe.fitting, recipe.seed),
            *(asked_cases(KNOWN, model, own) if len(own) else ()),
        ]
        return tuple(row for item in cases for row in case_rows(item, recipe.seed))


def _there(data: Path, names: Sequence[str]) -> list[str]:
    return [reader.SOURCE.name for reader in READERS if reader.SOURCE.name in names and reader.SOURCE.exists(data)]


def _generated(recipe: CommentsRecipe) -> pl.DataFrame:
    fitting = recipe.fitting
    return generated_comments(recipe.seed, fitting.english_copies, fitting.other_copies).select(COLUMNS)


HEAD = CommentsHead()
