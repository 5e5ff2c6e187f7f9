"""What was signed has changed: the signature no longer holds, and says so."""

from __future__ import annotations

import json

from trialwright.capture.journal.line import Change, differences
from trialwright_web.capture.models import Signature
from trialwright_web.capture.stored import FormKey, fields_of, form_name
from trialwright_web.rows import find, update


def void_signatures(study: str, key: FormKey, because: str) -> list[Change]:
    """Make every valid signature over the form void; the caller writes the line."""
    changes = []
    valid = {"study": study, "participant": key[0], "void_because": None}
    for signature in find(Signature, valid, order_by=["number"]):
        if form_name(key) not in json.loads(signature.subjects):
            continue
        before = fields_of("signature", signature)
        signature.void_because = f"{form_name(key)}: {because}"
        where = {"study": study, "participant": key[0], "number": signature.number}
        update(Signature, where, {"void_because": signature.void_because})
        name = (key[0], str(signature.number))
        changes.append(differences("signature", name, before, fields_of("signature", signature)))
    return changes
