"""Child-Pugh increase of one participant from a plain record (rules CHP-01..CHP-06, CLN-12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from trialwright.endpoints.deterioration import (
    DeteriorationOutcome,
    LiverVisit,
    ScoreBounds,
    derive_deterioration,
)
from trialwright.endpoints.records.answer import Answer
from trialwright.endpoints.records.plain_record import PlainRow, open_limits, open_record
from trialwright.instruments.child_pugh import ChildPugh, score_child_pugh
from trialwright.instruments.inputs import InputRefused

_RECORD: Final = ("baseline_date", "until", "treatment_end", "birth_date", "data_cutoff", "visits")
_COMPONENTS: Final = (
    *("bilirubin", "bilirubin_unit", "albumin", "albumin_unit"),
    *("inr", "pt_prolong_s", "ascites", "encephalopathy"),
)
#: What the instrument calls a field that the record names otherwise.
_KEYS: Final = {"pt_prolongation_s": "pt_prolong_s"}


def derive_child_pugh_increase_of(record: Mapping[str, Any]) -> Answer[DeteriorationOutcome]:
    """Decide whether the score rose by two points or more at any visit after the baseline.

    `record` has baseline_date and may have until, treatment_end, birth_date and data_cutoff, all
    YYYY-MM-DD; `visits` with date and the components bilirubin, bilirubin_unit (umol/L, mg/dL),
    albumin, albumin_unit (g/L, g/dL), inr, pt_prolong_s, ascites, encephalopathy. The last visit up
    to baseline_date is the baseline. With treatment_end the reading `on_treatment` ends there
    (CLN-12). A component that cannot be read is missing (CHP-04) and leaves a finding.
    """
    opened = open_record(record, _RECORD)
    limits = open_limits(opened)
    baseline_date = opened.required("baseline_date")
    until = opened.not_before("until", "baseline_date")
    treatment_end = opened.not_before("treatment_end", "baseline_date")
    opened.refuse_if_any()
    visits = [_visit(day, row) for day, row in limits.dated(opened.row.rows("visits"))]
    visits.sort(key=lambda visit: (visit.date, visit.source))
    before = [visit.bounds for visit in visits if visit.date <= baseline_date]
    baseline = before[-1] if before else None

    def up_to(last_day: date | None) -> DeteriorationOutcome:
        return derive_deterioration(
            baseline=baseline, visits=visits, after=baseline_date, until=last_day
        )

    ends = [day for day in (until, treatment_end) if day]
    readings = {"on_treatment": up_to(min(ends))} if treatment_end else {}
    return Answer(up_to(until), tuple(opened.row.findings), readings)


def _visit(day: date, row: PlainRow) -> LiverVisit:
    row.check_keys(("date", *_COMPONENTS))
    score, read = _score(row, {name: row.text(name) for name in _COMPONENTS})
    for name in ("bilirubin", "albumin"):
        unit = read[f"{name}_unit"]
        if read[name] and unit and score.points[name] is None:
            row.find(f"{name}_unit", f"{name} in {unit!r} is not used: the component is missing")
    return LiverVisit(day, ScoreBounds(score.low, score.high), row.name)


def _score(
    row: PlainRow, values: Mapping[str, str | None]
) -> tuple[ChildPugh, Mapping[str, str | None]]:
    """Score what can be read; what cannot is asked about and missing (CHP-04)."""
    try:
        score = score_child_pugh(
            bilirubin=values["bilirubin"],
            bilirubin_unit=values["bilirubin_unit"],
            albumin=values["albumin"],
            albumin_unit=values["albumin_unit"],
            inr=values["inr"],
            pt_prolongation_s=values["pt_prolong_s"],
            ascites=values["ascites"],
            encephalopathy=values["encephalopathy"],
        )
    except InputRefused as refusal:
        problem = refusal.problems[0]
        key = _KEYS.get(problem.key, problem.key)
        row.find(key, f"{problem.what}: the component is missing")
        # Prothrombin time stands in for an INR that is missing, not for one that is wrong (CHP-03).
        unread = {key: None} | ({"pt_prolong_s": None} if key == "inr" else {})
        return _score(row, {**values, **unread})
    return score, values
