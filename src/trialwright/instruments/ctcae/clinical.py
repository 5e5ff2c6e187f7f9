"""The CTCAE v5.0 grade of a clinical event from what was found (rules CTC-01, CTC-30)."""

from __future__ import annotations

from collections.abc import Mapping

from trialwright.instruments.ctcae.clinical_table import CLINICAL_TERMS
from trialwright.instruments.ctcae.grade import Grade, between
from trialwright.instruments.inputs import refuse


def grade_clinical(term: str, found: Mapping[str, bool | None]) -> Grade:
    """Grade an event by the worst finding; a finding that is left out was not answered.

    The findings of a term are the keys of its row in `CLINICAL_TERMS`. An unanswered finding leaves
    the grade open only where it could raise it. No finding at all is grade 0, no event.
    """
    row = CLINICAL_TERMS.get(term)
    if row is None:
        refuse("term", f"{term!r} is no clinical term", "see CLINICAL_TERMS")
    for name in found:
        if name not in row.findings:
            known = ", ".join(row.findings)
            refuse("found", f"{name!r} does not grade {term}", f"use: {known}")
    answers = {name: found.get(name) for name in row.findings}
    low = max((row.findings[name] for name, answer in answers.items() if answer), default=0)
    unanswered = tuple(
        name for name, answer in answers.items() if answer is None and row.findings[name] > low
    )
    high = max((row.findings[name] for name in unanswered), default=low)
    return between(low, high, ("CTC-30",), "FINDINGS_UNKNOWN", unanswered)
