"""The primary outcome of a run, picked from its result rows; nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from trialwright.analysis.results import ResultRow
from trialwright.definition import Definition
from trialwright.definition.analyses import Analysis
from trialwright.definition.endpoints import Endpoint
from trialwright.definition.scalars import Bilingual
from trialwright.definition.study import Group
from trialwright_web.studies.curve import Curve, build_curve


@dataclass(frozen=True)
class Estimate:
    """A value with its limits; None where the results could not give it.

    `month` is the time of a landmark, None where the value belongs to no time.
    """

    value: float | None
    lower: float | None
    upper: float | None
    month: int | None = None


@dataclass(frozen=True)
class GroupOutcome:
    """One group: cumulative incidence at each of the months, and what lies behind it."""

    group: Group
    participants: float | None
    events: float | None
    landmarks: tuple[Estimate, ...]


@dataclass(frozen=True)
class OtherReading:
    """What another reading of the last scans makes of the figure at the last month (REC-10)."""

    label: Bilingual
    groups: tuple[tuple[Group, Estimate], ...]


@dataclass(frozen=True)
class PrimaryResult:
    """The primary endpoint in every group, and the comparison as registered.

    `origin` is where its time counts from; `confidence` the coverage of all limits in percent.
    With `delayed_entry` nobody is at risk before enrolment (STA-01).
    """

    endpoint: Endpoint
    origin: Bilingual
    confidence: str
    months: tuple[int, ...]
    groups: tuple[GroupOutcome, ...]
    beside: tuple[OtherReading, ...]
    adjusted: Estimate | None
    log_rank_p: float | None
    delayed_entry: bool
    curve: Curve | None

    @property
    def last(self) -> tuple[tuple[Group, Estimate], ...]:
        """Each group with its estimate at the last month."""
        return tuple((outcome.group, outcome.landmarks[-1]) for outcome in self.groups)


def find_primary_result(definition: Definition, rows: Iterable[ResultRow]) -> PrimaryResult | None:
    """The registered analyses of the primary endpoint; None when the rows do not hold them."""
    derived = definition.endpoints.endpoints
    endpoint = next((each for each in derived if each.rank == "primary"), None)
    if endpoint is None:  # the primary outcome is collected and not derived
        return None
    kaplan_meier = _registered(definition, endpoint, "kaplan_meier")
    kept = tuple(rows)
    if kaplan_meier is None or not kaplan_meier.at_months:
        return None
    found = _Rows(kept)
    groups = definition.study.groups
    outcomes = tuple(_outcome(found, kaplan_meier, group) for group in groups)
    if all(estimate.value is None for each in outcomes for estimate in each.landmarks):
        return None
    cox = _registered(definition, endpoint, "cox")
    log_rank = _registered(definition, endpoint, "log_rank")
    return PrimaryResult(
        endpoint,
        definition.study.origin(endpoint.origin).label,
        f"{definition.analyses.confidence_level:.1%}".replace(".0%", "").rstrip("%"),
        kaplan_meier.at_months,
        outcomes,
        tuple(_other_readings(definition, found, kaplan_meier)),
        found.estimate(cox.id, "contrast", "group", "", "hazard_ratio") if cox else None,
        found.value(log_rank.id, "contrast", "", "", "p") if log_rank else None,
        kaplan_meier.delayed_entry,
        build_curve(
            kept, kaplan_meier.id, tuple(group.id for group in groups), endpoint.horizon.months
        ),
    )


def _registered(definition: Definition, endpoint: Endpoint, method: str) -> Analysis | None:
    """The analysis of the endpoint by a method that stands in the record."""
    return next(
        (
            analysis
            for analysis in definition.analyses.analyses
            if (analysis.endpoint, analysis.method) == (endpoint.id, method)
            and analysis.standing == "as registered"
        ),
        None,
    )


def _outcome(found: _Rows, analysis: Analysis, group: Group) -> GroupOutcome:
    return GroupOutcome(
        group,
        found.value(analysis.id, group.id, "", "", "n"),
        found.value(analysis.id, group.id, "", "", "events"),
        tuple(_landmark(found, analysis, group, month) for month in analysis.at_months),
    )


def _other_readings(
    definition: Definition, found: _Rows, analysis: Analysis
) -> Iterator[OtherReading]:
    month = analysis.at_months[-1]
    for other in definition.analyses.readings_beside(analysis):
        if month in other.at_months:
            groups = definition.study.groups
            estimates = ((group, _landmark(found, other, group, month)) for group in groups)
            yield OtherReading(other.label, tuple(estimates))


def _landmark(found: _Rows, analysis: Analysis, group: Group, month: int) -> Estimate:
    place = (analysis.id, group.id, "month", str(month), "cumulative_incidence")
    return replace(found.estimate(*place), month=month)


class _Rows:
    """Result rows by what they are about; points of a curve are left out."""

    def __init__(self, rows: Iterable[ResultRow]) -> None:
        self._rows = {
            (row.analysis, row.group, row.variable, row.level, row.statistic): row.value
            for row in rows
            if row.at is None
        }
        # A contrast's level names the compared group, which the reader knows.
        self._any_level = {(a, g, v, s): value for (a, g, v, _, s), value in self._rows.items()}

    def value(
        self, analysis: str, group: str, variable: str, level: str, statistic: str
    ) -> float | None:
        exact = (analysis, group, variable, level, statistic)
        if exact in self._rows or level:
            return self._rows.get(exact)
        return self._any_level.get((analysis, group, variable, statistic))

    def estimate(
        self, analysis: str, group: str, variable: str, level: str, statistic: str
    ) -> Estimate:
        place = (analysis, group, variable, level)
        value, lower, upper = (self.value(*place, name) for name in (statistic, "lower", "upper"))
        return Estimate(value, lower, upper)
