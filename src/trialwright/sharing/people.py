"""Who is in the package: everyone enrolled, under a new name, and whose values are suppressed."""

from __future__ import annotations

from dataclasses import dataclass

from trialwright.capture.participant import Participant
from trialwright.datasets.snapshot import Snapshot
from trialwright.endpoints.derived import Derived, ParticipantRow
from trialwright.sharing.identifiers import derive_identifiers, derive_visit_names
from trialwright.sharing.quasi_identifiers import Profile, derive_profile
from trialwright.sharing.suppression import derive_suppressed
from trialwright.sharing.transform import Person


@dataclass(frozen=True)
class SharedParticipant:
    """One enrolled participant: the source, what was derived, and the person of the package."""

    source: Participant
    row: ParticipantRow
    profile: Profile
    person: Person


def derive_people(
    snapshot: Snapshot, derived: Derived, key: bytes
) -> tuple[SharedParticipant, ...]:
    """Everyone enrolled, in the order of their new names.

    Who was screened and not enrolled is left out: the study's question is not about them, and
    what excluded a person is often the most revealing thing known of them.
    """
    definition, plan = snapshot.definition, snapshot.definition.sharing
    sources = {participant.id: participant for participant in snapshot.participants}
    rows = {row.participant: row for row in derived.participants if row.enrolled}
    profiles = {i: derive_profile(definition, sources[i], row) for i, row in rows.items()}
    suppressed = derive_suppressed(profiles, plan.risk.smallest_class)
    names = derive_identifiers(rows, key, in_use=sources)
    people = [
        SharedParticipant(
            sources[i],
            row,
            profiles[i],
            Person(
                id=names[i],
                origin=row.origins.get(plan.origin),
                age_on=row.origins.get(plan.age_at),
                visits=derive_visit_names(definition.schedule, sources[i]),
                suppressed=i in suppressed,
            ),
        )
        for i, row in rows.items()
    ]
    return tuple(sorted(people, key=lambda one: one.person.id))
