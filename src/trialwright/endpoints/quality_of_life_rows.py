"""Change in QLQ-C30 global health status from the questionnaires (rules QOL-01 to QOL-09)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from trialwright.capture.entry import Entry
from trialwright.endpoints.case import Case
from trialwright.endpoints.derived import EndpointRow
from trialwright.instruments.qlqc30 import N_ITEMS, AnswersRejected, score_qlqc30

RULES = ("QOL-04", "QOL-06", "QOL-09")


def change_rows(case: Case) -> Iterator[EndpointRow]:
    """One row for each questionnaire after enrolment, with the change from the last one before.

    `value` is the change in points, None where either score is missing; `visit` is its visit.
    """
    if case.origin is None:
        return
    filled = list(case.dated("date"))
    before = [entry for day, entry in filled if day <= case.origin]
    baseline = before[-1] if before else None
    start = _score(case, baseline) if baseline else None
    for day, entry in filled:
        if case.origin < day and (case.horizon is None or day <= case.horizon):
            yield _row(case, day, entry, baseline, start)


def _row(
    case: Case, day: date, entry: Entry, baseline: Entry | None, start: Fraction | str | None
) -> EndpointRow:
    score = _score(case, entry)
    sources = (*((baseline.id,) if baseline else ()), entry.id)
    if isinstance(score, str) or isinstance(start, str):
        row = case.outcome("REJECTED", None, day, sources, ("QOL-08",))
        return replace(row, visit=entry.visit)
    status = "MISSING" if score is None or start is None else "CHANGE"
    change = score - start if score is not None and start is not None else None
    detail = {} if start is None else {"baseline": str(exact_decimal(start))}
    row = case.outcome(status, None, day, sources, RULES, detail=detail)
    return replace(row, visit=entry.visit, value=None if change is None else exact_decimal(change))


def _score(case: Case, entry: Entry) -> Fraction | str | None:
    """The score of the endpoint's scale; a text if the questionnaire must be rejected."""
    try:
        answers = {n: entry.value(f"q{n}") for n in range(1, N_ITEMS + 1)}
        return score_qlqc30(answers).exact[case.endpoint.settings["scale"]]
    except AnswersRejected as error:
        return str(error)


def exact_decimal(value: Fraction) -> Decimal:
    """A score as a decimal; scores are twelfths or coarser, so twelve places are plenty."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("1e-12"))
