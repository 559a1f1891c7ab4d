"""Does this creator's audience come for this subject? Fit of recent posts to a brief, and how special the feed is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import JsonValue

from matchmaker.bundles import Bundle
from matchmaker.domain.assessment import TopicFitAssessment
from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import ModelUnavailableError
from matchmaker.scorers.opening import refuse_changed_signals
from matchmaker.scorers.topic_fit.evidence import post_effects
from matchmaker.scorers.topic_fit.languages import Coverage, read_coverage
from matchmaker.scorers.topic_fit.mix import Subjects
from matchmaker.scorers.topic_fit.pair_signals import Cosines, Query, RecentPosts, Step
from matchmaker.scorers.topic_fit.parameters import HEADS_FILE, TopicFitParameters, read_parameters
from matchmaker.scorers.topic_fit.probe import TopicProbe, mixed
from matchmaker.scorers.topic_fit.space import Backgrounds, Reals, TopicSpace, Turn
from matchmaker.scorers.topic_fit.specialism import specialism_signals
from matchmaker.scorers.topic_fit.visual import ImageCalibration, read_calibrations

TOPICS_FILE = "topics.npy"
BACKGROUNDS_FILE = "backgrounds.npy"  # shape (2, dimension): mean post, mean brief
TURN_FILE = "turn.npy"  # shape (2, dimension, rank): Turn's down, and its up with rows for columns
FIRST_PASS = "fast_"  # before the names of the files that the fast encoder's space has of its own
MULTILINGUAL = "many_"  # the same for the space of the encoder of other languages
SIGNALS_READ: tuple[str, ...] = ()  # of the catalogue; its own similarities come from vectors and the brief


@dataclass(frozen=True)
class TopicFit:
    """Fit as a calibrated probability; the same for a creator alone and among others, in any order.

    `first_pass` is the same model for the vectors of a faster encoder; None where the bundle was made without one.
    `image_calibrations` are those of picture vectors, by space; see visual.with_pictures. `subjects` reads what posts
    are about; None where the bundle was made without. `multilingual` is the same model for the vectors of an encoder of
    other languages, None without one; `languages` are those that this space was shown to read.
    """

    bundle: Bundle
    topic_space: TopicSpace
    parameters: TopicFitParameters
    first_pass: "TopicFit | None" = None
    image_calibrations: Mapping[str, ImageCalibration] = field(default_factory=dict)
    subjects: Subjects | None = None
    multilingual: "TopicFit | None" = None
    languages: Coverage = field(default_factory=Coverage)

    name: ClassVar[str] = "topic_fit"

    @classmethod
    def open(cls, bundle: Bundle) -> Self:
        """From a verified bundle; BundleDamagedError when its heads are of another version or it names signals."""
        refuse_changed_signals(bundle, SIGNALS_READ)
        fast, many = (
            cls._of_space(bundle, prefix) if prefix + HEADS_FILE in bundle.contents else None
            for prefix in (FIRST_PASS, MULTILINGUAL)
        )
        return replace(
            cls._of_space(bundle, ""),
            first_pass=fast,
            multilingual=many,
            image_calibrations=read_calibrations(bundle),
        )

    @classmethod
    def _of_space(cls, bundle: Bundle, prefix: str) -> Self:
        parameters = read_parameters(bundle, prefix)
        posts, briefs = bundle.read_array(prefix + BACKGROUNDS_FILE)
        backgrounds = Backgrounds(posts, briefs, _read_turn(bundle, prefix))
        topics = bundle.read_array(prefix + TOPICS_FILE)
        space = TopicSpace(topics, parameters.temperature, parameters.weight, backgrounds)
        subjects, languages = Subjects.open(bundle, prefix), read_coverage(bundle, prefix)
        return cls(bundle, space, parameters, subjects=subjects, languages=languages)

    @property
    def space(self) -> str:
        """The embedding space whose vectors it was calibrated on."""
        return self.parameters.space

    def assess(self, brief_vectors: Reals, snapshot: Snapshot, post_vectors: Reals) -> TopicFitAssessment:
        """One row a creator in the snapshot's order.

        `brief_vectors`: shape (texts, dimension), one brief in the texts of sought.brief_texts; their mean counts. `post_vectors`:
        shape (posts, dimension), aligned with the snapshot's posts. The fit is null without a readable brief and recent post,
        specialism below two. `post_similarity` is the cosine to the brief after both
        were drawn towards their topics, `post_effect` what each post changes of the fit (see evidence.post_effects);
        both are NaN for posts that are unreadable or older than the newest RECENT_POSTS.
        Raises ModelUnavailableError on vectors of another length than the model's.
        """
        return self.assess_posts(brief_vectors, snapshot, self.recent_posts(snapshot, post_vectors))

    def recent_posts(self, snapshot: Snapshot, post_vectors: Reals) -> RecentPosts:
        """The part of `assess` that no brief changes; it may be kept and asked again.

        Raises ModelUnavailableError on vectors of another length than the model's.
        """
        self._check(post_vectors)
        return RecentPosts.of(snapshot, post_vectors, self.topic_space, self.subjects)

    def assess_posts(self, brief_vectors: Reals, snapshot: Snapshot, posts: RecentPosts) -> TopicFitAssessment:
        """The same as `assess`, from the snapshot's recent posts."""
        self._check(brief_vectors)
        query = Query.of(brief_vectors, self.topic_space)
        cosines = Cosines.of(posts, query)
        fit = self._fit(posts, query, cosines)
        similarity = np.full(snapshot.posts.height, np.nan, np.float32)
        similarity[posts.rows] = cosines.sharp
        effect = np.full(snapshot.posts.height, np.nan)
        effect[posts.rows] = post_effects(posts, cosines, self._step, self.parameters.fit, fit)
        columns = pl.DataFrame(
            {
                "creator_id": snapshot.creators["creator_id"],
                "topic_fit_probability": fit,
                "specialism_ratio": self.specialism(posts),
                "posts_used_count": posts.counts,
            }
        )
        return TopicFitAssessment(columns.with_columns(pl.col(pl.Float64).fill_nan(None)), similarity, effect)

    def answer_probe(self, inputs: JsonValue) -> JsonValue:
        """The rows of `assess` for recorded feeds (see TopicProbe), with those of the other spaces under their names."""
        probe = TopicProbe.model_validate(inputs)
        rows = self._probed(probe)
        for name, space in (("first_pass", self.first_pass), ("multilingual", self.multilingual)):
            if space:
                rows = [row | {name: other} for row, other in zip(rows, space._probed(probe), strict=True)]
        return cast(JsonValue, rows)

    def _probed(self, probe: TopicProbe) -> list[dict[str, JsonValue]]:
        snapshot, topics = probe.snapshot, self.topic_space.topics
        assessment = self.assess(mixed(list(probe.brief), topics), snapshot, probe.vectors(snapshot, topics))
        return cast(list[dict[str, JsonValue]], assessment.columns.to_dicts())

    def _fit(self, posts: RecentPosts, query: Query, cosines: Cosines) -> NDArray[np.float64]:
        if not query.readable:
            return np.full(posts.creators, np.nan)
        return self.parameters.fit.probability(self._step.signals(posts, cosines), posts.counts)

    @property
    def _step(self) -> Step:
        return Step(self.parameters.on_topic_similarity, self.parameters.on_topic_width)

    def specialism(self, posts: RecentPosts) -> NDArray[np.float64]:
        """Probability that at least 60 % of the posts are on one topic, whichever; NaN below two; shape (creators,)."""
        return self.parameters.specialism.probability(specialism_signals(posts), posts.counts)

    def _check(self, *vectors: Reals) -> None:
        expected = self.topic_space.topics.shape[1]
        for array in vectors:
            if array.ndim != 2 or array.shape[1] != expected:
                raise ModelUnavailableError(
                    f"expected vectors of {expected} numbers from the encoder {self.space}, got shape {array.shape}; "
                    "use the encoder topic_fit was trained with, or train it with this one"
                )


def _read_turn(bundle: Bundle, prefix: str) -> Turn | None:
    if prefix + TURN_FILE not in bundle.contents:
        return None
    down, up = bundle.read_array(prefix + TURN_FILE)
    return Turn(down, up.T)
