"""Items that are asked only sometimes: hidden by a clear no, never by a gap."""

import pytest

from hand_made import entry, prtras001
from study_copy import study_copy  # noqa: F401  # fixture
from trialwright.capture.conditional_items import not_asked
from trialwright.capture.form_check import check_entry
from trialwright.definition.forms import Form

TUMOUR = {
    "imaging_date": "2026-01-02",
    "n_nodules": "1",
    "max_diam_mm": ("28", "mm"),
    "macrovascular": "no",
    "extrahepatic": "no",
    "afp": ("12", "ng/mL"),
}
WRITTEN = {"en": "x", "zh": "x"}


@pytest.mark.parametrize(
    ("ecog", "hidden"),
    [("0", True), ("3", True), ("1", False), ("2", False), (None, False), ("odd", True)],
)
def test_an_item_is_asked_unless_its_rule_says_no(ecog, hidden):
    form = prtras001().forms_by_id["tumour"]
    values = {} if ecog is None else {"ecog": ecog}
    assert ("ps_tumour_related" in not_asked(form, values)) == hidden


def kinds(**items):
    saved = entry("S-0001", "SCREENING", "tumour", **TUMOUR, **items)
    return [(f.item, f.kind) for f in check_entry(prtras001(), saved)]


def test_a_value_in_an_item_that_is_not_asked_is_a_finding_and_is_kept():
    assert kinds(ecog="1", ps_tumour_related="no") == []
    assert kinds(ecog="0") == []
    assert kinds(ecog="0", ps_tumour_related="no") == [("ps_tumour_related", "not applicable")]


def form_of(*items):
    rows = [
        {"id": name, "label": WRITTEN, "type": "yes_no", "sharing": {"action": "drop"}} | more
        for name, more in items
    ]
    source = {"assumption": "made up"}
    return Form(id="made", label=WRITTEN, purpose=WRITTEN, items=tuple(rows), source=source)


def test_a_chain_of_conditions_falls_together():
    form = form_of(("a", {}), ("b", {"when": "a"}), ("c", {"when": "b"}))
    assert not_asked(form, {"a": "yes", "b": "yes"}) == set()
    assert not_asked(form, {"a": "yes", "b": "no"}) == {"c"}
    # What is left in b does not count once b is not asked: c waits for b and is shown.
    assert not_asked(form, {"a": "no", "b": "no"}) == {"b"}


def test_a_required_item_that_is_not_asked_is_not_missing(study):
    from trialwright.definition import load_definition

    study.edit("forms/viral_markers.yaml", "required: false, when", "when")
    definition = load_definition(study.folder)
    answers = {"markers_date": "2026-01-02", "hbeag": "negative", "hav_igm": "negative"}
    answers |= {"hdv": "negative", "hev_igm": "negative"}
    for anti_hcv, missing in (("negative", []), ("positive", ["hcv_rna"])):
        saved = entry("S-0001", "SCREENING", "viral_markers", anti_hcv=anti_hcv, **answers)
        assert [f.item for f in check_entry(definition, saved)] == missing


@pytest.mark.parametrize(
    ("when", "what"),
    [
        ("\"ecg in ['1']\"", "uses 'ecg', which is no input"),
        ("\"ecog in ['1', '2', '0', '3', '4']\"", "can never answer false"),
        ("\"ps_tumour_related == 'yes'\"", "depends on itself"),
        ('"ecog == 1"', "which is code, with '1'"),
    ],
)
def test_a_condition_that_cannot_work_is_refused_at_load(study, when, what):
    line = study.edit("forms/tumour.yaml", "\"ecog in ['1', '2']\"", when)
    problem = study.only_problem()
    assert what in problem.what
    assert (problem.file, problem.line) == ("forms/tumour.yaml", line)
