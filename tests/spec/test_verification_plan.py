"""The plan of source data verification: who is sampled, what is due, and what is refused."""

from collections import Counter

import pytest

from study_copy import prtras001, study_copy  # noqa: F401  # fixture
from trialwright.capture.source_verification import (
    ItemCheck,
    asked_items,
    item_states,
    planned_items,
    progress,
    sampled_participants,
)
from trialwright.definition import load_definition
from trialwright.definition.describe import sample_text, verification_rows
from trialwright.definition.provenance import Source
from trialwright.definition.verification import Sample

STUDY = prtras001()
PLAN = STUDY.verification
FILE = "verification.yaml"
NUMBERS = [f"S-{n:04d}" for n in range(1, 1001)]


def sample(**given):
    return Sample(**given, source=Source(assumption="for the test"))


@pytest.mark.parametrize(
    ("plan", "numbers", "chosen"),
    [
        (sample(first="2"), ["S-10", "S-9", "S-2"], {"S-2", "S-9"}),
        (sample(every="3"), ["1", "2", "3", "4", "5", "6", "7"], {"3", "6"}),
        (sample(first="1", every="2"), ["1", "2", "3", "4", "5"], {"1", "3", "5"}),
        (sample(percent="100"), ["a", "b"], {"a", "b"}),
        (sample(first="5"), [], set()),
        (None, ["1"], set()),
    ],
)
def test_the_sample_is_the_first_then_every_kth_or_a_share(plan, numbers, chosen):
    assert sampled_participants(plan, "s", numbers) == chosen


def test_a_share_is_near_its_percent_and_stays_when_others_come():
    chosen = sampled_participants(sample(percent="20"), "prtras001", NUMBERS)
    # Binomial(1000, 0.2) lies within 200 +- 50 but for one in ten thousand.
    assert 150 <= len(chosen) <= 250
    earlier = sampled_participants(sample(percent="20"), "prtras001", NUMBERS[:400])
    assert chosen & set(NUMBERS[:400]) == earlier
    assert chosen != sampled_participants(sample(percent="20"), "another", NUMBERS)


def test_a_share_is_drawn_by_the_hash_of_study_and_number():
    """By hand: SHA-256 of "s/1", first 8 bytes, modulo 10,000."""
    import hashlib

    naive = {
        n
        for n in NUMBERS
        if int(hashlib.sha256(f"s/{n}".encode()).hexdigest()[:16], 16) % 10_000 < 3_300
    }
    assert sampled_participants(sample(percent="33"), "s", NUMBERS) == naive


@pytest.mark.parametrize(
    ("form", "visit", "outside", "inside"),
    [
        ("death", "RUNNING", 2, 2),
        ("liver_chemistry", "SCREENING", 11, 11),
        ("liver_chemistry", "W12", 0, 11),
        ("adverse_event", "RUNNING", 9, 14),
        ("scan_review", "RUNNING", 0, 0),
    ],
)
def test_the_number_of_items_due_by_form_and_visit(form, visit, outside, inside):
    known = STUDY.forms_by_id[form]
    found = [len(planned_items(PLAN, known, visit, in_sample=sampled)) for sampled in (False, True)]
    assert found == [outside, inside]


def test_what_is_not_asked_is_not_due_unless_it_holds_something():
    form = STUDY.forms_by_id["viral_markers"]
    items, negative = tuple(form.by_id), {"anti_hcv": {"value": "negative"}}
    assert "hcv_rna" in asked_items(items, form, {})
    assert "hcv_rna" not in asked_items(items, form, negative)
    assert "hcv_rna" in asked_items(items, form, negative | {"hcv_rna": {"value": "negative"}})


def test_an_item_is_due_verified_differing_or_fallen():
    checks = {
        "b": ItemCheck("verified"),
        "c": ItemCheck("differs"),
        "d": ItemCheck("verified", True),
    }
    states = item_states("abcd", checks)
    assert list(states.values()) == ["due", "verified", "differs", "fallen"]
    found = progress(states.values())
    assert (found.due, found.open, Counter(found.counts)["verified"]) == (4, 2, 1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("forms: [death]", "forms: [deaht]", "there is no form 'deaht'"),
        ("adverse_event.ae_term", "adverse_event.ae_trem", "no item 'adverse_event.ae_trem'"),
        ("visits: [SCREENING]", "visits: [SCREENNG]", "there is no visit 'SCREENNG'"),
        ("id: death", "id: consent", "is declared 2 times"),
        ("percent: 20", "percent: 0", "percent"),
        ("percent: 20", "percent: 20\n  every: 4", "either every or percent"),
        ("extent: everybody", "extent: all", "everybody"),
        ("    forms: [death]\n", "", "the row names nothing"),
        ("{site_parameter: monitoring_plan}", "{site_parameter: monitor_plan}", "monitor_plan"),
    ],
)
def test_a_plan_with_a_fault_is_refused_with_its_place(study, old, new, said):
    study.edit(FILE, old, new)
    found = [problem for problem in study.problems() if said in str(problem)]
    assert found and all(problem.file == FILE and problem.line for problem in found)


def test_a_row_may_not_ask_for_a_sample_that_nobody_describes(study):
    text = study.path(FILE).read_text("utf-8")
    start, end = text.index("sample:\n"), text.index("rows:")
    study.path(FILE).write_text(text[:start] + text[end:], encoding="utf-8")
    assert "say in `sample` who belongs to it" in str(study.only_problem())


def test_a_study_without_the_file_has_no_plan(study):
    study.path(FILE).unlink()
    assert load_definition(study.folder).verification is None


def test_the_plan_is_described_with_its_extent():
    rows = {what: (where, whom) for what, where, whom in verification_rows(PLAN)}
    assert rows["Death"] == ("death", "everybody")
    assert rows["Laboratory values that decide eligibility"][0].endswith("at SCREENING")
    assert rows["Everything else"][1] == sample_text(PLAN.sample)
    assert sample_text(PLAN.sample).startswith("the first 5 participants, 20 % of the others")


def test_the_plan_is_an_open_decision_of_the_site():
    assert "monitoring_plan" in {p.id for p in STUDY.site.open_decisions}
