"""The list of source data verification, from all entries and comparisons: slow and plain."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Listed:
    """A form on the list."""

    key: tuple
    states: tuple
    open: bool


def naive_list(definition):
    """Every form of the plan in the order of the page."""
    from trialwright.capture.form_content import read_content
    from trialwright.capture.source_verification import (
        VERIFIABLE,
        asked_items,
        item_states,
        planned_items,
    )
    from trialwright_web.capture.actions.verification_rows import checks_of, sample_of
    from trialwright_web.capture.models import FormInstance
    from trialwright_web.oversight.models import SourceVerification

    found = []
    for row in FormInstance.objects.all():
        form = definition.forms_by_id.get(row.form)
        if row.status not in VERIFIABLE or form is None:
            continue
        in_sample = row.participant in sample_of(definition)
        items = planned_items(definition.verification, form, row.visit, in_sample=in_sample)
        due = asked_items(items, form, read_content(row.content))
        key = {name: getattr(row, name) for name in ("participant", "visit", "form", "repeat")}
        states = item_states(due, checks_of(SourceVerification.objects.filter(**key))).values()
        waits = row.verified_by is None or "due" in states or "fallen" in states
        if due:
            found.append(Listed(tuple(key.values()), tuple(states), waits))
    # What runs through the whole study comes behind its visits.
    order = [visit.id for visit in definition.schedule.visits]
    places = {each.key[1]: len(order) for each in found} | {v: n for n, v in enumerate(order)}
    return sorted(found, key=lambda each: (each.key[0], places[each.key[1]], each.key))
