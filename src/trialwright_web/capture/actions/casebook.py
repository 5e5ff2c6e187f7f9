"""What a save reads of its participant: each row once, in the transaction that holds the chain."""

from __future__ import annotations

from dataclasses import dataclass

from trialwright.capture.entry import Entry
from trialwright_web.capture.actions.study_state import check_open, check_participant
from trialwright_web.capture.models import FormInstance, Participant, Study
from trialwright_web.capture.stored import FormKey, StoredForm, entry_stored
from trialwright_web.rows import find_values


@dataclass(frozen=True)
class Casebook:
    """The study, a participant and all their forms, as they stood before the save."""

    study: Study
    participant: Participant
    forms: tuple[StoredForm, ...]

    def form_at(self, key: FormKey) -> FormInstance | None:
        """The form with this key, or None where nothing was saved yet."""
        held = next((form for form in self.forms if form.key == key), None)
        return held and FormInstance(study=self.study.study, **held._asdict())

    def entries_beside(self, key: FormKey) -> tuple[Entry, ...]:
        """The entries of all other forms that count: a draft may hold anything and decides nothing."""
        others = (form for form in self.forms if form.key != key)
        return tuple(entry_stored(form) for form in others if form.status != "draft")


def read_casebook(study: str, number: str) -> Casebook:
    """Read it. Whoever calls has locked the participant's chain.

    Raises StudyLocked, or NotPossible for a study that is not set up or a number nobody has.
    """
    held = check_open(study)
    participant = check_participant(study, number)
    where = {"study": study, "participant": number}
    forms = map(StoredForm._make, find_values(FormInstance, StoredForm._fields, where))
    return Casebook(held, participant, tuple(forms))
