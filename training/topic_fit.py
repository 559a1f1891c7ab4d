"""Train topic fit: a bank of topics, signals between briefs and feeds, and two calibrated logistic heads."""

import io
import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from pydantic import JsonValue

from matchmaker.bundles import Bundle, Manifest, Metric
from matchmaker.bundles.probe import PROBE_FILE
from matchmaker.resources import resource_folder
from matchmaker.scorers.topic_fit import TOPICS_FILE, TopicFit
from matchmaker.scorers.topic_parameters import HEADS_FILE, TopicFitParameters
from matchmaker.scorers.topic_probe import TopicProbe
from matchmaker.scorers.topic_signals import FIT_SIGNALS, Step
from matchmaker.scorers.topic_space import TopicSpace
from matchmaker.text.encoder import Encoder, Vectors
from matchmaker.text.onnx_encoder import OnnxEncoder
from matchmaker.text.vectors import VectorCache
from training.data_table import LabelledTable, table_of_posts
from training.datasets import instagram_brand_mentions, simulated_matching, topic_feeds
from training.datasets.matching import Matching
from training.provenance import CHECKOUT
from training.splits import by_group
from training.topic_examples import Measure, TopicExamples
from training.topic_figures import probability_rows, ranking_rows, reliability_plot, specialist_rows
from training.topic_heads import TopicHeads, calibrate_heads, fit_heads
from training.trainer import Draft, Evaluation, Recipe, Split

TOPICS = Path(__file__).parent / "topics.toml"
RECIPES = Path(__file__).parent / "recipes"
TOPIC_NAMES_FILE = "topics.json"
READERS: Mapping[str, Callable[[Path], Matching]] = {
    "topic-feeds": topic_feeds.read,
    "instagram-brand-mentions": instagram_brand_mentions.read,
    "simulated-market": simulated_matching.read,
}
PROBE = TopicProbe(
    brief=({1: 1.0, 0: 0.3},),
    feeds={
        "specialist": ({1: 1.0}, {1: 0.7, 0: 0.5}, {1: 0.9, 20: 0.2}, {1: 0.8, 37: 0.4}),
        "lifestyle": ({1: 1.0}, {16: 1.0}, {34: 1.0}, {11: 0.6, 13: 0.6}, {46: 1.0}),
        "elsewhere": ({20: 1.0}, {20: 0.8, 21: 0.4}),
        "one_post": ({1: 1.0},),
        "unreadable": ({}, {}),
        "partly_unreadable": ({}, {1: 1.0}, {}, {2: 1.0}),
        "no_post": (),
        "older_than_the_window": ({20: 1.0},) * 30 + ({1: 1.0},) * 5,
    },
)


class TopicFitRecipe(Recipe):
    """How topic fit is made; `sources` are learned from, `tested_on` only gives figures."""

    tested_on: tuple[str, ...] = ()
    creator_shares: tuple[float, float, float]
    brief_shares: tuple[float, float]
    temperature: float
    weight: float
    on_topic_similarity: float
    on_topic_width: float
    prior_posts: float
    penalty: float


@dataclass(frozen=True)
class TopicTables:
    """Matching sets by name, the bank of topics and their vectors, and the encoder that made them."""

    sets: tuple[Matching, ...]
    topics: tuple[str, ...]
    vectors: Vectors
    encoder: Encoder


@dataclass(frozen=True)
class TopicRows:
    """Examples of the sources and of the sets that only give figures, in one measure."""

    learned: TopicExamples
    tested: tuple[TopicExamples, ...]
    topics: tuple[str, ...]
    vectors: Vectors
    space: str

    def where(self, learned: TopicExamples, tested: Sequence[TopicExamples] = ()) -> "TopicRows":
        """The same topics with other examples."""
        return TopicRows(learned, tuple(tested), self.topics, self.vectors, self.space)


@dataclass(frozen=True)
class TopicModel:
    """Heads, and what they were measured with."""

    heads: TopicHeads
    topics: tuple[str, ...]
    vectors: Vectors
    space: str


@dataclass(frozen=True)
class TopicFitTrainer:
    """The steps of topic fit; vectors are kept in `vectors` so that no caption is embedded twice."""

    vectors: Path = CHECKOUT / "var" / "vectors"
    name: str = "topic_fit"
    recipe_type: type[TopicFitRecipe] = TopicFitRecipe

    def load(self, data: Path, recipe: TopicFitRecipe) -> TopicTables:
        """The matching sets among sources and `tested_on`; a set to test on that is absent is an error."""
        encoder = VectorCache(self.vectors, OnnxEncoder.open(resource_folder("models") / "encoder" / "bundle"))
        names = [name for name in (*recipe.sources, *recipe.tested_on) if name in READERS]
        topics = bank()
        return TopicTables(tuple(READERS[name](data) for name in names), topics, encoder.encode(topics), encoder)

    def inspected(self, tables: TopicTables, recipe: TopicFitRecipe) -> tuple[LabelledTable, ...]:
        """The posts of each set: their captions are what is measured."""
        return tuple(table_of_posts(matching.name, matching.snapshot.posts) for matching in tables.sets)

    def examples(self, tables: TopicTables, recipe: TopicFitRecipe) -> TopicRows:
        """Every brief against every creator of its set."""
        measured = measure(recipe, tables.vectors)
        found = {matching.name: measured.examples(matching, tables.encoder) for matching in tables.sets}
        learned = TopicExamples.joined([rows for name, rows in found.items() if name in recipe.sources])
        tested = tuple(rows for name, rows in found.items() if name not in recipe.sources)
        return TopicRows(learned, tested, tables.topics, tables.vectors, tables.encoder.space)

    def split(self, examples: TopicRows, recipe: TopicFitRecipe) -> Split[TopicRows]:
        """No creator in two parts, and the test part asks briefs that no other part has."""
        train, calibration, test = (examples.where(part) for part in parted(examples.learned, recipe))
        return Split(
            train, calibration, test.where(test.learned, [_held_out(rows, recipe) for rows in examples.tested])
        )

    def fit(self, train: TopicRows, recipe: TopicFitRecipe) -> TopicModel:
        """Both heads by penalised likelihood."""
        heads = fit_heads(train.learned, recipe.prior_posts, recipe.penalty)
        return TopicModel(heads, train.topics, train.vectors, train.space)

    def calibrate(self, model: TopicModel, calibration: TopicRows, recipe: TopicFitRecipe) -> TopicModel:
        """Both heads matched to creators they have not seen."""
        heads = calibrate_heads(model.heads, calibration.learned)
        return TopicModel(heads, model.topics, model.vectors, model.space)

    def evaluate(self, model: TopicModel, split: Split[TopicRows], recipe: TopicFitRecipe) -> Evaluation:
        """Ranking, calibration and specialists on unseen briefs and creators of each set."""
        rows: list[Metric] = []
        plots: dict[str, Figure] = {}
        for examples in (split.test.learned, *split.test.tested):
            pairs, feeds = examples.pairs, examples.feeds
            fit = model.heads.fit.probability(pairs.signals, pairs.counts)
            rows += ranking_rows("fit", pairs, fit) + probability_rows("fit", pairs, fit)
            if len(feeds.creator):
                specialism = model.heads.specialism.probability(feeds.signals, feeds.counts)
                rows += specialist_rows("specialism", feeds, specialism)
            plots[f"calibration_{pairs.set[0]}"] = reliability_plot(pairs, fit)
        return Evaluation(tuple(rows), plots)

    def draft(self, model: TopicModel, recipe: TopicFitRecipe) -> Draft:
        """Bank of topics, heads and probe."""
        files = model_files(model, recipe)
        bundle = Bundle(Path("draft"), Manifest(name=self.name, version="", created_at="", description=""), files)
        inputs: JsonValue = PROBE.model_dump(mode="json")
        answers = TopicFit.open(bundle).answer_probe(inputs)
        return Draft(
            "Fit of a creator's recent posts to a brief, and how special the feed is",
            {**files, PROBE_FILE: _json({"inputs": inputs, "answers": answers})},
            features=FIT_SIGNALS,
            units={
                "topic_fit_probability": "probability that at least 35 % of the posts are on the brief's topic",
                "specialism_ratio": "probability that at least 60 % of the posts are on one topic",
            },
            parameters={"encoder_space": model.space},
        )


def bank() -> tuple[str, ...]:
    """The topics that a brief and a feed are held against."""
    return tuple(tomllib.loads(TOPICS.read_text())["topics"])


def measure(recipe: TopicFitRecipe, topic_vectors: Vectors) -> Measure:
    """How the recipe takes the signals."""
    space = TopicSpace(topic_vectors, recipe.temperature, recipe.weight)
    return Measure(space, Step(recipe.on_topic_similarity, recipe.on_topic_width))


def model_files(model: TopicModel, recipe: TopicFitRecipe) -> dict[str, bytes]:
    """What TopicFit.open reads, and the topics in words."""
    parameters = TopicFitParameters(
        space=model.space,
        temperature=recipe.temperature,
        weight=recipe.weight,
        on_topic_similarity=recipe.on_topic_similarity,
        on_topic_width=recipe.on_topic_width,
        fit=model.heads.fit,
        specialism=model.heads.specialism,
    )
    topics = io.BytesIO()
    np.save(topics, model.vectors, allow_pickle=False)
    return {
        HEADS_FILE: (parameters.model_dump_json(indent=1) + "\n").encode(),
        TOPICS_FILE: topics.getvalue(),
        TOPIC_NAMES_FILE: _json(list(model.topics)),
    }


def parted(examples: TopicExamples, recipe: TopicFitRecipe) -> tuple[TopicExamples, TopicExamples, TopicExamples]:
    """Train, calibration and test examples, by creator; the test part has briefs of its own."""
    creators = by_group(examples.pairs.creator, recipe.creator_shares, recipe.seed)
    owners = by_group(examples.feeds.creator, recipe.creator_shares, recipe.seed)
    shown, asked = by_group(examples.pairs.brief, recipe.brief_shares, recipe.seed)
    train, calibration, test = (
        TopicExamples(examples.pairs.where(own & briefs), examples.feeds.where(feeds))
        for own, feeds, briefs in zip(creators, owners, (shown, shown, asked), strict=True)
    )
    return train, calibration, test


def _held_out(examples: TopicExamples, recipe: TopicFitRecipe) -> TopicExamples:
    """The rows of a set that would be held out were it learned from: variants are then judged on the same rows."""
    return parted(examples, recipe)[2] if len(examples.feeds.creator) else examples


def _json(value: JsonValue | list[str]) -> bytes:
    return (json.dumps(value, indent=1) + "\n").encode()


TRAINER = TopicFitTrainer()
