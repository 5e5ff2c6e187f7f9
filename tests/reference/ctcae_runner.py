"""Runner of the laboratory grades."""

from __future__ import annotations

from reference.cases import Case, Runner
from trialwright.instruments.answers import yes_or_no
from trialwright.instruments.ctcae.laboratory import LabResult, grade_laboratory


def run_ctcae_labs(case: Case) -> None:
    row = case.content
    found = grade_laboratory(
        LabResult(
            term=row["term"],
            value=row["value"],
            unit=row["unit"],
            lln=row["lln"],
            uln=row["uln"],
            baseline=row["baseline"],
            baseline_uln=row["baseline_uln"],
            on_anticoagulant=yes_or_no(row["on_anticoagulant"], "on_anticoagulant"),
            symptomatic=yes_or_no(row["symptomatic"], "symptomatic"),
            intervention=row["intervention"],
            hours_above_40=row["duration_h"],
        )
    )
    grade = "CD" if found.grade is None else str(found.grade)
    assert (grade, found.flag) == (row["expected_grade"], row["expected_flag"])
    assert bool(found.flag) == bool(found.missing)


RUNNERS: dict[str, Runner] = {"ctcae_labs": run_ctcae_labs}
