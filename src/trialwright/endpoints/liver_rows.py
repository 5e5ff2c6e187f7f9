"""Child-Pugh increase from the liver chemistry forms."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.capture.entry import Entry
from trialwright.endpoints.case import Case
from trialwright.endpoints.derived import EndpointRow
from trialwright.endpoints.deterioration import LiverVisit, ScoreBounds, derive_deterioration
from trialwright.instruments.child_pugh import score_child_pugh

_STATUS = {True: "INCREASED", False: "NOT_INCREASED", None: "CANNOT_DETERMINE"}


def deterioration_rows(case: Case) -> Iterator[EndpointRow]:
    """One row: whether the score rose by two points at any visit after enrolment (rule CHP-06)."""
    if case.origin is None:
        yield case.outcome(_STATUS[None], None, None, (), ("CHP-06",))
        return
    visits = [LiverVisit(day, _bounds(case, entry), entry.id) for day, entry in case.dated("date")]
    before = [visit for visit in visits if visit.date <= case.origin]
    outcome = derive_deterioration(
        baseline=before[-1].bounds if before else None,
        visits=visits,
        after=case.origin,
        until=case.horizon,
    )
    baseline = (before[-1].source,) if before else ()
    detail = {"sustained": "yes" if outcome.sustained else "no"} if outcome.deteriorated else {}
    yield case.outcome(
        _STATUS[outcome.deteriorated],
        outcome.deteriorated,
        outcome.first_date,
        baseline + outcome.sources,
        outcome.rules,
        detail=detail,
    )


def _bounds(case: Case, entry: Entry) -> ScoreBounds:
    score = score_child_pugh(
        bilirubin=case.text(entry, "bilirubin"),
        bilirubin_unit=case.unit(entry, "bilirubin"),
        albumin=case.text(entry, "albumin"),
        albumin_unit=case.unit(entry, "albumin"),
        inr=case.text(entry, "inr"),
        ascites=case.text(entry, "ascites"),
        encephalopathy=case.text(entry, "encephalopathy"),
    )
    return ScoreBounds(score.low, score.high)
