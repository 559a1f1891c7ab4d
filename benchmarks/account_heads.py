"""What helps the heads of automated and coordinated accounts? Each choice undone, on the same parts and groups left out."""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl

from matchmaker.bundles import Metric
from training.authenticity import AuthenticityRecipe, automated, coordinated
from training.authenticity.account_experts import ExpertsHead, ExpertsRecipe
from training.authenticity.account_figures import (
    AccountCase,
    Question,
    case_rows,
    cross_validated,
    joined,
    leave_one_group_out,
)
from training.authenticity.account_fitting import ExpertDesign, ExpertFitting, fit_calibrated
from training.authenticity.account_rows import LabelledAccounts
from training.authenticity.boosting import Augmentation
from training.datasets import (
    collusive_retweeters_2018,
    gilani_twitter_bands_2017,
    instagram_fake_spammer_genuine_2019,
    purba_instagram_fake_authentic_2020,
    srf_instagram_followers_2017,
)
from training.trainer import read_recipe

RECIPE = Path(__file__).parents[1] / "training" / "recipes" / "authenticity.toml"
NOTHING_DROPPED = Augmentation(weight=0.0, dropped_ratio=0.0)
SHOWN = ("roc_auc", "f1", "ece")
FOLDS = 3  # for calibration: a comparison of thirty variants needs equal parts, not many
# By concept: programs post and link more, and like less. Market customers: no sign is certain.
SIGNS = {"posts_per_day_log": 1, "links_per_post": 1, "likes_given_per_day_log": -1, "likes_given_per_post_log": -1}
LEAKS = ("botometer_score", "annotation", "customer")  # took part in the labelling, or are the label
GENUINE = (  # sets of another concept: their genuine accounts should be flagged by nobody
    srf_instagram_followers_2017,
    purba_instagram_fake_authentic_2020,
    instagram_fake_spammer_genuine_2019,
)


@dataclass(frozen=True)
class Variant:
    """One choice undone."""

    name: str
    accounts: LabelledAccounts
    design: ExpertDesign
    fitting: ExpertFitting
    hidden: tuple[str, ...] = ()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--data and --recipe."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--recipe", type=Path, default=RECIPE, metavar="FILE", help="default: the local recipe")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """ROC-AUC, F1 and ECE of every variant: cross-validated, and with groups left out where there are some."""
    recipe, _ = read_recipe(arguments.recipe, "authenticity", AuthenticityRecipe)
    rows: list[Metric] = []
    for head, varied in ((automated.HEAD, posting_variants), (coordinated.HEAD, market_variants)):
        part = recipe.parts[head.name]
        assert isinstance(part, ExpertsRecipe), "the heads of experts have such recipes"
        examples = head.examples(head.load(arguments.data, part), part)
        for variant in varied(examples, part, arguments.data):
            rows += [row for case in cases(head, variant, part.seed) for row in case_rows(case, part.seed)]
        rows += [row for name in part.experts for row in false_flags(head, name, examples, part, arguments.data)]
    return [row for row in rows if row.metric in (*SHOWN, "accuracy")]


def posting_variants(examples: Mapping[str, LabelledAccounts], recipe: ExpertsRecipe, data: Path) -> Iterator[Variant]:
    """Choices about accounts as large as influencers."""
    accounts, design, fitting = examples["posting"], automated.POSTING, recipe.experts["posting"]
    hidden = automated.CLIENTS
    blind = fitting.model_copy(update={"augmentation": NOTHING_DROPPED})
    searched = fitting.model_copy(update={"trees": fitting.trees.model_copy(update={"has_random_splits": False})})
    signed = replace(design, signs=SIGNS)
    raw = raw_accounts(gilani_twitter_bands_2017, data, "bot", "band", ("bot",))
    yield Variant("as it is", accounts, design, fitting)
    yield Variant("as it is, clients unknown", accounts, design, fitting, hidden)
    yield Variant("no copies without clients, clients unknown", accounts, design, blind, hidden)
    yield Variant("thresholds searched", accounts, design, searched)
    yield Variant("thresholds searched, clients unknown", accounts, design, searched, hidden)
    yield Variant("signs by concept", accounts, signed, fitting)
    yield Variant("signs by concept, clients unknown", accounts, signed, fitting, hidden)
    yield Variant("ranks within the band", ranked(accounts, design), design, fitting)
    yield Variant("all columns of the source", raw, all_of(raw), blind)
    bare = raw.without(tuple(name for name in raw.features.columns if name.startswith("source_code")))
    yield Variant("all columns of the source but client codes", bare, all_of(bare), blind)


def market_variants(examples: Mapping[str, LabelledAccounts], recipe: ExpertsRecipe, data: Path) -> Iterator[Variant]:
    """Choices about customers of repost markets, and about accounts of one campaign."""
    accounts, design, fitting = examples["market"], coordinated.MARKET, recipe.experts["market"]
    blind = fitting.model_copy(update={"augmentation": NOTHING_DROPPED})
    searched = fitting.model_copy(update={"trees": fitting.trees.model_copy(update={"has_random_splits": False})})
    raw = raw_accounts(collusive_retweeters_2018, data, "customer", None, LEAKS)
    yield Variant("as it is", accounts, design, fitting)
    yield Variant("thresholds searched", accounts, design, searched)
    yield Variant("no copies with missing columns", accounts, design, blind)
    yield Variant("all columns of the source but leaks", raw, all_of(raw), blind)
    for group in design.groups:
        yield Variant(f"without {group[0]} and its like", accounts, design, fitting, group)
        yield Variant(f"no copies, without {group[0]} and its like", accounts, design, blind, group)
    campaign, profile = examples["campaign"], coordinated.CAMPAIGN
    yield Variant("campaign as it is", campaign, profile, recipe.experts["campaign"])
    for group in profile.groups[:3]:
        yield Variant(f"campaign without {group[0]} and its like", campaign, profile, recipe.experts["campaign"], group)


def cases(head: ExpertsHead, variant: Variant, seed: int) -> Iterator[AccountCase]:
    """The variant cross-validated, and on every group by the others."""
    source = str(variant.accounts.source[0]).split("/")[0]
    for kind in ("cross-validated", "unseen"):
        target = f"{head.name}/{kind}: {variant.name}"
        fitting = variant.fitting.model_copy(update={"folds": FOLDS})
        question = Question(target, variant.design, fitting, seed, variant.hidden)
        if kind == "cross-validated":
            yield cross_validated(source, question, variant.accounts)
        elif len(np.unique(variant.accounts.source)) > 1:
            left_out = list(leave_one_group_out(question, variant.accounts, variant.accounts))
            yield from (*left_out, joined(left_out, source))


def false_flags(
    head: ExpertsHead, expert: str, examples: Mapping[str, LabelledAccounts], recipe: ExpertsRecipe, data: Path
) -> Iterator[Metric]:
    """Accuracy on genuine accounts of Instagram sets, were the expert to answer whatever is known."""
    model = fit_calibrated(examples[expert], head.sets[expert].design, recipe.experts[expert], recipe.seed)
    for reader in GENUINE:
        labelled = reader.read(data)
        genuine = LabelledAccounts.of(labelled.filter(~pl.col("fake")), "fake")
        said = model.probability(genuine)
        target = f"{head.name}/genuine accounts left alone by {expert}"
        nobody = np.zeros(len(genuine))
        case = AccountCase(reader.SOURCE.name, target, genuine.positive, said, nobody, nobody)
        yield next(row for row in case_rows(case, recipe.seed) if row.metric == "accuracy")


def ranked(accounts: LabelledAccounts, design: ExpertDesign) -> LabelledAccounts:
    """Every feature as its rank within the group, which needs the whole group at hand."""
    features = accounts.features.with_columns(source=pl.Series(accounts.source))
    ranks = [(pl.col(name).rank() / pl.col(name).count()).over("source").alias(name) for name in design.features]
    return replace(accounts, features=features.with_columns(ranks).drop("source"))


def raw_accounts(
    reader: ModuleType, data: Path, label: str, group: str | None, apart: tuple[str, ...]
) -> LabelledAccounts:
    """The numbers of the source's own file, whatever they mean."""
    frame: pl.DataFrame = reader.SOURCE.frame(data, label)
    numbers = frame.select(pl.selectors.numeric().cast(pl.Float64)).drop(apart)
    name = pl.lit(reader.SOURCE.name)
    source = frame.select(name if group is None else pl.format("{}/{}", name, group)).to_series().to_numpy()
    named = np.broadcast_to(source, frame.height).astype(np.str_)
    return LabelledAccounts(numbers, frame[label].cast(pl.Boolean).to_numpy(), named)


def all_of(accounts: LabelledAccounts) -> ExpertDesign:
    """An expert that reads every column of these accounts."""
    return ExpertDesign("all columns", tuple(accounts.features.columns), ())
