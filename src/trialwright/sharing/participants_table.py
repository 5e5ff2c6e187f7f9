"""participants.csv: one row a participant, with the quasi-identifiers and the study's own dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trialwright.definition.load import Definition
from trialwright.definition.scalars import Bilingual
from trialwright.definition.sharing_plan import QuasiIdentifier
from trialwright.endpoints.derived import ParticipantRow
from trialwright.instruments.calendar import study_day
from trialwright.sharing.form_columns import participant_column
from trialwright.sharing.quasi_identifiers import Profile
from trialwright.sharing.tables import SUPPRESSED, Column, Kind, Table
from trialwright.sharing.transform import Person

NAME = "participants"
_DISPOSITIONS = frozenset(("followed", "withdrawn", "died"))
_STAGES = frozenset(("0", "A", "B", "C", "D", "REVIEW"))


def derive_participants_table(
    definition: Definition,
    people: Sequence[tuple[ParticipantRow, Person]],
    profiles: Mapping[str, Profile],
) -> Table:
    """One row for each participant, in the order of their new names.

    `profiles` holds the quasi-identifiers by original participant.
    """
    rows = tuple(_row(definition, row, person, profiles) for row, person in people)
    columns = _columns(definition, frozenset(person.id for _, person in people))
    return Table(NAME, Bilingual(en="Participants", zh="受试者"), columns, rows)


def _row(
    definition: Definition, row: ParticipantRow, person: Person, profiles: Mapping[str, Profile]
) -> tuple[str, ...]:
    profile = [value or "" for value in profiles[row.participant]]
    return (
        person.id,
        row.group or "",
        *([SUPPRESSED] * len(profile) if person.suppressed else profile),
        *(_day(row, person, origin.id) for origin in definition.study.origins),
        row.disposition,
    )


def _day(row: ParticipantRow, person: Person, origin: str) -> str:
    day = row.origins.get(origin)
    return str(study_day(day, person.origin)) if day and person.origin else ""


def _columns(definition: Definition, names: frozenset[str]) -> tuple[Column, ...]:
    groups = frozenset(group.id for group in definition.study.groups)
    unit = f"day ({definition.sharing.origin} = 1)"
    return (
        participant_column(names),
        Column("group", Bilingual(en="Group", zh="组别"), "word", words=groups),
        *(_quasi_column(definition, quasi) for quasi in definition.sharing.quasi_identifiers),
        *(
            Column(f"{origin.id}_day", origin.label, "day", unit=unit)
            for origin in definition.study.origins
        ),
        Column(
            "disposition",
            Bilingual(en="How follow-up ended", zh="随访结局"),
            "word",
            words=_DISPOSITIONS,
        ),
    )


def _quasi_column(definition: Definition, quasi: QuasiIdentifier) -> Column:
    kind: Kind = "band" if quasi.derive == "age_band" else "word"
    codelist = ""
    words = _STAGES if quasi.derive == "bclc_stage" else frozenset[str]()
    if quasi.item and quasi.derive is None:
        codelist = definition.item(quasi.item).codelist or ""
        codes = definition.codelists_by_id[codelist].labels if codelist else ("yes", "no")
        words = frozenset(codes)
    unit = "years" if kind == "band" else ""
    return Column(
        quasi.id, quasi.label, kind, words=words, unit=unit, codelist=codelist, revealing=True
    )
