"""An encoder that knows a few words, and the shipped model that reads its vectors."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from matchmaker.bundles import open_bundle
from matchmaker.resources import resource_folder
from matchmaker.scorers.topic_fit import TopicFit
from matchmaker.scorers.topic_fit.probe import mixed
from matchmaker.text.encoder import Vectors

TOPICS = {"makeup": 0, "skincare": 1, "travel": 16, "football": 20}  # rows of the bank of topics


@cache
def model() -> TopicFit:
    return TopicFit.open(open_bundle(resource_folder("models") / "topic_fit" / "bundle"))


class WordsEncoder:
    """A text is the mixture of the topics it names; one that names none is unreadable."""

    dimension = 384

    @property
    def space(self) -> str:
        return model().space

    def encode(self, texts: Sequence[str]) -> Vectors:
        mixtures = [{topic: 1.0 for word, topic in TOPICS.items() if word in text} for text in texts]
        return np.asarray(mixed(mixtures, model().topic_space.topics), np.float32)
