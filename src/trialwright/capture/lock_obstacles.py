"""What stands in the way of a database lock: the run of all checks over all entries before it.

A lock says that the data are as clean as they will be. Whatever is not is listed here, one obstacle
each; it goes away when the data or the question are settled, or is explained and stays known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from trialwright.capture.data_findings import check_data
from trialwright.capture.entry import Entry
from trialwright.capture.finding import CLOCK
from trialwright.capture.journal.proof import canonical, hash_of
from trialwright.capture.participant import Participant
from trialwright.capture.screening import screen_all
from trialwright.definition.load import Definition

ObstacleKind = Literal["finding", "query", "draft", "unsettled", "unsigned"]
KINDS: Final[tuple[ObstacleKind, ...]] = ("finding", "query", "draft", "unsettled", "unsigned")
"""`unsettled`: a form that is entered twice and is not complete. It has no entry that could be
checked; whoever keeps the two entries lists it."""
#: Simulated people live in the future: what was typed before its day is no fault of theirs.
_SIGNED: Final = frozenset({"signed", "locked"})

FormName = tuple[str, str, str, int]
"""Participant, visit, form, repeat."""


@dataclass(frozen=True)
class FormStanding:
    """The status of one saved form and its current entry."""

    status: str
    entry: Entry

    @property
    def name(self) -> FormName:
        """Which form it is."""
        return self.entry.participant, self.entry.visit, self.entry.form, self.entry.repeat


@dataclass(frozen=True)
class Question:
    """A query as far as the lock asks. `origin` is "person", or the check that raised it."""

    form: FormName
    item: str
    origin: str
    status: str
    text: str


@dataclass(frozen=True)
class Obstacle:
    """One thing in the way. `what` is empty for drafts and unsigned forms: the kind says it all."""

    kind: ObstacleKind
    form: FormName
    item: str = ""
    what: str = ""

    @property
    def id(self) -> str:
        """The same for as long as the same thing is in the way, so that it can be explained."""
        participant, visit, form, repeat = self.form
        told = [self.kind, participant, visit, form, repeat, self.item, self.what]
        return hash_of(canonical(told))


def lock_obstacles(
    definition: Definition,
    forms: Iterable[FormStanding],
    questions: Iterable[Question],
    today: date,
    *,
    rehearsal: bool,
) -> tuple[Obstacle, ...]:
    """Run every check over every entry and list what stands in the way of a lock.

    In the way are findings that no query has settled, queries that are not closed, drafts, and
    complete forms without a valid signature. A finding of which a closed query asked word for word
    is settled; one that an open query asks of is listed as the query. A draft is listed as one,
    whatever is still wrong with it. By kind, then by form.
    """
    standing = sorted(forms, key=lambda form: form.name)
    asked = list(questions)
    found = {
        *_findings(definition, standing, asked, today, rehearsal),
        *(Obstacle("query", q.form, q.item, q.text) for q in asked if q.status != "closed"),
        *(Obstacle("draft", form.name) for form in standing if form.status == "draft"),
        *(
            Obstacle("unsigned", form.name)
            for form in standing
            if form.status != "draft" and form.status not in _SIGNED
        ),
    }
    order = {kind: place for place, kind in enumerate(KINDS)}
    return tuple(sorted(found, key=lambda o: (order[o.kind], o.form, o.item, o.what)))


def _findings(
    definition: Definition,
    forms: Sequence[FormStanding],
    questions: Sequence[Question],
    today: date,
    rehearsal: bool,
) -> Iterable[Obstacle]:
    names = {form.entry.id: form.name for form in forms if form.status != "draft"}
    # Complete under an earlier version: what only an amendment asks for is not missing there.
    earlier = {f.entry.id for f in forms if f.entry.definition_hash != definition.hash}
    people = _people(forms)
    screenings = screen_all(definition, people, today, rehearsal=rehearsal)
    said = {(q.form, q.item, q.text) for q in questions}
    for finding in check_data(definition, people, screenings, today).findings:
        name = names.get(finding.entry)
        if rehearsal and finding.kind in CLOCK:
            continue
        if finding.kind == "required missing" and finding.entry in earlier:
            continue
        if name and (name, finding.item, finding.message) not in said:
            yield Obstacle("finding", name, finding.item, finding.message)


def _people(forms: Sequence[FormStanding]) -> tuple[Participant, ...]:
    grouped: dict[str, list[Entry]] = {}
    for form in forms:
        grouped.setdefault(form.entry.participant, []).append(form.entry)
    return tuple(Participant(number, tuple(entries)) for number, entries in grouped.items())


def unexplained(
    obstacles: Iterable[Obstacle], explained: Mapping[str, str]
) -> tuple[Obstacle, ...]:
    """The obstacles whose id has no explanation. The lock waits for these."""
    return tuple(each for each in obstacles if not explained.get(each.id, "").strip())
