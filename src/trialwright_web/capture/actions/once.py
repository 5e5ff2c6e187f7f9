"""A request sent twice is done once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from trialwright.capture.form_content import check_storable
from trialwright.capture.journal.proof import canonical
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.models import NAME_LENGTH, SubmittedOnce
from trialwright_web.rows import insert


def check_request(request: str) -> None:
    """Raise ContentError or NotPossible for a key that cannot be kept."""
    check_storable("request", request)
    if len(request) > NAME_LENGTH:
        raise not_possible("request", "the key has more than {most} characters", most=NAME_LENGTH)


def done_before(found: SubmittedOnce | None, user: str, digest: str) -> dict[str, Any] | None:
    """The answer given to a request before, or None. Raises NotPossible where its key was used for
    something else.
    """
    if found is None:
        return None
    if (found.user, found.digest) != (user, digest):
        raise not_possible("request", "this key was used for another request", "use a new key")
    answer: dict[str, Any] = json.loads(found.answer)
    return answer


def remember(study: str, request: str, user: str, digest: str, answer: Mapping[str, Any]) -> None:
    """Keep the answer to a request, in the transaction that carried it out."""
    if request:
        text = canonical(dict(answer)).decode("utf-8")
        kept = SubmittedOnce(study=study, request=request, user=user, digest=digest, answer=text)
        insert([kept])
