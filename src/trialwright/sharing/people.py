"""Who is in the package: everyone enrolled who permits it, under a new name; whose values are hidden."""

from __future__ import annotations

from dataclasses import dataclass

from trialwright.capture.consent import data_uses
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
    """Everyone enrolled who permits it on the day of the data cut-off, by their new names.

    Who was screened and not enrolled is left out: the study's question is not about them, and
    what excluded a person is often the most revealing thing known of them.
    """
    definition, plan = snapshot.definition, snapshot.definition.sharing
    sources = {participant.id: participant for participant in snapshot.participants}
    kept_out = kept_out_by_consent(snapshot, derived)
    rows = {
        row.participant: row
        for row in derived.participants
        if row.enrolled and row.participant not in kept_out
    }
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


def kept_out_by_consent(snapshot: Snapshot, derived: Derived) -> frozenset[str]:
    """Everyone enrolled who was not asked about sharing, refused it or withdrew it by the cut-off.

    Nobody, where the site declares no use that governs the package: then nobody could be asked.
    """
    definition = snapshot.definition
    use = definition.site.consent.governing("package") if definition.site.consent else None
    if use is None:
        return frozenset()
    permit = data_uses(definition, snapshot.participants, use.id, snapshot.data_cutoff)
    return frozenset(row.participant for row in derived.participants if row.enrolled) - permit
