"""Who was enrolled against the criteria, as the site shows it: criteria by name, days at the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from trialwright.definition import Definition
from trialwright.definition.eligibility import Criterion
from trialwright.report.deviations_file import DeviationRow, Deviations, UnexplainedRow


@dataclass(frozen=True)
class NotMet:
    """A criterion that was not met. `criterion` is None where the definition no longer has it."""

    identifier: str
    criterion: Criterion | None
    undetermined: bool


@dataclass(frozen=True)
class ShownDeviation:
    """One deviation; `at` is the site's own time."""

    row: DeviationRow
    not_met: tuple[NotMet, ...]
    at: datetime


@dataclass(frozen=True)
class ShownDeviations:
    """Deviations with their reason, and enrolments for which nobody has given one."""

    recorded: tuple[ShownDeviation, ...]
    unexplained: tuple[UnexplainedRow, ...]

    @property
    def none(self) -> bool:
        """Whether everybody enrolled met every criterion."""
        return not self.recorded and not self.unexplained


def show_deviations(definition: Definition, deviations: Deviations) -> ShownDeviations:
    """The deviations of a run beside the criteria of the definition on this site."""
    criteria = {criterion.id: criterion for criterion in definition.eligibility.criteria}
    zone = ZoneInfo(definition.site.time_zone)
    recorded = tuple(_shown(row, criteria, zone) for row in deviations.recorded)
    return ShownDeviations(recorded, deviations.unexplained)


def _shown(row: DeviationRow, criteria: Mapping[str, Criterion], zone: ZoneInfo) -> ShownDeviation:
    not_met = tuple(
        NotMet(name, criteria.get(name), verdict == "CD") for name, verdict in row.criteria.items()
    )
    return ShownDeviation(row, not_met, datetime.fromisoformat(row.at).astimezone(zone))
