"""What a save means for the participant: their status, and what their forms say together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from trialwright.capture.consent_check import check_consent_to_entry
from trialwright.capture.data_findings import check_between_forms
from trialwright.capture.enrolment_check import check_enrolment
from trialwright.capture.entry import Entry
from trialwright.capture.finding import CLOCK, Finding
from trialwright.capture.journal.line import Change, differences
from trialwright.capture.participant import Participant as Person
from trialwright.capture.screening import screen_overall
from trialwright.capture.visit_status import participant_status
from trialwright.definition.load import Definition
from trialwright_web.capture.actions.casebook import Casebook
from trialwright_web.capture.actions.group_rows import group_findings
from trialwright_web.capture.models import FormInstance, Participant, Study
from trialwright_web.capture.stored import FormKey, entry_of, fields_of
from trialwright_web.rows import find_one, update

#: Simulated people live in the future: what was typed before its day is no fault of theirs.


@dataclass(frozen=True)
class PersonSaved:
    """A participant as a save leaves them: the entry saved among all their other complete ones."""

    definition: Definition
    person: Person
    held: Participant
    entry: Entry
    rehearsal: bool

    def entry_findings(self) -> tuple[Finding, ...]:
        """What stands against the entry: no consent to what it holds; against an enrolment, more.

        In a rehearsal nobody knows on which simulated day an entry was made.
        """
        today = self.entry.entered_at.astimezone(ZoneInfo(self.definition.site.time_zone)).date()
        saved = None if self.rehearsal else today
        about, rehearsal = (self.definition, self.person, self.entry), self.rehearsal
        return (
            *check_consent_to_entry(*about, saved, rehearsal=rehearsal),
            *check_enrolment(*about, today, rehearsal=rehearsal),
            *group_findings(self.definition, self.entry, rehearsal=rehearsal),
        )

    def findings_between_forms(self) -> dict[FormKey, list[Finding]]:
        """What the forms say against each other, by the form that is asked about."""
        keys = {e.id: (e.participant, e.visit, e.form, e.repeat) for e in self.person.entries}
        today = self.entry.entered_at.astimezone(ZoneInfo(self.definition.site.time_zone)).date()
        found: dict[FormKey, list[Finding]] = {}
        for finding in check_between_forms(self.definition, self.person, today):
            if not (self.rehearsal and finding.kind in CLOCK):
                found.setdefault(keys[finding.entry], []).append(finding)
        return found

    def move_status(self) -> list[Change]:
        """Bring the participant's status in line with the forms; the caller writes the line."""
        held = self.held
        status = participant_status(self.definition, self.person)
        if status == "screening":
            cutoff = self.entry.entered_at.date()
            overall = screen_overall(self.definition, self.person, cutoff, rehearsal=self.rehearsal)
            status = participant_status(self.definition, self.person, overall)
        if held.status == status:
            return []
        before = fields_of("participant", held)
        held.status = status
        update(Participant, {"study": held.study, "number": held.number}, {"status": status})
        return [differences("participant", (held.number,), before, fields_of("participant", held))]


def person_saved(
    definition: Definition, casebook: Casebook, key: FormKey, entry: Entry
) -> PersonSaved:
    """The participant with `entry` in the place of what stood there. Drafts of others do not count."""
    entries = (*casebook.entries_beside(key), entry)
    person = Person(key[0], tuple(sorted(entries, key=_order)))
    rehearsal = casebook.study.rehearsal == "yes"
    return PersonSaved(definition, person, casebook.participant, entry, rehearsal)


def study_is_rehearsed(study: str) -> bool:
    """Whether every participant of the database is synthetic."""
    return find_one(Study, {"study": study, "rehearsal": "yes"}) is not None


def complete_entries(rows: Sequence[FormInstance]) -> tuple[Entry, ...]:
    """The entries that count: a draft may hold anything and decides nothing."""
    return tuple(entry_of(row) for row in rows if row.status != "draft")


def _order(entry: Entry) -> tuple[str, str, int]:
    return entry.visit, entry.form, entry.repeat
