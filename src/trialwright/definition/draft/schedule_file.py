"""schedule.yaml: screening, procedure and enrolment before the visits a person has chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from trialwright.definition.draft import calendar
from trialwright.definition.draft.form_files import due
from trialwright.definition.draft.sources import SourceTree, assumed

_WHY_RUNNING = "filled in whenever it happens"


def draft_schedule(plan: calendar.Plan, forms: Iterable[str]) -> dict[str, Any]:
    """The calendar with every form due somewhere; a repeated form is first due at enrolment."""
    by_time: dict[str, list[str]] = {}
    for form in sorted(set(forms)):
        by_time.setdefault(due(form), []).append(form)
    visits = [_screening(plan, by_time.get("screening", []))]
    if "procedure" in by_time:
        visits.append(_procedure(by_time["procedure"]))
    baseline = [*by_time.get("enrolment", []), *by_time.get("repeated", [])]
    visits.append(_enrolment(plan, baseline))
    running = [
        {"form": form, "source": assumed(_WHY_RUNNING, "STA-17")}
        for form in by_time.get("running", [])
    ]
    return {"visits": [*visits, *plan.visits], "series": list(plan.series), "running": running}


def _screening(plan: calendar.Plan, forms: list[str]) -> dict[str, Any]:
    label = {"en": "Screening", "zh": "筛选"}
    window = ["0", str(plan.screening_days)]
    source = assumed("decided when the definition was drafted", "ELI-01")
    return _visit("SCREENING", label, "consent", window, forms, source)


def _procedure(forms: list[str]) -> dict[str, Any]:
    label = {"en": "Procedure", "zh": "手术或操作"}
    source = assumed("the procedure is recorded on its own day", "REC-01")
    return _visit("TREATMENT", label, "T_R", ["0", "0"], forms, source)


def _enrolment(plan: calendar.Plan, forms: list[str]) -> dict[str, Any]:
    label = {"en": "Enrolment", "zh": "入组"}
    window = [str(-(plan.enrolment_days or 0)), "0"]
    source = assumed("decided when the definition was drafted", "ELI-01")
    return _visit("ENROLMENT", label, "T_E", window, forms, source)


def _visit(
    name: str,
    label: dict[str, str],
    origin: str,
    window: list[str],
    forms: list[str],
    source: SourceTree,
) -> dict[str, Any]:
    when = {"origin": origin, "day": "0", "window": window}
    return {"id": name, "label": label, **when, "forms": forms, "source": source}
