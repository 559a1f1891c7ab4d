"""A brief as several vectors: its subject, what is sold and whom it is for, each with its weight."""

from dataclasses import dataclass

import numpy as np

from matchmaker.domain.brief import Brief
from matchmaker.scorers.topic_fit.sought import brief_texts
from matchmaker.scorers.topic_fit.space import unit_rows
from matchmaker.text.encoder import Encoder, Vectors


@dataclass(frozen=True)
class PartWeights:
    """What product and audience count beside the subject, which counts 1."""

    product: float
    audience: float


def brief_vectors(brief: Brief, encoder: Encoder, weights: PartWeights) -> Vectors:
    """One row a part that the brief has, of the length of its weight; shape (parts, dimension).

    The subject is the mean of the texts of sought.brief_texts. A product or audience that stands in its words has had
    its say: counting it twice draws a brief to what is sold and away from what people post about (benchmark "briefs").
    Rows of zeros stand for what the encoder cannot read.
    """
    parts = ((brief.product, weights.product), (brief.audience, weights.audience))
    query = brief.query.casefold()
    said = [(text, weight) for text, weight in parts if text and weight > 0 and text.casefold() not in query]
    subject = brief_texts(brief.query)
    vectors = encoder.encode([*subject, *(text for text, _ in said)])
    count = len(subject)
    rows = np.concatenate([unit_rows(vectors[:count].sum(axis=0, keepdims=True)), vectors[count:]])
    return np.asarray(rows * np.array([1.0, *(weight for _, weight in said)])[:, None], np.float32)
