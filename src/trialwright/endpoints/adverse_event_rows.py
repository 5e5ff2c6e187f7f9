"""Adverse events from the forms: one row for each event and one for each participant.

The participant's row says whether any event counts; its `detail` holds the days watched, the
denominator of rates. Event rows carry grade, kind, seriousness and relatedness.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from trialwright.capture.entry import Entry
from trialwright.endpoints.case import Case
from trialwright.endpoints.derived import EndpointRow
from trialwright.instruments.ctcae.grade import entered_grade
from trialwright.instruments.emergence import Emergence, derive_emergence
from trialwright.instruments.partial_date import possible_days
from trialwright.instruments.serious import Seriousness, SeriousnessCriteria, derive_seriousness
from trialwright.instruments.three_valued import all_of, any_of

_WORDS = {True: "yes", False: "no", None: "unknown"}
#: The flag of a participant who was still watched when the data were cut.
WATCHED_TO_CUTOFF = "WATCHED_TO_CUTOFF"
#: Rule SAF-14: pending causality counts as related in reporting (P).
_RELATED = {
    "certain": True,
    "probable": True,
    "possible": True,
    "conditional": True,
    "unassessable": True,
    "unlikely": False,
    "no_exposure": False,
}


def adverse_event_rows(case: Case) -> Iterator[EndpointRow]:
    """Treatment-emergent events from the reported grade on (rules SAF-02, CTC-31, OUT-04)."""
    threshold = int(case.endpoint.settings["reported_from_grade"])
    events = [_event(case, entry) for entry in _events(case)]
    rows = [
        replace(
            row,
            event=all_of((row.event, _at_least(entered_grade(row.detail.get("grade")), threshold))),
        )
        for row in events
    ]
    yield from rows
    yield _summary(case, rows, ("SAF-02", "CTC-31"))


def serious_event_rows(case: Case) -> Iterator[EndpointRow]:
    """Serious events of any grade from consent on, by the record's list and by ICH E2A (SAF-01)."""
    rows = []
    for entry in _events(case):
        row = _event(case, entry)
        serious = _seriousness(case, entry)
        inside = _inside(case, entry)
        rows.append(
            replace(row, event=all_of((serious.sae_e2a, inside)), rules=("SAF-01", "OUT-01"))
        )
    yield from rows
    yield _summary(case, rows, ("SAF-01", "OUT-01"))


def is_related(related_na: str | None, related_pegifn: str | None) -> bool | None:
    """Whether either drug is related; interferon is not asked about where none was given (SAF-14)."""
    pegifn = False if related_pegifn is None else _RELATED.get(related_pegifn)
    return any_of((_RELATED.get(related_na or ""), pegifn))


def _events(case: Case) -> Iterator[Entry]:
    for entry in case.entries("onset"):
        onset = possible_days(case.text(entry, "onset"))
        if onset is None or onset.earliest <= case.data_cutoff:
            yield entry


def _event(case: Case, entry: Entry) -> EndpointRow:
    emergence = _emergence(case, entry)
    serious = _seriousness(case, entry)
    related = is_related(case.text(entry, "related_na"), case.text(entry, "related_pegifn"))
    detail = {
        "kind": case.text(entry, "kind") or "",
        "grade": case.text(entry, "grade") or "",
        "serious_record": _WORDS[serious.sae_record],
        "serious": _WORDS[serious.sae_e2a],
        "related": _WORDS[related],
        "flags": ",".join(emergence.flags),
    }
    row = case.outcome(
        {True: "EMERGENT", False: "NOT_EMERGENT", None: "CANNOT_DETERMINE"}[emergence.emergent],
        all_of((emergence.emergent, _inside(case, entry))),
        emergence.onset_used,
        (entry.id,),
        ("SAF-02", "SAF-04") if emergence.flags else ("SAF-02",),
        detail={key: value for key, value in detail.items() if value},
    )
    return replace(row, visit=f"event-{entry.repeat}")


def _emergence(case: Case, entry: Entry) -> Emergence:
    first, last, interferon = _treatment(case)
    days = "days_after_last_interferon" if interferon else "days_after_last_dose"
    onset = case.text(entry, "onset")
    return derive_emergence(
        onset=onset if possible_days(onset) else None,
        first_dose=first,
        last_dose=last,
        risk_days=int(case.endpoint.settings[days]),
    )


def _treatment(case: Case) -> tuple[date | None, date | None, bool]:
    """First dose of the study regimen, last dose (None while treatment goes on), interferon."""
    first = case.row.treated_from
    periods = list(case.entries("drug_start"))
    interferon = any(
        case.text(entry, "drug") == case.endpoint.settings["interferon"] for entry in periods
    )
    ends = [case.day(entry, "drug_end") for entry in periods]
    known = [end for end in ends if end is not None]
    last = max(known) if known and len(known) == len(ends) else None
    return first, last if last and first and last >= first else None, interferon


def _inside(case: Case, entry: Entry) -> bool | None:
    """Whether the event began between the endpoint's origin and the last day watched."""
    onset = possible_days(case.text(entry, "onset"))
    if onset is None or case.origin is None or case.last_day is None:
        return None
    return onset.latest >= case.origin and onset.earliest <= case.last_day


def _seriousness(case: Case, entry: Entry) -> Seriousness:
    return derive_seriousness(
        SeriousnessCriteria(
            death=case.yes(entry, "death"),
            life_threatening=case.yes(entry, "life_threatening"),
            hospitalisation=case.yes(entry, "hospitalisation"),
            disability=case.yes(entry, "disability"),
            congenital_anomaly=case.yes(entry, "congenital"),
            other_medically_important=case.yes(entry, "other_important"),
        )
    )


def _at_least(grade: int | None, threshold: int) -> bool | None:
    return None if grade is None else grade >= threshold


def _summary(case: Case, rows: list[EndpointRow], rules: tuple[str, ...]) -> EndpointRow:
    answer = any_of(row.event for row in rows) if rows else False
    counted = tuple(row.sources[0] for row in rows if row.event) or (case.row.enrolment_source,)
    watched = 0
    if case.origin and case.last_day:
        watched = max((case.last_day + timedelta(days=1) - case.origin).days, 0)
    status = {True: "ANY", False: "NONE", None: "CANNOT_DETERMINE"}[answer]
    detail = {
        "days_watched": str(watched),
        "events": str(sum(row.event is True for row in rows)),
    }
    if case.last_day == case.data_cutoff:
        detail["flags"] = WATCHED_TO_CUTOFF
    return case.outcome(status, answer, None, counted, rules, detail=detail)
