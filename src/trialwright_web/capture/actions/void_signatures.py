"""What was signed has changed: the signature no longer holds, and says so."""

from __future__ import annotations

import json
from collections.abc import Iterable

from trialwright.capture.journal.line import Change, differences
from trialwright_web.capture.models import Signature
from trialwright_web.capture.stored import FormKey, fields_of, form_name
from trialwright_web.rows import Question, update


def valid_signatures(study: str, participant: str) -> Question[Signature]:
    """Ask for the signatures of a participant that hold."""
    valid = {"study": study, "participant": participant, "void_because": None}
    return Question(Signature, valid, order_by=["number"])


def void_signatures(valid: Iterable[Signature], key: FormKey, because: str) -> list[Change]:
    """Make those of the valid signatures void that cover the form; the caller writes the line."""
    changes = []
    for signature in valid:
        if form_name(key) not in json.loads(signature.subjects):
            continue
        before = fields_of("signature", signature)
        signature.void_because = f"{form_name(key)}: {because}"
        where = {"study": signature.study, "participant": key[0], "number": signature.number}
        update(Signature, where, {"void_because": signature.void_because})
        name = (key[0], str(signature.number))
        changes.append(differences("signature", name, before, fields_of("signature", signature)))
    return changes
