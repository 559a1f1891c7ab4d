"""The pods head: comments in concert told by who comes back, who is first and in which order; learned from generated rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from matchmaker.bundles import Metric
from matchmaker.scorers.authenticity.pods import POD_SIGNALS, PODS_FILE, PodHead, PodWeights
from matchmaker.signals import measure
from training.authenticity.pods_simulated import SECTIONS, CommentSections, simulate_sections
from training.datasets import simulated_market
from training.evaluation import metric_row, roc_auc
from training.logistic import fit_head
from training.simulator import simulate_market
from training.trainer import Draft, Evaluation, Recipe, Split

GENERATED, CAREFUL, MARKET = "generated comments", "generated comments, careful pods", "simulated-market"
KNOWN, UNSEEN = "pods/known", "pods/unseen"
RETURNING = "returning commenters alone"
DECIDED = 0.5  # probability from which state.toml puts a creator into review
BEHAVIOUR = ("comment_returning_ratio", "comment_first_again_ratio", "comment_order_correlation")
_HONEST = tuple(section for section in SECTIONS if section != "pod")
_MARKET_CREATORS = 1_000


class PodFitting(BaseModel):
    """How many sections are generated, and how the logistic model is fitted on them.

    `prior_ratio`: creators assumed to have a pod; the generated share is corrected to it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sections_count: int
    tested_count: int
    prior_ratio: float
    prior_posts: float
    penalty: float
    fewest_posts: int
    fewest_comments: int


class PodRecipe(Recipe):
    """The keys of training/recipes/authenticity/pods.toml; each is explained there."""

    fitting: PodFitting

    @property
    def generated_sources(self) -> tuple[str, ...]:
        """The generated comment sections."""
        return (GENERATED,)


@dataclass(frozen=True)
class Commented:
    """Signals of creators (columns POD_SIGNALS), whether each has a pod, and what kind of section it is."""

    set: str
    signals: pl.DataFrame
    is_pod: NDArray[np.bool_]
    sections: NDArray[np.object_]

    @classmethod
    def of(cls, name: str, sections: CommentSections) -> "Commented":
        """Measured sections."""
        return cls(name, measure(sections.snapshot, POD_SIGNALS), sections.is_pod, sections.sections)


@dataclass(frozen=True)
class PodTrainer:
    """Steps of the head; nothing is read, so there is no examination on other rows."""

    name: str = "pods"
    recipe_type: type[PodRecipe] = PodRecipe

    def load(self, data: Path, recipe: PodRecipe) -> tuple[Commented, ...]:
        """Sections to learn from, half of them with careful pods; the same of another seed and the simulated market."""
        fitting, seed = recipe.fitting, recipe.seed
        return (
            Commented.of(GENERATED, simulate_sections(seed, fitting.sections_count)),
            Commented.of(CAREFUL, simulate_sections(seed + 1, fitting.sections_count, "careful")),
            Commented.of(GENERATED, simulate_sections(seed + 2, fitting.tested_count)),
            Commented.of(CAREFUL, simulate_sections(seed + 3, fitting.tested_count, "careful")),
            _market(seed),
        )

    def examples(self, tables: tuple[Commented, ...], recipe: PodRecipe) -> tuple[Commented, ...]:
        """The sections as generated: one creator is one example."""
        return tables

    def split(self, examples: tuple[Commented, ...], recipe: PodRecipe) -> Split[tuple[Commented, ...]]:
        """The first two to learn from, the others to test on; the prior is stated, so nothing is calibrated."""
        return Split(examples[:2], (), examples[2:])

    def fit(self, train: tuple[Commented, ...], recipe: PodRecipe) -> PodHead:
        """Non-negative weights, with the intercept moved from the generated share of pods to the assumed one."""
        fitting = recipe.fitting
        measured = pl.concat([part.signals for part in train])
        is_pod = np.concatenate([part.is_pod for part in train])
        posts = measured["comment_authors_posts_count"].to_numpy()
        # An unknown signal counts as the mean of the known ones, when fitting as when asking.
        signals = measured.select(pl.col(name).fill_null(pl.col(name).mean()) for name in BEHAVIOUR)
        head = fit_head(
            BEHAVIOUR,
            signals.to_numpy(),
            posts.astype(np.int64),
            is_pod,
            prior_posts=fitting.prior_posts,
            penalty=fitting.penalty,
        )
        generated_ratio = float(is_pod.mean())
        honest = measured.filter(pl.Series(~is_pod))
        return PodHead(
            PodWeights(
                signals=BEHAVIOUR,
                centres=tuple(_rounded(centre) for centre in head.centres),
                weights=tuple(_rounded(weight) for weight in head.coefficients),
                intercept=_rounded(head.intercept + _logit(fitting.prior_ratio) - _logit(generated_ratio)),
                prior_posts=fitting.prior_posts,
                fewest_posts=fitting.fewest_posts,
                fewest_comments=fitting.fewest_comments,
                returning_typical_ratio=_rounded(honest.select(pl.col("comment_returning_ratio").mean()).item()),
            )
        )

    def calibrate(self, model: PodHead, calibration: tuple[Commented, ...], recipe: PodRecipe) -> PodHead:
        """The head as fitted."""
        return model

    def evaluate(self, model: PodHead, split: Split[tuple[Commented, ...]], recipe: PodRecipe) -> Evaluation:
        """Detection and false alarms: other sections of the generator, and another generator."""
        return Evaluation(tuple(row for item in split.test for row in figures(model, item, recipe.seed)))

    def draft(self, model: PodHead, recipe: PodRecipe) -> Draft:
        """The weights as a file."""
        return Draft(description="pods", files={PODS_FILE: (model.weights.model_dump_json(indent=1) + "\n").encode()})

    def exam(self, data: Path, exam: Path, recipe: PodRecipe) -> tuple[Metric, ...]:
        """No figures: no public set tells which commenters agreed."""
        return ()


def figures(head: PodHead, asked: Commented, seed: int) -> Iterator[Metric]:
    """Area under the curve beside returning commenters alone, pods found, and honest sections flagged, by kind.

    A creator with too little to judge counts as not flagged.
    """
    target = UNSEEN if asked.set == MARKET else KNOWN
    judged = asked.signals.with_columns(*head.columns())
    said = judged["coordination_probability"].fill_null(0.0).to_numpy()
    returning = judged["comment_returning_ratio"].fill_null(0.0).to_numpy()
    alone = roc_auc(asked.is_pod, returning)
    yield metric_row(
        asked.set, target, "roc_auc", roc_auc, asked.is_pod, said, rival=RETURNING, rival_value=alone, seed=seed
    )
    flagged = said >= DECIDED
    yield metric_row(asked.set, target, "recall", np.mean, flagged[asked.is_pod], seed=seed)
    yield metric_row(asked.set, f"{target}, honest", "flagged_ratio", np.mean, flagged[~asked.is_pod], seed=seed)
    for section in _HONEST:
        members = asked.sections == section
        if members.any():
            yield metric_row(asked.set, f"{target}, {section}", "flagged_ratio", np.mean, flagged[members], seed=seed)


def _market(seed: int) -> Commented:
    """Creators of the simulated market, whose comments another part of the project made without knowing this head."""
    market = simulate_market(seed, _MARKET_CREATORS, now=simulated_market.NOW, followers_sampled=0)
    truth = market.creators.select("creator_id").join(market.truth.creators, on="creator_id", maintain_order="left")
    is_pod = truth["uses_pods"].to_numpy()
    sections = np.where(is_pod, "pod", "other").astype(object)
    return Commented(MARKET, measure(market.snapshot, POD_SIGNALS), is_pod, sections)


def _logit(ratio: float) -> float:
    return float(np.log(ratio / (1 - ratio)))


def _rounded(number: float) -> float:
    """Six significant digits: what is fitted on another machine is the same file."""
    return float(f"{number:.6g}")


HEAD = PodTrainer()
