"""Sign forms: one signature over the canonical bytes of everything it covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction

from trialwright.capture.access import NEW, check_can, permission
from trialwright.capture.form_content import read_content, signed_digest
from trialwright.capture.journal.line import Change, differences
from trialwright.capture.journal.proof import canonical
from trialwright.definition.load import Definition
from trialwright_web.audit.chain import lock_chain, participant_chain
from trialwright_web.capture.actions.casebook import read_casebook
from trialwright_web.capture.actions.forms import check_seen, move_form
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.models import Signature
from trialwright_web.capture.stored import FormKey, fields_of, form_name
from trialwright_web.rows import find_largest, insert, written_together

#: What a signature may say, in the words of the page that asks for it.
MEANINGS: Final = ("approved",)


def sign_forms(
    *,
    by: Actor,
    definition: Definition,
    keys: Iterable[FormKey],
    meaning: str,
    seen: Mapping[FormKey, int] | None = None,
) -> None:
    """Sign forms of one participant. Whoever calls has just checked the password.

    `seen` is the revision of each form that the signer looked at: nobody signs a value that was
    changed meanwhile. Without it whatever stands there is signed.

    Raises AccessRefused where one of them cannot be signed (then none is), StudyLocked, StaleSave,
    or NotPossible for no form, forms of several participants, or a meaning that no page asks for.
    """
    if meaning not in MEANINGS:
        what, cure = "{meaning!r} is no meaning of a signature", "use one of {meanings}"
        raise not_possible("meaning", what, cure, meaning=meaning, meanings=MEANINGS)
    study, chosen = definition.study.id, list(keys)
    people = {key[0] for key in chosen}
    if len(people) != 1:
        raise not_possible("keys", "a signature covers forms of one participant", "choose some")
    (participant,) = people
    with transaction.atomic():
        chain = lock_chain(study, participant_chain(participant))
        casebook = read_casebook(study, chosen[0])
        forms = {key: casebook.form_at(key) for key in chosen}
        with written_together():
            changes, subjects = [], {}
            for key, held in forms.items():
                row = check_can("form", "sign", held.status if held else NEW, by.roles)
                assert held is not None  # what was never saved cannot be signed, says the table
                if seen is not None:
                    check_seen(held, seen[key])
                content = read_content(held.content)
                subjects[form_name(key)] = signed_digest(held.definition, held.form, content)
                changes.append(move_form(held, row.to, "sign", by))
            act = by.act(permission("form", "sign"))
            changes.append(_signature(study, participant, by, meaning, act.at, subjects))
            chain.append(act, definition.hash, changes)


def _signature(
    study: str, participant: str, by: Actor, meaning: str, at: str, subjects: dict[str, str]
) -> Change:
    where = {"study": study, "participant": participant}
    number = (find_largest(Signature, where, "number") or 0) + 1
    signature = Signature(
        study=study,
        participant=participant,
        number=number,
        signer=by.user,
        meaning=meaning,
        signed_at=at,
        subjects=canonical(subjects).decode("utf-8"),
    )
    insert([signature])
    name = (participant, str(number))
    return differences("signature", name, {}, fields_of("signature", signature))
