"""Nothing is shared by default: every item is decided, and in a way that fits it."""

import pytest

from drawn_people import study, with_sharing
from trialwright.sharing.decisions import check_decisions, shared_items
from trialwright.sharing.form_columns import item_columns


def test_every_item_of_the_study_is_decided():
    assert list(check_decisions(study())) == []


@pytest.mark.parametrize(
    ("form", "item", "action"),
    [
        ("mri_read", "scan_date", "keep"),
        ("adverse_event", "ae_term", "keep"),
        ("demography", "sex", "study_day"),
        ("liver_chemistry", "inr", "age_band"),
        ("adverse_event", "ae_grade", "maybe"),
    ],
)
def test_a_decision_that_does_not_fit_its_item_is_found(form, item, action):
    problems = list(check_decisions(with_sharing(form, item, action)))
    assert [(p.file, p.key) for p in problems] == [(f"forms/{form}.yaml", item)]
    assert f"'{action}' does not fit" in problems[0].what


def test_an_item_without_a_decision_is_found():
    problems = list(check_decisions(with_sharing("adverse_event", "ae_grade", None)))
    assert [p.what for p in problems] == ["the item has no sharing decision"]


def test_no_two_columns_of_a_file_have_one_name():
    for form in study().forms:
        names = [c.name for i in shared_items(form) for c in item_columns(study(), form, i)]
        assert len(names) == len(set(names)), form.id


def test_whatever_decides_a_quasi_identifier_is_suppressed_with_it():
    found = {q.id: set(q.revealing_items) for q in study().sharing.quasi_identifiers}
    assert found["bclc"] == {"tumour.n_nodules", "tumour.max_diam_mm", "tumour.ecog"}
    assert "radical_treatment.microvascular" in found["procedure"]
