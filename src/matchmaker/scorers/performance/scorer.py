"""What will a post earn? Quantiles of the counts of a creator's next post, and the naive rival beside them."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import polars as pl
from pydantic import JsonValue, TypeAdapter, ValidationError

from matchmaker.bundles import Bundle
from matchmaker.domain.assessment import QUANTILE_LEVELS, Forecast, Numbers
from matchmaker.domain.definitions import RECENT_POSTS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import CREATORS, POSTS
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.boosters import TextBooster
from matchmaker.scorers.opening import refuse_changed_signals
from matchmaker.scorers.performance.bands import TAIL_FEATURES, TAIL_FILES, Tails
from matchmaker.scorers.performance.columns import (
    CORRECTION_FEATURES,
    METRICS,
    PRIOR_FEATURES,
    SIGNAL_NAMES,
    creator_columns,
    forecast_rows,
    planned_columns,
    with_ordinary_plan,
)
from matchmaker.scorers.performance.coverage import MeasuredCoverage
from matchmaker.scorers.performance.effects import EFFECTS_FILE, ContentEffects, content_effects
from matchmaker.scorers.performance.funnel import FUNNEL_FILE, Funnel
from matchmaker.scorers.performance.history import described, is_paid, own_columns
from matchmaker.scorers.performance.maturity import MATURITY_FILE, Maturity
from matchmaker.scorers.performance.model import PerformanceModel, floats
from matchmaker.scorers.performance.parameters import Codes, ForecastParameters
from matchmaker.signals import measure

PARAMETERS_FILE = "forecast.json"
PRIOR_FILE, CORRECTION_FILE = "prior.txt", "correction.txt"
_ROWS = TypeAdapter(list[dict[str, JsonValue]])


@dataclass(frozen=True)
class Performance:
    """Forecasts of one ordinary next post, once its counts are mature; immutable and safe to share."""

    name: ClassVar[str] = "performance"
    bundle: Bundle
    model: PerformanceModel
    coverage: MeasuredCoverage
    funnel: Funnel
    maturity: Maturity
    effects: ContentEffects

    @classmethod
    def open(cls, bundle: Bundle) -> Self:
        """The scorer of a verified bundle; BundleDamagedError when its parameters or signals are not of this code."""
        refuse_changed_signals(bundle, SIGNAL_NAMES)
        parameters = read_parameters(bundle)
        prior, correction = (
            (
                TextBooster.open(bundle, PRIOR_FILE, PRIOR_FEATURES),
                TextBooster.open(bundle, CORRECTION_FILE, CORRECTION_FEATURES),
            )
            if parameters.boosted
            else (None, None)
        )
        sides = [TextBooster.open(bundle, file, TAIL_FEATURES) for file in TAIL_FILES if file in bundle.contents]
        return cls(
            bundle,
            PerformanceModel(parameters, prior, correction, Tails(*sides) if sides else None),
            MeasuredCoverage.of(bundle.manifest.metrics),
            _funnel(bundle),
            Maturity.open(bundle.read_bytes(MATURITY_FILE)) if MATURITY_FILE in bundle.contents else Maturity(),
            ContentEffects.open(bundle.read_bytes(EFFECTS_FILE))
            if EFFECTS_FILE in bundle.contents
            else ContentEffects(),
        )

    def assess(self, snapshot: Snapshot, signals: pl.DataFrame, planned: pl.DataFrame | None = None) -> Forecast:
        """Forecasts for the creators of `snapshot`, in its order.

        `signals` holds SIGNAL_NAMES for the same creators. `planned` may describe the post (any of PLANNED, aligned
        with the creators); without it the post is ordinary. A metric is NaN for a creator who has shown none of it
        and whose size or platform says nothing about it. The past mean is the geometric one, expm1 of the mean of
        log1p over the recent posts. Engagements are the sum of those of likes, comments and shares that are known:
        where only likes are, they are likes.
        """
        columns = creator_columns(snapshot, signals)
        asked = columns if planned is None else pl.concat([columns, planned], how="horizontal")
        return self._forecast(snapshot, with_ordinary_plan(asked))

    def forecast(self, snapshot: Snapshot, signals: pl.DataFrame, planned: pl.DataFrame) -> Forecast:
        """Forecasts of planned posts: one row a row of `planned` (PLANNED_POSTS), in its order.

        `signals` holds SIGNAL_NAMES for the creators of `snapshot`, as of whose moment every post is forecast. What is
        null in `planned` is unknown; a null `count_age_days` asks for mature counts. Raises ValidationFailedError for
        a planned post of a creator who is not in the snapshot. Otherwise as `assess`.
        """
        return self._forecast(snapshot, planned_columns(creator_columns(snapshot, signals), planned))

    def _forecast(self, snapshot: Snapshot, asked: pl.DataFrame) -> Forecast:
        posts = _posts(self.maturity.matured(snapshot), asked)
        for_trees = self.model.correction_trees is not None
        columns = own_columns(snapshot.creators, posts, asked, for_trees=for_trees)
        rows = forecast_rows(columns)
        shape = (len(METRICS), columns.height, len(QUANTILE_LEVELS))
        counts = np.expm1(self.model.quantiles(rows)).reshape(shape)
        past = np.expm1(floats(rows, "past_mean")).reshape(shape[:2])
        measured, measured_on = self.coverage.of_rows(rows)
        return Forecast(
            creator_ids=tuple(columns["creator_id"]),
            quantiles=dict(zip(METRICS, counts, strict=True)),
            past_mean=dict(zip(METRICS, past, strict=True)),
            history_count=_history_count(snapshot, columns),
            interval=self.coverage.overall,
            measured=dict(zip(METRICS, measured.reshape(shape[:2]), strict=True)),
            measured_on=dict(zip(METRICS, measured_on.reshape(shape[:2]), strict=True)),
        )

    def content_effects(self, snapshot: Snapshot) -> pl.DataFrame:
        """Which kinds of each creator's posts earned more than their usual one: rows of EFFECTS, mature counts."""
        return content_effects(self.maturity.matured(snapshot), self.effects)

    def answer_probe(self, inputs: JsonValue) -> JsonValue:
        """Quantiles and past means for recorded creators and posts (objects of canonical rows); null for NaN."""
        if not isinstance(inputs, dict):
            raise BundleDamagedError("expected a probe with creators and posts; train the bundle again")
        snapshot = Snapshot.of(
            creators=_frame(inputs["creators"], CREATORS.empty()), posts=_frame(inputs["posts"], POSTS.empty())
        )
        forecast = self.assess(snapshot, measure(snapshot, SIGNAL_NAMES))
        return {
            "quantiles": {metric: _json(values) for metric, values in forecast.quantiles.items()},
            "past_mean": {metric: _json(values) for metric, values in forecast.past_mean.items()},
            "history_count": forecast.history_count.tolist(),
        }


def read_parameters(bundle: Bundle) -> ForecastParameters:
    """The parameters of a bundle; BundleDamagedError when they are not of this code's shape."""
    try:
        return ForecastParameters.model_validate_json(bundle.read_bytes(PARAMETERS_FILE))
    except ValidationError as error:
        raise BundleDamagedError(
            f"{bundle.folder}/{PARAMETERS_FILE}: {error.error_count()} faults; train the bundle again"
        ) from None


def _funnel(bundle: Bundle) -> Funnel:
    has_own = FUNNEL_FILE in bundle.contents
    return Funnel.open(bundle.read_bytes(FUNNEL_FILE)) if has_own else Funnel.assumed()


def _posts(snapshot: Snapshot, asked: pl.DataFrame) -> pl.DataFrame:
    """The newest posts as `own_columns` reads them; captions are searched for disclosures only where a plan asks."""
    recent = snapshot.posts.filter(pl.int_range(pl.len()).over("creator_id") < RECENT_POSTS)
    asks = asked["planned_is_sponsored"].is_not_null().any()
    return described(recent.with_columns(is_sponsored=is_paid()) if asks else recent)


def _history_count(snapshot: Snapshot, rows: pl.DataFrame) -> Codes:
    posts = snapshot.posts.group_by("creator_id").agg(known=pl.len())
    counted = rows.select("creator_id").join(posts, on="creator_id", how="left", maintain_order="left")
    return counted["known"].fill_null(0).clip(upper_bound=RECENT_POSTS).cast(pl.Int64).to_numpy()


def _frame(rows: JsonValue, empty: pl.DataFrame) -> pl.DataFrame:
    recorded = _ROWS.validate_python(rows)
    moments = [name for name, kind in empty.schema.items() if isinstance(kind, pl.Datetime)]
    frame = pl.DataFrame(
        recorded, schema={name: pl.String if name in moments else kind for name, kind in empty.schema.items()}
    )
    return frame.with_columns(pl.col(moments).str.to_datetime(time_unit="us", time_zone="UTC"))


def _json(values: Numbers) -> JsonValue:
    known = values.astype(np.object_)
    known[np.isnan(values)] = None
    listed: JsonValue = known.tolist()
    return listed
