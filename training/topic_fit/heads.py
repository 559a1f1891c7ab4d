"""What topic fit learns from creators and briefs: the common parts of their texts, and two logistic heads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matchmaker.scorers.topic_fit.pair_signals import FIT_SIGNALS, Step
from matchmaker.scorers.topic_fit.parameters import Head
from matchmaker.scorers.topic_fit.space import Backgrounds, TopicSpace
from matchmaker.scorers.topic_fit.specialism import PLAIN_SIGNALS, SUBJECT_SIGNALS
from matchmaker.text.encoder import Vectors
from training.logistic import fit_head, recalibrated
from training.topic_fit.examples import Material, Measure, TopicExamples
from training.topic_fit.specialism import SPECIALISM_PENALTY, SpecialFeeds, composed_feeds
from training.topic_fit.subjects import learn_subjects
from training.topic_fit.written import EncodedPosts


@dataclass(frozen=True)
class Form:
    """What is chosen, not fitted; see the comments of the recipe. Without `common_parts` vectors stay as encoded."""

    temperature: float
    weight: float
    on_topic_similarity: float
    on_topic_width: float
    prior_posts: float
    penalty: float
    common_parts: bool = True


@dataclass(frozen=True)
class Learned:
    """Both heads, and how the signals they read are taken."""

    measure: Measure
    fit: Head
    specialism: Head

    def fit_probability(self, examples: TopicExamples) -> NDArray[np.float64]:
        """Shape (pairs,)."""
        return self.fit.probability(examples.pairs.signals, examples.pairs.counts)

    def specialism_probability(self, examples: TopicExamples) -> NDArray[np.float64]:
        """Shape (feeds,)."""
        return self.specialism.probability(examples.feeds.signals, examples.feeds.counts)


def learn(materials: Sequence[Material], topics: Vectors, form: Form, written: EncodedPosts | None = None) -> Learned:
    """From all briefs and creators of the sets; `topics` is the bank as encoded, `written` teaches what subjects are."""
    measure = learn_measure(materials, topics, form, written)
    examples = TopicExamples.joined([measure.examples(material) for material in materials])
    pairs = examples.pairs
    return Learned(
        measure,
        fit_head(
            FIT_SIGNALS,
            pairs.signals,
            pairs.counts,
            pairs.relevant,
            prior_posts=form.prior_posts,
            penalty=form.penalty,
        ),
        _specialism(_special_feeds(materials, examples, written), measure, form),
    )


def _special_feeds(
    materials: Sequence[Material], examples: TopicExamples, written: EncodedPosts | None
) -> SpecialFeeds:
    """Human labels where there are any, composed feeds otherwise; without `written` posts whatever feeds there are."""
    real = _with_real_captions(materials)
    if written is None or np.isin(examples.feeds.set, real).any():
        feeds = examples.feeds if written is None else examples.feeds.where(np.isin(examples.feeds.set, real))
        return SpecialFeeds(feeds.signals, feeds.counts, feeds.specialist)
    return composed_feeds(written, _middle(materials, written))


def _with_real_captions(materials: Sequence[Material]) -> list[str]:
    return [material.matching.name for material in materials if material.matching.captions == "real"]


def _specialism(feeds: SpecialFeeds, measure: Measure, form: Form) -> Head:
    return fit_head(
        PLAIN_SIGNALS if measure.subjects is None else SUBJECT_SIGNALS,
        feeds.signals,
        feeds.counts,
        feeds.specialist,
        prior_posts=form.prior_posts,
        penalty=SPECIALISM_PENALTY,
    )


def learn_measure(
    materials: Sequence[Material], topics: Vectors, form: Form, written: EncodedPosts | None = None
) -> Measure:
    """The topic space without what these posts and briefs have in common, and the reader of subjects in it."""
    backgrounds = (
        Backgrounds.of(
            np.concatenate([material.posts for material in materials]),
            np.concatenate([material.queries for material in materials]),
            materials[0].turn,
        )
        if form.common_parts
        else Backgrounds.none(topics.shape[1])
    )
    space = TopicSpace(topics, form.temperature, form.weight, backgrounds)
    step = Step(form.on_topic_similarity, form.on_topic_width)
    return Measure(space, step, None if written is None else learn_subjects(written, _middle(materials, written)))


def _middle(materials: Sequence[Material], written: EncodedPosts) -> Vectors:
    """Of posts that people wrote: simulated captions have another common part than real ones."""
    real = [material.posts for material in materials if material.matching.captions != "simulated"]
    ordinary = np.concatenate(real) if real else written.vectors
    return np.asarray(ordinary[ordinary.any(axis=1)].mean(axis=0))


def calibrate(learned: Learned, materials: Sequence[Material]) -> Learned:
    """Both heads with their probabilities matched to creators they have not seen.

    A specialism that was learned from composed feeds, read by readers that had not seen them, stays as it is.
    """
    examples = TopicExamples.joined([learned.measure.examples(material) for material in materials])
    fit = recalibrated(learned.fit, learned.fit_probability(examples), examples.pairs.relevant)
    if learned.measure.subjects is not None and not _with_real_captions(materials):
        return replace(learned, fit=fit)
    special = recalibrated(learned.specialism, learned.specialism_probability(examples), examples.feeds.specialist)
    return replace(learned, fit=fit, specialism=special)
