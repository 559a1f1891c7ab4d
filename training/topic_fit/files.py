"""What topic fit's trainer learned, and the files of the bundle that say it."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import JsonValue

from matchmaker.scorers.topic_fit.brief_heads import BRIEF_HEADS_FILE, BriefHeads
from matchmaker.scorers.topic_fit.languages import LANGUAGES_FILE, LanguageQuality, coverage_file
from matchmaker.scorers.topic_fit.mix import SUBJECT_MATRIX_FILE, SUBJECTS_FILE, Subjects
from matchmaker.scorers.topic_fit.parameters import HEADS_FILE, TopicFitParameters
from matchmaker.scorers.topic_fit.probe import TopicProbe
from matchmaker.scorers.topic_fit.scorer import BACKGROUNDS_FILE, TOPICS_FILE, TURN_FILE
from training.topic_fit.heads import Learned
from training.topic_fit.images import CalibratedImages
from training.topic_fit.recipe import TopicFitRecipe

TOPIC_NAMES_FILE = "topics.json"
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


@dataclass(frozen=True)
class TopicModel:
    """What was learned, and the bank and space it was learned in.

    `others` are the same of the other spaces, by the prefix of their files; `languages` are those that were measured.
    """

    learned: Learned
    topics: tuple[str, ...]
    space: str
    brief_heads: BriefHeads
    others: Mapping[str, "TopicModel"] = field(default_factory=dict)
    images: CalibratedImages = field(default_factory=CalibratedImages)
    languages: tuple[LanguageQuality, ...] = ()


def model_files(model: TopicModel, recipe: TopicFitRecipe) -> dict[str, bytes]:
    """What TopicFit.open reads of one space."""
    parameters = TopicFitParameters(
        space=model.space,
        temperature=recipe.temperature,
        weight=recipe.weight,
        on_topic_similarity=recipe.on_topic_similarity,
        on_topic_width=recipe.on_topic_width,
        fit=model.learned.fit,
        specialism=model.learned.specialism,
    )
    space, subjects = model.learned.measure.space, model.learned.measure.subjects
    turn = space.backgrounds.turn
    return {
        HEADS_FILE: (parameters.model_dump_json(indent=1) + "\n").encode(),
        TOPICS_FILE: npy(space.topics),
        BACKGROUNDS_FILE: npy(np.stack([space.backgrounds.posts, space.backgrounds.briefs])),
        BRIEF_HEADS_FILE: (model.brief_heads.model_dump_json(indent=1) + "\n").encode(),
        **({TURN_FILE: npy(np.stack([turn.down, turn.up.T]))} if turn else {}),
        **(subject_files(subjects) if subjects else {}),
        **({LANGUAGES_FILE: coverage_file(model.languages)} if model.languages else {}),
    }


def all_files(model: TopicModel, recipe: TopicFitRecipe) -> dict[str, bytes]:
    """What TopicFit.open reads of all spaces, and the topics in words."""
    files = model_files(model, recipe) | {TOPIC_NAMES_FILE: json_bytes(list(model.topics))}
    for prefix, other in model.others.items():
        files |= {prefix + name: file for name, file in model_files(other, recipe).items()}
    return files


def subject_files(subjects: Subjects) -> dict[str, bytes]:
    """What Subjects.open reads."""
    words = (subjects.words.model_dump_json(indent=1) + "\n").encode()
    return {SUBJECTS_FILE: words, SUBJECT_MATRIX_FILE: npy(subjects.matrix)}


def npy(array: NDArray[np.floating[Any]]) -> bytes:
    """As one .npy file."""
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def json_bytes(value: JsonValue | list[str] | list[dict[str, Any]]) -> bytes:
    """As indented JSON."""
    return (json.dumps(value, indent=1) + "\n").encode()
