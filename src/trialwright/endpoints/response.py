"""The confirmed response: one engine for HBsAg loss and undetectable HBV DNA (rules HBS-*, HBD-*).

A *run* is an unbroken series of negative samples. It must begin after the start of treatment and
inside the window; it is confirmed by a later negative of the same run that is far enough from its
first. Undecidable results are read both ways (HBS-06).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby, pairwise
from typing import Final

from trialwright.instruments.assay import Interpretation, State


class ResponseStatus(StrEnum):
    CONFIRMED = "CONFIRMED"
    CONFIRMED_LATE = "CONFIRMED_LATE"
    UNCONFIRMED = "UNCONFIRMED"
    NOT_ACHIEVED = "NOT_ACHIEVED"
    CANNOT_DETERMINE = "CANNOT_DETERMINE"
    NO_DATA = "NO_DATA"


@dataclass(frozen=True)
class LabTest:
    """One reported result; `source` names the entry it comes from, `assay` the platform used."""

    date: date
    result_text: str | None
    unit: str | None
    source: str = ""
    assay: str = ""


@dataclass(frozen=True)
class LabFinding:
    """What somebody should ask the laboratory about one result."""

    source: str
    date: date
    what: str


@dataclass(frozen=True)
class SampleDay:
    """All valid results of one day: the highest stands (HBS-08)."""

    date: date
    state: State
    sources: tuple[str, ...]


@dataclass(frozen=True)
class ResponsePlan:
    """What the two endpoints differ in: the window, the confirmation and the rules they cite."""

    start: date
    window_end: date
    confirmable_from: Callable[[date], date]
    rules: Mapping[ResponseStatus, tuple[str, ...]]
    reversion_rule: str


@dataclass(frozen=True)
class ResponseOutcome:
    """The response of one participant.

    `onset` is the first negative of the run that decides, `confirmed_on` its first date far enough
    from onset. `reverted`: confirmed, and definitely positive again inside the window. `sources`
    are the entries that decided; `rules` the rule numbers used.
    """

    status: ResponseStatus
    onset: date | None
    confirmed_on: date | None
    reverted: bool
    sources: tuple[str, ...]
    rules: tuple[str, ...]
    findings: tuple[LabFinding, ...] = ()

    @property
    def sustained(self) -> bool:
        """Confirmed and not lost again inside the window: the rate named apart in HBS-09."""
        return self.status is ResponseStatus.CONFIRMED and not self.reverted


@dataclass(frozen=True)
class _Run:
    days: tuple[SampleDay, ...]
    ended: bool

    @property
    def onset(self) -> date:
        return self.days[0].date


@dataclass(frozen=True)
class _Verdict:
    status: ResponseStatus
    run: _Run | None = None
    confirmed_on: date | None = None


SEVERITY: Final = (State.NEGATIVE, State.UNDECIDABLE, State.POSITIVE)
READ_AS_POSITIVE: Final = frozenset({State.NEGATIVE})
READ_AS_NEGATIVE: Final = frozenset({State.NEGATIVE, State.UNDECIDABLE})


def read_samples(
    tests: Iterable[LabTest],
    interpret: Callable[[str | None, str | None], Interpretation],
    data_cutoff: date | None = None,
) -> tuple[tuple[SampleDay, ...], tuple[LabFinding, ...]]:
    """Read tests into sample days in order of date, with what was odd about them."""
    used = [test for test in tests if data_cutoff is None or test.date <= data_cutoff]
    used.sort(key=lambda test: (test.date, test.source))
    read = [(test, interpret(test.result_text, test.unit)) for test in used]
    valid = [(test, found.state) for test, found in read if found.state is not None]
    days = tuple(
        _sample_day(day, list(group))
        for day, group in groupby(valid, key=lambda pair: pair[0].date)
    )
    findings = [
        LabFinding(test.source, test.date, found.finding) for test, found in read if found.finding
    ]
    return days, (*findings, *_assay_changes([test for test, _ in valid]))


def _sample_day(day: date, results: list[tuple[LabTest, State]]) -> SampleDay:
    worst = max((state for _, state in results), key=SEVERITY.index)
    return SampleDay(day, worst, _named(test.source for test, state in results if state == worst))


def _assay_changes(tests: Sequence[LabTest]) -> list[LabFinding]:
    """Flag each test that was done on another platform than the one before it (HBS-07)."""
    named = [test for test in tests if test.assay]
    return [
        LabFinding(new.source, new.date, f"assay changed from {old.assay} to {new.assay}")
        for old, new in pairwise(named)
        if old.assay != new.assay
    ]


def derive_response(days: Sequence[SampleDay], plan: ResponsePlan) -> ResponseOutcome:
    """Decide the response from sample days in order of date; results up to the start are baseline.

    The reading of undecidable results as positive stands, unless reading them as negative confirms
    the response and this does not: then it cannot be determined (HBS-06).
    """
    days = [day for day in days if day.date > plan.start]
    within = [day for day in days if day.date <= plan.window_end]
    if not within:
        return _outcome(plan, _Verdict(ResponseStatus.NO_DATA), ())
    strict = _evaluate(days, plan, READ_AS_POSITIVE)
    lenient = _evaluate(days, plan, READ_AS_NEGATIVE)
    confirmed = ResponseStatus.CONFIRMED
    if lenient.status is confirmed and strict.status is not confirmed:
        open_days = [day for day in within if day.state is State.UNDECIDABLE]
        return _outcome(plan, _Verdict(ResponseStatus.CANNOT_DETERMINE), open_days)
    return _outcome(plan, strict, _deciding(days, within, strict), _reversion(within, strict))


def _evaluate(
    days: Sequence[SampleDay], plan: ResponsePlan, negative: frozenset[State]
) -> _Verdict:
    runs = [run for run in _runs(days, negative) if run.onset <= plan.window_end]
    confirmed = [(run, when) for run in runs if (when := _confirmation(run, plan))]
    for run, when in confirmed:
        if when <= plan.window_end:
            return _Verdict(ResponseStatus.CONFIRMED, run, when)
    for run, when in confirmed:
        return _Verdict(ResponseStatus.CONFIRMED_LATE, run, when)
    if runs and not runs[-1].ended:
        return _Verdict(ResponseStatus.UNCONFIRMED, runs[-1])
    return _Verdict(ResponseStatus.NOT_ACHIEVED)


def _runs(days: Sequence[SampleDay], negative: frozenset[State]) -> list[_Run]:
    """Cut the days into runs; every run but one that reaches the last day was ended."""
    groups = [(lost, tuple(group)) for lost, group in groupby(days, lambda d: d.state in negative)]
    return [_Run(group, ended=group[-1] is not days[-1]) for lost, group in groups if lost]


def _confirmation(run: _Run, plan: ResponsePlan) -> date | None:
    earliest = plan.confirmable_from(run.onset)
    return next((day.date for day in run.days if day.date >= earliest), None)


def _reversion(within: Sequence[SampleDay], verdict: _Verdict) -> SampleDay | None:
    """Find a definite positive after a confirmation inside the window (HBS-09)."""
    confirmed_on = verdict.confirmed_on
    if verdict.status is not ResponseStatus.CONFIRMED or confirmed_on is None:
        return None
    later = (day for day in within if day.date > confirmed_on)
    return next((day for day in later if day.state is State.POSITIVE), None)


def _deciding(
    days: Sequence[SampleDay], within: Sequence[SampleDay], verdict: _Verdict
) -> Sequence[SampleDay]:
    run = verdict.run
    if run is None:
        return within if within[-1].state is not State.NEGATIVE else _until_ended(days, within)
    if verdict.confirmed_on is None:
        return run.days
    return [day for day in run.days if day.date in (run.onset, verdict.confirmed_on)]


def _until_ended(days: Sequence[SampleDay], within: Sequence[SampleDay]) -> Sequence[SampleDay]:
    """Add the result after the window that ended a run begun inside it."""
    later = days[len(within) :]
    return [*within, *(day for day in later if day.state is not State.NEGATIVE)][: len(within) + 1]


def _outcome(
    plan: ResponsePlan,
    verdict: _Verdict,
    deciding: Sequence[SampleDay],
    reversion: SampleDay | None = None,
) -> ResponseOutcome:
    used = [*deciding, reversion] if reversion else deciding
    rules = plan.rules[verdict.status]
    return ResponseOutcome(
        status=verdict.status,
        onset=verdict.run.onset if verdict.run else None,
        confirmed_on=verdict.confirmed_on,
        reverted=reversion is not None,
        sources=_named(source for day in used for source in day.sources),
        rules=(*rules, plan.reversion_rule) if reversion else rules,
    )


def _named(sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for source in sources if source))
