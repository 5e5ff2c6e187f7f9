"""What was signed has changed: the signature no longer holds, and says so."""

from __future__ import annotations

import json

from trialwright.capture.journal.line import Change, differences
from trialwright_web.capture.models import Signature
from trialwright_web.capture.stored import FormKey, fields_of, form_name


def void_signatures(study: str, key: FormKey, because: str) -> list[Change]:
    """Make every valid signature over the form void; the caller writes the line."""
    changes = []
    valid = Signature.objects.filter(study=study, participant=key[0], void_because__isnull=True)
    for signature in valid.order_by("number"):
        if form_name(key) not in json.loads(signature.subjects):
            continue
        before = fields_of("signature", signature)
        signature.void_because = f"{form_name(key)}: {because}"
        same = Signature.objects.filter(study=study, participant=key[0], number=signature.number)
        same.update(void_because=signature.void_because)
        name = (key[0], str(signature.number))
        changes.append(differences("signature", name, before, fields_of("signature", signature)))
    return changes
