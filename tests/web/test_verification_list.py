"""The list of source data verification is that of all entries, whatever was done since."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from site_cohort import fill
from site_people import DEMOGRAPHY, KEY, save
from verification_naive import naive_list

STATES = ("due", "fallen", "differs", "verified")


def refreshed(definition):
    from trialwright_web.oversight.verification import forms_to_verify
    from trialwright_web.summaries.people import refresh_verification

    refresh_verification(definition, datetime.now(UTC).date())
    return forms_to_verify(definition.study.id)


def listed(definition):
    """The rows of the list as the naive version tells them."""
    columns = ("participant", "visit", "form", "repeat", *STATES, "open")
    return [(row[:4], row[4:8], row[8]) for row in refreshed(definition).values_list(*columns)]


def wanted(definition):
    return [
        (each.key, tuple(each.states.count(state) for state in STATES), each.open)
        for each in naive_list(definition)
    ]


def compare(site, verified=(), differs=None, revision=1):
    from trialwright_web.capture.actions.source_verification import compare_source

    compare_source(
        by=site.actor("monitor"),
        definition=site.definition,
        key=KEY,
        revision=revision,
        verified=verified,
        differs=differs or {},
    )


def test_the_list_follows_saves_comparisons_and_changes(site):
    from trialwright_web.capture.actions.forms import mark_form

    mark = {"by": site.actor("monitor"), "definition": site.definition, "key": KEY}
    changed = DEMOGRAPHY | {"sex": "M"}
    steps = [
        (lambda: save(site, {"sex": "F"}, intent="draft"), None),
        (lambda: save(site, DEMOGRAPHY, revision=1), (2, 0, 0, 0)),
        (lambda: compare(site, ["birth_date"], {"sex": "male"}, revision=2), (0, 0, 1, 1)),
        (lambda: save(site, changed, revision=2, reason="wrong box"), (0, 1, 0, 1)),
        (lambda: mark_form(**mark, action="verify"), (0, 0, 0, 2)),
        (lambda: save(site, DEMOGRAPHY, revision=3, reason="it was right"), (0, 1, 0, 1)),
    ]
    for step, counts in steps:
        step()
        found = listed(site.definition)
        assert found == wanted(site.definition)
        assert [row[1] for row in found] == ([counts] if counts else [])


def test_the_list_of_many_is_that_of_all_entries(site):
    from trialwright_web.capture.models import FormInstance

    fill(site, participants=8)
    marked = FormInstance.objects.filter(form__in=("demography", "qlqc30"))
    marked.exclude(status="draft").update(verified_by="monitor")
    _compare_some()
    found = listed(site.definition)
    assert found == wanted(site.definition)
    assert {waits for _, _, waits in found} == {True, False}
    assert all(any(counts[n] for _, counts, _ in found) for n in range(4))


def test_sums_and_lists_are_those_of_the_forms_one_by_one(site):
    from trialwright_web.oversight.verification import (
        CHOICES,
        chosen_forms,
        forms_to_verify,
        progress_by_form,
    )

    fill(site, participants=3)
    _compare_some()
    refreshed(site.definition)
    everything = naive_list(site.definition)
    someone = everything[0].key[0]
    for asked in ({}, {"participant": someone}, {"form": "mri_read"}, {"participant": "nobody"}):
        mine = [
            each
            for each in everything
            if asked.get("participant", each.key[0]) == each.key[0]
            and asked.get("form", each.key[2]) == each.key[2]
        ]
        rows = forms_to_verify("prtras001", **asked)
        by_form = {each.form: each for each in progress_by_form(rows)}
        assert list(by_form) == sorted({each.key[2] for each in mine})
        for form, told in by_form.items():
            states = [state for each in mine if each.key[2] == form for state in each.states]
            assert told.items.counts == {state: states.count(state) for state in STATES}
        for choice in CHOICES:
            chosen = [each.key for each in mine if _stands_on(each, choice)]
            keys = chosen_forms(rows, choice).values_list("participant", "visit", "form", "repeat")
            assert list(keys) == chosen
            assert sum(told.forms[choice] for told in by_form.values()) == len(chosen)


def _stands_on(each, choice):
    return choice == "all" or (each.open if choice == "open" else choice in each.states)


def test_who_is_pushed_out_of_the_sample_by_somebody_else_leaves_the_list(site):
    from trialwright_web.capture.models import Participant

    numbers = fill(site, participants=8)
    sample = site.definition.verification.sample.model_copy(update={"first": 2, "percent": None})
    plan = site.definition.verification.model_copy(update={"sample": sample})
    definition = replace(site.definition, verification=plan)
    before = listed(definition)
    assert before == wanted(definition)
    Participant.objects.create(study="prtras001", number="0", status="screening")
    after = listed(definition)
    assert after == wanted(definition)
    left = {key[0] for key, _, _ in before if key not in {key for key, _, _ in after}}
    assert left == {numbers[1]}


def test_the_list_follows_an_amendment_of_the_plan(site, tmp_path):
    from study_copy import StudyCopy
    from trialwright.definition import load_definition

    fill(site, participants=3)
    before = listed(site.definition)
    study = StudyCopy(tmp_path)
    study.edit("verification.yaml", "forms: [demography, ", "forms: [")
    amended = load_definition(study.folder)
    after = listed(amended)
    assert after == wanted(amended)
    assert after == [row for row in before if row[0][2] != "demography"] != before


def test_a_study_without_a_plan_lists_nothing(site):
    fill(site, participants=2)
    assert listed(replace(site.definition, verification=None)) == []


@pytest.mark.parametrize("state", ["open", "due", "fallen", "differs", "verified", "all"])
def test_the_file_holds_every_form_of_the_list(site, as_member, state):
    fill(site, participants=2)
    _compare_some()
    address = f"/en/verification/?state={state}&format=csv"
    lines = as_member("monitor").get(address).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "participant,visit,form,repeat,due,fallen,differs,verified"
    assert lines[1:] == [
        ",".join(str(value) for value in (*each.key, *(each.states.count(s) for s in STATES)))
        for each in naive_list(site.definition)
        if _stands_on(each, state)
    ]


def _compare_some():
    """Comparisons of the sex and birth date of everybody, of all kinds; without their lines."""
    from trialwright_web.capture.models import FormInstance
    from trialwright_web.oversight.models import SourceVerification

    kinds = (("verified", None), ("differs", None), ("verified", "the value was changed"))
    held = FormInstance.objects.filter(form__in=("demography", "consent")).order_by("participant")
    for n, row in enumerate(held):
        for item in ("sex", "birth_date", "consent_date"):
            outcome, fallen = kinds[n % 3]
            SourceVerification.objects.create(
                study=row.study,
                participant=row.participant,
                visit=row.visit,
                form=row.form,
                repeat=row.repeat,
                item=item,
                outcome=outcome,
                compared="{}",
                revision=1,
                compared_by="monitor",
                compared_at="2026-11-24T00:00:00Z",
                fallen_because=fallen,
            )
