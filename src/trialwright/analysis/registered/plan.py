"""One declared analysis together with the data it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trialwright.analysis.numeric.estimate import Estimate
from trialwright.analysis.results import ResultRow, rounded
from trialwright.definition.analyses import Analysis
from trialwright.definition.endpoints import Endpoint
from trialwright.definition.load import Definition
from trialwright.endpoints.derived import Derived, EndpointRow, ParticipantRow

ALL = "all"
CONTRAST = "contrast"


@dataclass(frozen=True)
class Plan:
    """An analysis, the definition it stands in, and everything derived from the snapshot."""

    analysis: Analysis
    definition: Definition
    derived: Derived

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups' ids, the reference group first."""
        reference = self.definition.analyses.reference_group
        others = [g.id for g in self.definition.study.groups if g.id != reference]
        return (reference, *others)

    @property
    def contrasts(self) -> Iterator[tuple[str, str]]:
        """Each other group with the name of its comparison against the reference group."""
        for group in self.groups[1:]:
            yield group, CONTRAST if len(self.groups) == 2 else f"{CONTRAST} {group}"

    @property
    def conf_level(self) -> float:
        """Coverage of every interval of the study, two-sided."""
        return float(self.definition.analyses.confidence_level)

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint the analysis reads."""
        return self.definition.endpoints.endpoint(self.analysis.endpoint or "")

    def enrolled(self, group: str = ALL) -> tuple[ParticipantRow, ...]:
        """Enrolled participants, of one group or of all."""
        return tuple(p for p in self.derived.participants if p.enrolled and group in (ALL, p.group))

    def rows(self, group: str = ALL) -> tuple[EndpointRow, ...]:
        """The endpoint rows under the analysis's reading, of one group or of all."""
        found = self.derived.of(self.analysis.endpoint or "", self.analysis.sensitivity or "")
        return tuple(row for row in found if group in (ALL, row.group))

    def result(
        self,
        group: str,
        statistic: str,
        value: float | None,
        *,
        unit: str = "",
        n: int = 0,
        sources: Iterable[str] = (),
        variable: str = "",
        level: str = "",
        at: int | None = None,
        note: str = "",
    ) -> ResultRow:
        """A result row of this analysis."""
        return ResultRow(
            display=self.analysis.display,
            analysis=self.analysis.id,
            population=self.analysis.population,
            group=group,
            statistic=statistic,
            value=rounded(value),
            unit=unit,
            method=self.analysis.method,
            n=n,
            sources=tuple(sources),
            variable=variable,
            level=level,
            at=at,
            note=note,
        )

    def estimate(
        self,
        group: str,
        name: str,
        estimate: Estimate,
        *,
        unit: str = "",
        n: int = 0,
        sources: tuple[str, ...] = (),
        variable: str = "",
        level: str = "",
    ) -> Iterator[ResultRow]:
        """An estimate as three rows: the number under `name`, and its limits."""
        limits = {name: estimate.value, "lower": estimate.lower, "upper": estimate.upper}
        for statistic, value in limits.items():
            yield self.result(
                group,
                statistic,
                value,
                unit=unit,
                n=n,
                sources=sources,
                variable=variable,
                level=level,
                note="" if value is not None else "cannot be computed from these data",
            )


def ids(rows: Iterable[EndpointRow]) -> tuple[str, ...]:
    """The ids of endpoint rows: what a result names as its source."""
    return tuple(row.id for row in rows)


def people(rows: Iterable[ParticipantRow]) -> tuple[str, ...]:
    """Participants as the source of a result that no endpoint row stands behind."""
    return tuple(f"participant/{row.participant}" for row in rows)
