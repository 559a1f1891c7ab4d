"""Do intervals still hold? Ends that follow what has settled since, and an alarm for when they are not to be believed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matchmaker.domain.assessment import Numbers

HALF_LIFE_DAYS = 30.0  # after which a settled outcome counts half: drift of prices and reach takes months
LEARNED_WEIGHT = 25.0  # settled outcomes for which all errors of before count together
STEP = 0.05  # by which a miss moves the level of its end (Gibbs 2021, equation 2)
LEVELS = 0.005, 0.15  # the smallest and largest share of misses an end may aim at: too wide is the lesser harm
MISSES_PER_END = 0.1  # nominal, of the 80 % interval
BET = 1.0  # stake of the alarm on every batch; any value below 1 / (2 MISSES_PER_END) is valid
ALARM = 1_000.0  # evidence at which it is raised: a false alarm no more often than every 1,000 batches on average
WINDOW = 100  # newest settled outcomes whose coverage is told

State: TypeAlias = Literal["holding", "recalibrated", "not_believed"]


@dataclass(frozen=True)
class Settled:
    """Forecasts and how far their untreated intervals missed, arrays of shape (rows,).

    `asked_days` and `settled_days` count from any common day; inf = not settled yet. `source` is the creator or
    advertiser: what it settles on one day counts as one batch. `below` = low - truth and `above` = truth - high on
    the log scale: positive outside, negative inside.
    """

    asked_days: Numbers
    settled_days: Numbers
    source: NDArray[np.str_]
    below: Numbers
    above: Numbers


@dataclass(frozen=True)
class Treated:
    """The same rows after treatment: what is added to either end (log scale), and the evidence when each was asked.

    Evidence counts against "misses no more often than nominal": at ALARM the alarm is raised, until it is back at 1.
    `drifting` is that of the untreated interval, `alarmed` that of the treated one.
    """

    widen_low: Numbers
    widen_high: Numbers
    drifting: NDArray[np.bool_]
    alarmed: NDArray[np.bool_]


@dataclass(frozen=True)
class Standing:
    """How an interval stands now: what to add to its ends (log scale), and whether to believe it, in words too."""

    state: State
    widen_low: float
    widen_high: float
    untreated_coverage: float | None
    treated_coverage: float | None
    rows_count: int
    text: str


@dataclass(frozen=True)
class Recalibration:
    """Conformal intervals under drift: recent errors count more (Barber 2023), misses move the level (Gibbs 2021).

    `learned_below` and `learned_above` are errors of forecasts made forward in time with the data the model was
    learned from; shape (rows,). They stand in until outcomes settle.
    """

    learned_below: Numbers
    learned_above: Numbers

    @classmethod
    def of_unknown_errors(cls) -> Self:
        """Where nothing is known of the interval's own errors: its ends are right as they are, until outcomes settle."""
        return cls(np.zeros(1), np.zeros(1))

    def treat(self, rows: Settled) -> Treated:
        """Every row treated by what had settled on the day before it was asked, never by later rows."""
        run = _Run(self, rows)
        for day, asked in _days(rows.asked_days):
            run.settle(day)
            run.answer(day, asked)
        return run.treated()

    def standing(self, rows: Settled, now_days: float) -> Standing:
        """How the interval stands at a moment, after all that has settled by then."""
        run = _Run(self, _with_question(rows, now_days))
        for day, asked in _days(run.rows.asked_days):
            run.settle(day)
            run.answer(day, asked)
        return run.standing()


class _Run:
    """The pass through time of one treatment: levels, evidence and answers so far."""

    def __init__(self, learned: Recalibration, rows: Settled) -> None:
        self.learned, self.rows = learned, rows
        count = len(rows.below)
        self.widen = np.zeros((count, 2))
        self.flags = np.zeros((count, 2), bool)  # drifting, alarmed
        self.levels = np.full(2, MISSES_PER_END)
        self.done = np.zeros(count, bool)
        self.evidence = np.ones(2)  # of the untreated and the treated interval
        self.raised = np.zeros(2, bool)
        self.errors = np.column_stack([rows.below, rows.above])

    def settle(self, day: float) -> None:
        """Take in what has settled before `day`, batch by batch."""
        fresh = ~self.done & (self.rows.settled_days < day)
        self.done |= fresh
        for source in np.unique(self.rows.source[fresh]):
            batch = fresh & (self.rows.source == source)
            missed = self.errors[batch] > self.widen[batch]
            self.levels = np.clip(self.levels + STEP * (MISSES_PER_END - missed.mean(axis=0)), *LEVELS)
            self._bet(np.array([(self.errors[batch] > 0).any(axis=1).mean(), missed.any(axis=1).mean()]))

    def answer(self, day: float, asked: NDArray[np.bool_]) -> None:
        """Ends for the rows asked on `day`."""
        self.widen[asked] = [self._end(day, 0), self._end(day, 1)]
        self.flags[asked] = self.raised

    def treated(self) -> Treated:
        return Treated(self.widen[:, 0], self.widen[:, 1], self.flags[:, 0], self.flags[:, 1])

    def standing(self) -> Standing:
        newest = np.flatnonzero(self.done)[np.argsort(self.rows.settled_days[self.done], kind="stable")][-WINDOW:]
        untreated = _inside(self.errors[newest], 0.0)
        treated = _inside(self.errors[newest], self.widen[newest])
        state: State = "not_believed" if self.raised[1] else "recalibrated" if self.raised[0] else "holding"
        low, high = self.widen[-1]
        text = _text(state, treated if self.raised[1] else untreated, len(newest))
        return Standing(state, float(low), float(high), untreated, treated, len(newest), text)

    def _end(self, day: float, end: int) -> float:
        """Weighted quantile of the errors of one end, the asked row itself counting as a miss (Barber 2023, eq. 11)."""
        known = self.done
        own = 0.5 ** ((day - self.rows.settled_days[known]) / HALF_LIFE_DAYS)
        if known.any():
            _, place, sizes = np.unique(self.rows.source[known], return_inverse=True, return_counts=True)
            own = own / np.sqrt(sizes[place])  # a source of many ads resembles itself
        learned = self.learned.learned_above if end else self.learned.learned_below
        errors = np.concatenate([learned, self.errors[known, end]])
        weights = np.concatenate([np.full(len(learned), LEARNED_WEIGHT / max(len(learned), 1)), own])
        order = np.argsort(errors)
        reached = np.searchsorted(np.cumsum(weights[order]), (1 - self.levels[end]) * (weights.sum() + 1))
        return float(errors[order][min(int(reached), len(errors) - 1)])

    def _bet(self, missed: Numbers) -> None:
        """An e-detector (Shin 2022, section 3): wealth grows where batches miss more than nominal, never below 1."""
        growth = 1 + BET * (missed - 2 * MISSES_PER_END)
        # Held at ALARM, so that the way back is as long after a long failure as after a short one.
        self.evidence = np.minimum(np.maximum(self.evidence, 1.0) * growth, ALARM)
        self.raised = np.where(self.raised, self.evidence > 1, self.evidence >= ALARM)


def _days(asked: Numbers) -> Iterator[tuple[float, NDArray[np.bool_]]]:
    days = np.floor(asked)
    for day in np.unique(days):
        yield float(day), days == day


def _with_question(rows: Settled, now_days: float) -> Settled:
    known = rows.asked_days <= now_days
    return Settled(
        asked_days=np.append(rows.asked_days[known], now_days),
        settled_days=np.append(rows.settled_days[known], np.inf),
        source=np.append(rows.source[known], ""),
        below=np.append(rows.below[known], np.nan),
        above=np.append(rows.above[known], np.nan),
    )


def _inside(errors: Numbers, widened: Numbers | float) -> float | None:
    return float((errors <= widened).all(axis=1).mean()) if len(errors) else None


def _text(state: State, coverage: float | None, rows: int) -> str:
    if coverage is None:
        return "no outcome has settled yet: the interval is that of the model's own test"
    fact = f"{100 * coverage:.0f} % of the newest {rows} outcomes fell inside the interval, which promises 80 %"
    what = {
        "holding": "the interval holds",
        "recalibrated": "the interval of the model no longer holds and is widened by what has settled since",
        "not_believed": "the interval is not to be believed even after widening: train again on newer outcomes",
    }
    return f"{what[state]}: {fact}"
