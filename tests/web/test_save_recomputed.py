"""What a save keeps of status, queries and entries is what everything read anew comes to."""

import random
from datetime import datetime

import pytest

from hand_made import enrolled
from trialwright.capture.data_findings import check_between_forms
from trialwright.capture.entry import EnteredValue, Entry
from trialwright.capture.finding import CLOCK
from trialwright.capture.form_check import check_entry
from trialwright.capture.form_content import entered_values, read_content
from trialwright.capture.participant import Participant as Person
from trialwright.capture.save import HARD
from trialwright.capture.screening import screen_participant
from trialwright.capture.visit_status import participant_status

PERSON = "S-0001"
# Days before birth, at screening, after any death that is drawn, and still to come.
DAYS = ("1950-01-01", "2026-01-05", "2026-02-20", "2027-06-01", "2031-01-01")
ODD = {"yes_no": ("yes", "no"), "date": DAYS, "integer": ("1", "99"), "decimal": ("1.5", "9999")}


@pytest.fixture
def rehearsed(site):
    from trialwright_web.capture.actions.participants import add_participant
    from trialwright_web.capture.actions.study import mark_as_rehearsal

    mark_as_rehearsal(definition=site.definition)
    add_participant(by=site.actor("coordinator"), definition=site.definition, number=PERSON)
    return site


def drawn_values(rng, definition, entry):
    """The values of an eligible man's form, now and then one of them changed or not done."""
    form, typed = definition.forms_by_id[entry.form], {v.item: v for v in entry.values}
    values = {
        item.id: typed.get(item.id) or EnteredValue(item.id, None, None, "not_done")
        for item in form.items
        if item.id in typed or item.required
    }
    item = rng.choice([form.by_id[name] for name in values])
    if rng.random() < 0.6 and item.type in ODD:
        unit = values[item.id].unit or (item.units[0] if item.units else None)
        values[item.id] = EnteredValue(item.id, rng.choice(ODD[item.type]), unit)
    return list(values.values())


def save_one(site, rng, forms, last_revision):
    """Save a form that was drawn, new or corrected; what cannot be complete is left."""
    from trialwright_web.capture.actions.forms import save_form
    from trialwright_web.capture.actions.refusals import NotComplete

    entry = rng.choice(forms)
    key = (PERSON, entry.visit, entry.form, entry.repeat)
    options = {
        "by": site.actor("coordinator"),
        "definition": site.definition,
        "key": key,
        "values": drawn_values(rng, site.definition, entry),
        "revision": last_revision.get(key, 0),
        "request": f"request {rng.random()}",
    }
    try:
        saved = save_form(**options, reason="read again")
    except NotComplete:
        if key in last_revision:
            return
        saved = save_form(**options, intent="draft")
    last_revision[key] = saved.revision


def read_anew():
    """The participant's complete entries, from the tables by Django's own queries."""
    from trialwright_web.capture.models import FormInstance

    rows = FormInstance.objects.exclude(status="draft").order_by("visit", "form", "repeat")
    return [
        Entry(
            f"{r.participant}.{r.visit}.{r.form}.{r.repeat}.v{r.revision}",
            r.participant,
            r.visit,
            r.form,
            r.repeat,
            entered_values(read_content(r.content)),
            datetime.fromisoformat(r.saved_at),
            r.saved_by,
            r.definition,
        )
        for r in rows
    ]


def status_anew(definition, entries):
    person = Person(PERSON, tuple(entries))
    cutoff = max(entry.entered_at for entry in entries).date()
    decision = screen_participant(definition, person, cutoff, rehearsal=True).decision
    return participant_status(definition, person, decision.overall)


def questions_anew(definition, entries):
    """What every check asks, but for an enrolment, which is only asked about when it is saved."""
    person = Person(PERSON, tuple(entries))
    today = max(entry.entered_at for entry in entries).date()
    found = [f for entry in entries for f in check_entry(definition, entry) if f.kind not in HARD]
    found += [f for f in check_between_forms(definition, person, today) if f.kind not in CLOCK]
    return sorted({(f.entry.rpartition(".v")[0], f.item, f.kind, f.message) for f in found})


def questions_kept():
    from trialwright_web.capture.models import Query

    open_ones = Query.objects.exclude(status="closed").exclude(origin="protocol deviation")
    return sorted(
        (f"{q.participant}.{q.visit}.{q.form}.{q.repeat}", q.item, q.origin, q.question)
        for q in open_ones
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_saved_participant_is_as_if_everything_were_read_and_asked_anew(rehearsed, seed):
    from trialwright_web.capture.models import Participant

    rng, last_revision = random.Random(seed), {}
    forms, definition = enrolled(PERSON), rehearsed.definition
    seen = set()
    for _ in range(40):
        save_one(rehearsed, rng, forms, last_revision)
        if not (entries := read_anew()):
            continue
        status = Participant.objects.get().status
        assert status == status_anew(definition, entries)
        assert questions_kept() == questions_anew(definition, entries)
        seen |= {status, *(kind for *_, kind, _ in questions_kept())}
    assert len(seen) > 3, "the drawn saves lead somewhere"
    assert rehearsed.proof().faults == ()


def test_entries_made_of_columns_are_those_made_of_rows(rehearsed):
    from django.db import transaction

    from trialwright_web.capture.actions.casebook import read_casebook
    from trialwright_web.capture.models import FormInstance
    from trialwright_web.capture.stored import StoredForm
    from trialwright_web.row_statements import columns

    assert StoredForm._fields == columns(FormInstance)
    rng, last_revision = random.Random(7), {}
    forms = enrolled(PERSON)
    for _ in range(12):
        save_one(rehearsed, rng, forms, last_revision)
    key = next(iter(last_revision))
    with transaction.atomic():
        casebook = read_casebook("prtras001", key)
    visit, form, repeat = key[1:]
    others = [e for e in read_anew() if (e.visit, e.form, e.repeat) != (visit, form, repeat)]
    kept = sorted(casebook.entries_beside(key), key=lambda e: (e.visit, e.form, e.repeat))
    assert kept == others
