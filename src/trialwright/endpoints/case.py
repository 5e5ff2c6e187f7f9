"""One participant seen through one endpoint: the entries by role, the clock, the cut-off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from trialwright.capture.entry import Entry
from trialwright.capture.participant import Participant, complete_date
from trialwright.definition.endpoints import Endpoint
from trialwright.endpoints.derived import EndpointRow, ParticipantRow
from trialwright.instruments.calendar import add_months, days_between


def yes_no(text: str | None) -> bool | None:
    """The answer to a yes/no item, None where there is none."""
    return {"yes": True, "no": False}.get(text or "")


@dataclass(frozen=True)
class Case:
    """What a derivation needs of one enrolled participant."""

    endpoint: Endpoint
    participant: Participant
    row: ParticipantRow
    data_cutoff: date

    @cached_property
    def origin(self) -> date | None:
        """The date the endpoint's clock starts from."""
        return self.row.origins.get(self.endpoint.origin)

    @cached_property
    def horizon(self) -> date | None:
        """The last day of the endpoint, whatever the cut-off."""
        return add_months(self.origin, self.endpoint.horizon.months) if self.origin else None

    @cached_property
    def last_day(self) -> date | None:
        """The last day on which the participant was watched: horizon, cut-off, death, withdrawal."""
        ends = [self.data_cutoff, self.horizon, *self.row.ends]
        return min(day for day in ends if day) if self.horizon else None

    def entries(self, role: str) -> tuple[Entry, ...]:
        """Every entry of the form that holds `role`."""
        return self.participant.of_form(self.endpoint.roles[role].partition(".")[0])

    def text(self, entry: Entry, role: str) -> str | None:
        """The text entered for `role`."""
        return entry.value(self.endpoint.roles[role].partition(".")[2])

    def unit(self, entry: Entry, role: str) -> str | None:
        """The unit entered for `role`."""
        return entry.unit(self.endpoint.roles[role].partition(".")[2])

    def day(self, entry: Entry, role: str) -> date | None:
        """The complete date entered for `role`."""
        return complete_date(self.text(entry, role))

    def yes(self, entry: Entry, role: str) -> bool | None:
        """The yes/no answer entered for `role`, None if there is none."""
        return yes_no(self.text(entry, role))

    def dated(self, role: str) -> Iterator[tuple[date, Entry]]:
        """Entries with a complete date for `role` up to the cut-off, earliest first."""
        found = [(day, e) for e in self.entries(role) if (day := self.day(e, role))]
        kept = [pair for pair in found if pair[0] <= self.data_cutoff]
        yield from sorted(kept, key=lambda pair: (pair[0], pair[1].id))

    def days_from_origin(self, day: date | None) -> int | None:
        """Days from the endpoint's origin (the origin itself is 0)."""
        return days_between(self.origin, day) if self.origin and day else None

    def outcome(
        self,
        status: str,
        event: bool | None,
        day: date | None,
        sources: tuple[str, ...],
        rules: tuple[str, ...],
        *,
        reading: str = "",
        detail: Mapping[str, str] | None = None,
    ) -> EndpointRow:
        """A row of this endpoint for this participant."""
        return EndpointRow(
            endpoint=self.endpoint.id,
            reading=reading,
            participant=self.participant.id,
            group=self.row.group or "",
            status=status,
            event=event,
            date=day,
            day=self.days_from_origin(day),
            entry_day=self.days_from_origin(self.row.enrolled_on),
            sources=sources,
            rules=rules,
            detail=detail or {},
        )
