"""What a save reads of its participant: each row once, in the transaction that holds the chain."""

from __future__ import annotations

from dataclasses import dataclass

from trialwright.capture.entry import Entry
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actions.settle_queries import standing_queries
from trialwright_web.capture.actions.study_state import held_study, is_open
from trialwright_web.capture.actions.verification_rows import comparisons
from trialwright_web.capture.actions.void_signatures import valid_signatures
from trialwright_web.capture.models import (
    FormInstance,
    Participant,
    Query,
    Signature,
    Study,
    SubmittedOnce,
)
from trialwright_web.capture.stored import FormKey, StoredForm, entry_stored
from trialwright_web.oversight.models import SourceVerification
from trialwright_web.rows import Question, find_together, made


@dataclass(frozen=True)
class Casebook:
    """The study and a participant with all their forms, as they stood before the save of one.

    `queries` are those that `standing_queries` asks for, `signatures` those that hold, `compared`
    what was compared with the source on the form, `once` the same request where it came before.
    """

    study: Study
    participant: Participant
    forms: tuple[StoredForm, ...]
    queries: tuple[Query, ...]
    signatures: tuple[Signature, ...]
    compared: tuple[SourceVerification, ...]
    once: SubmittedOnce | None

    def form_at(self, key: FormKey) -> FormInstance | None:
        """The form with this key, or None where nothing was saved yet."""
        held = next((form for form in self.forms if form.key == key), None)
        return held and FormInstance(**held._asdict())

    def entries_beside(self, key: FormKey) -> tuple[Entry, ...]:
        """The entries of all other forms that count: a draft may hold anything and decides nothing."""
        others = (form for form in self.forms if form.key != key)
        return tuple(entry_stored(form) for form in others if form.status != "draft")


def read_casebook(study: str, key: FormKey, request: str = "") -> Casebook:
    """Read it for the save of one form. Whoever calls has locked the participant's chain.

    Raises StudyLocked, or NotPossible for a study that is not set up or a number nobody has.
    """
    number = key[0]
    held, person, forms, *others = find_together(
        [
            held_study(study),
            Question(Participant, {"study": study, "number": number}),
            Question(FormInstance, {"study": study, "participant": number}),
            standing_queries(study, number),
            valid_signatures(study, number),
            comparisons(study, key),
            *([Question(SubmittedOnce, {"study": study, "request": request})] if request else []),
        ]
    )
    opened = is_open(study, made(Study, held))
    if not person:
        raise not_possible("participant", "there is no participant {number}", number=number)
    queries, signatures, compared, *once = others
    return Casebook(
        opened,
        made(Participant, person)[0],
        tuple(map(StoredForm._make, forms)),
        tuple(made(Query, queries)),
        tuple(made(Signature, signatures)),
        tuple(made(SourceVerification, compared)),
        next((row for found in once for row in made(SubmittedOnce, found)), None),
    )
