"""When a participant's study treatment ended: on a day, not yet, or nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trialwright.endpoints.case import Case

#: The roles that an endpoint declares so that it can be read on treatment (CLN-12).
TREATMENT_ROLES = ("drug_start", "drug_end")


@dataclass(frozen=True)
class TreatmentEnd:
    """`last_dose` is None while treatment goes on. `known` is False without any treatment entered,
    and where an end was entered that is no date."""

    known: bool
    last_dose: date | None = None


def treatment_end(case: Case) -> TreatmentEnd | None:
    """The last dose of the last period of any study drug; None if the endpoint does not ask for it.

    A period without an end goes on, and so does the treatment.
    """
    if not set(TREATMENT_ROLES) <= set(case.endpoint.roles):
        return None
    periods = case.entries("drug_start")
    ends = [case.day(entry, "drug_end") for entry in periods]
    written = [bool((case.text(entry, "drug_end") or "").strip()) for entry in periods]
    unread = any(text and end is None for text, end in zip(written, ends, strict=True))
    if not periods or unread:
        return TreatmentEnd(known=False)
    known = [end for end in ends if end is not None]
    return TreatmentEnd(True, max(known) if len(known) == len(ends) else None)
