"""What a save reads of its participant: each row once, in the transaction that holds the chain."""

from __future__ import annotations

from dataclasses import dataclass

from trialwright_web.capture.actions.study_state import check_open, check_participant
from trialwright_web.capture.models import FormInstance, Participant, Study
from trialwright_web.capture.stored import FormKey
from trialwright_web.rows import find


@dataclass(frozen=True)
class Casebook:
    """The study, a participant and all their forms, as they stood before the save."""

    study: Study
    participant: Participant
    forms: tuple[FormInstance, ...]

    def form_at(self, key: FormKey) -> FormInstance | None:
        """The form with this key, or None where nothing was saved yet."""
        return next((form for form in self.forms if _key_of(form) == key), None)

    def beside(self, key: FormKey) -> tuple[FormInstance, ...]:
        """All other forms."""
        return tuple(form for form in self.forms if _key_of(form) != key)


def read_casebook(study: str, number: str) -> Casebook:
    """Read it. Whoever calls has locked the participant's chain.

    Raises StudyLocked, or NotPossible for a study that is not set up or a number nobody has.
    """
    held = check_open(study)
    participant = check_participant(study, number)
    forms = find(FormInstance, {"study": study, "participant": number})
    return Casebook(held, participant, tuple(forms))


def _key_of(form: FormInstance) -> FormKey:
    return form.participant, form.visit, form.form, form.repeat
