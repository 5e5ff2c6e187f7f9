"""Everything about a definition that one file alone cannot show."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trialwright.definition.check_conditions import check_conditions
from trialwright.definition.check_consent import check_consent
from trialwright.definition.check_facts import check_provenance, check_registry_number
from trialwright.definition.check_item_types import (
    check_groups,
    check_item_types,
    check_origin_order,
)
from trialwright.definition.check_references import check_references
from trialwright.definition.check_rule import check_rule
from trialwright.definition.check_site_decisions import check_site_decisions
from trialwright.definition.check_supplement import check_supplement
from trialwright.definition.forms import Item
from trialwright.definition.measures import MEASURES
from trialwright.definition.parts import Parts
from trialwright.definition.rule_inputs import rule_inputs
from trialwright.definition.schedule import Visit
from trialwright.errors import Problem

Check = Callable[[Parts], Iterator[Problem]]


def check_definition(parts: Parts) -> list[Problem]:
    """Every problem between the files of a study."""
    checks: tuple[Check, ...] = (
        check_references,
        check_item_types,
        check_groups,
        check_origin_order,
        check_windows,
        check_sharing_decisions,
        check_measures,
        check_rules,
        check_conditions,
        check_provenance,
        check_registry_number,
        check_site_decisions,
        check_consent,
        check_supplement,
    )
    return [problem for check in checks for problem in check(parts)]


def check_windows(parts: Parts) -> Iterator[Problem]:
    """No two visits that count from the same origin may share a day."""
    if parts.schedule is None:
        return
    document = parts.documents["schedule.yaml"]
    by_origin: dict[str, list[Visit]] = {}
    for visit in parts.schedule.visits:
        by_origin.setdefault(visit.origin, []).append(visit)
    for origin, visits in by_origin.items():
        ordered = sorted(visits, key=lambda v: (v.first_day, v.last_day))
        widest, told = ordered[0], set()
        for visit in ordered[1:]:
            place = _place(parts, visit)
            # The visits of one series overlap all alike: the first pair says it.
            if visit.first_day <= widest.last_day and place not in told:
                told.add(place)
                what = f"{_days(widest)} and {_days(visit)} from {origin} share days"
                cure = "narrow one window, so that a date belongs to one visit"
                yield document.problem(place, what, cure)
            widest = max(widest, visit, key=lambda v: v.last_day)


def _days(visit: Visit) -> str:
    return f"{visit.id} (days {visit.first_day} to {visit.last_day})"


def _place(parts: Parts, visit: Visit) -> tuple[str | int, ...]:
    assert parts.schedule is not None
    if visit.series:
        ids = [series.id for series in parts.schedule.series]
        return ("series", ids.index(visit.series))
    return ("visits", [v.id for v in parts.schedule.single_visits].index(visit.id))


_ACTIONS_FOR_DATES = {"study_day", "age_band", "drop"}


def check_sharing_decisions(parts: Parts) -> Iterator[Problem]:
    """A sharing decision must fit its item: no date and no free text leaves as it is."""
    for file, form in parts.form_files:
        for index, item in enumerate(form.items):
            if misfit := _misfit(item):
                yield parts.documents[file].problem(("items", index, "sharing"), *misfit)


def _misfit(item: Item) -> tuple[str, str] | None:
    action = item.sharing.action
    if item.type == "date" and action not in _ACTIONS_FOR_DATES:
        return f"the date {item.id} cannot be shared as '{action}'", "use study_day or drop"
    if item.type == "text" and action != "drop":
        return f"the free text {item.id} cannot be shared", "use drop (rule REG-07)"
    if item.type != "date" and action in _ACTIONS_FOR_DATES - {"drop"}:
        return f"'{action}' is for dates, {item.id} is {item.type}", "use keep or drop"
    return None


def check_measures(parts: Parts) -> Iterator[Problem]:
    """A measure gets every input that it reads, and gives only what it computes.

    An input left out would be missing for everyone, and the criterion never decided.
    """
    if parts.eligibility is None:
        return
    document = parts.documents["eligibility.yaml"]
    for index, derived in enumerate(parts.eligibility.derived):
        measure = MEASURES[derived.instrument]
        for key, written, meant in (
            ("inputs", derived.inputs, measure.reads),
            ("gives", derived.gives, tuple(measure.gives)),
        ):
            if set(written) != set(meant):
                what = f"the measure {derived.instrument} has other {key}"
                cure = f"write {key}: [{', '.join(meant)}]"
                yield document.problem(("derived", index, key), what, cure)


def check_rules(parts: Parts) -> Iterator[Problem]:
    """Every criterion's rule loads, uses only declared inputs, and can answer both ways."""
    eligibility = parts.eligibility
    if eligibility is None:
        return
    document = parts.documents["eligibility.yaml"]
    inputs = rule_inputs(eligibility, parts.item, parts.codelist)
    if inputs is None:
        return
    for index, criterion in enumerate(eligibility.criteria):
        for what, cure in check_rule(criterion.rule, inputs):
            yield document.problem(("criteria", index, "rule"), f"{criterion.id}: {what}", cure)
