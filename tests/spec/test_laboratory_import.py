"""A laboratory's table becomes forms: placed by date, units translated, or refused row by row."""

from datetime import UTC, datetime

import pytest

from study_copy import PRTRAS001, prtras001
from trialwright.capture.entry import EnteredValue, Entry
from trialwright.capture.imports.laboratory import laboratory_values, loinc_holds, read_mapping
from trialwright.capture.imports.plan import ImportedValue, ImportRefused, plan_import
from trialwright.capture.participant import Participant
from trialwright.capture.save import FormState
from trialwright.errors import DefinitionError
from trialwright.exchange.csv_table import read_csv

MAPPING = (PRTRAS001 / "imports" / "liver_chemistry.yaml").read_text("utf-8")
HEADER = "participant,sample_date,test,result,unit\n"
W12 = ("P001", "W12", "liver_chemistry", 0)


@pytest.fixture(scope="module")
def definition():
    return prtras001()


def person():
    """Radical treatment on 2027-03-01, so week 12 is from 2027-05-17 to 2027-05-31."""
    values = (EnteredValue("procedure_date", "2027-03-01"),)
    at = datetime(2027, 3, 2, tzinfo=UTC)
    entry = Entry("e", "P001", "TREATMENT", "radical_treatment", 0, values, at, "c", "h")
    return Participant("P001", (entry,))


def values(definition, rows, mapping=MAPPING):
    table = read_csv((HEADER + rows).encode(), name="lab.csv")
    return laboratory_values(
        definition, read_mapping(mapping, "m.yaml", definition), table, [person()], "lab.csv"
    )


def plan(definition, rows, held=None):
    found = values(definition, rows)
    return plan_import(definition, found, held or {}, frozenset({"P001"}), "lab.csv")


def refused(definition, rows, held=None):
    with pytest.raises(ImportRefused) as error:
        plan(definition, rows, held)
    return [(problem.line, problem.key) for problem in error.value.problems]


def test_a_sample_goes_to_the_visit_whose_window_holds_its_day(definition):
    (save,) = plan(definition, "P001,2027-05-20,ALB,41.5,g/L\n").saves
    assert (save.key, save.kind, save.intent) == (W12, "new", "draft")
    told = {d.item: d.after for d in save.differences}
    assert told == {"chemistry_date": "2027-05-20", "albumin": "41.5 g/L"}


def test_units_are_written_as_the_form_writes_them_and_never_converted(definition):
    (save,) = plan(
        definition, "P001,2027-05-20,TBIL,0.9,mg/dL\nP001,2027-05-20,CREA,71,μmol/L\n"
    ).saves
    told = {d.item: d.after for d in save.differences}
    assert told["bilirubin"] == "0.9 mg/dL"
    assert told["creatinine"] == "71 umol/L"


def test_what_the_file_does_not_name_stays_and_what_is_equal_is_no_change(definition):
    held = {"chemistry_date": {"value": "2027-05-20"}, "ascites": {"value": "none"}}
    state = FormState("complete", 3, held | {"albumin": {"value": "41.5", "unit": "g/L"}})
    row = "P001,2027-05-20,ALB,41.5,g/L\n"
    same = plan(definition, row, {W12: state})
    assert (same.saves, same.unchanged) == ((), 1)
    (save,) = plan(definition, row.replace("41.5", "40.2"), {W12: state}).saves
    assert (save.kind, save.revision, save.intent) == ("change", 3, "complete")
    assert [(d.item, d.before, d.after) for d in save.differences] == [
        ("albumin", "41.5 g/L", "40.2 g/L")
    ]
    assert EnteredValue("ascites", "none") in save.values


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("P009,2027-05-20,ALB,41.5,g/L", "participant"),
        ("P001,20.05.2027,ALB,41.5,g/L", "date"),
        ("P001,2027-02-30,ALB,41.5,g/L", "date"),
        ("P001,2027-06-15,ALB,41.5,g/L", "date"),  # between week 12 and week 24
        ("P001,2027-05-20,XYZ,41.5,g/L", "code"),
        ("P001,2027-05-20,ALB,41.5,mmol/L", "unit"),
        ("P001,2027-05-20,ALB,,g/L", "value"),
        ("P001,2027-05-20,ALB,hemolytic,g/L", "albumin"),
        ("P001,2027-05-20,ALB,41.5,", "albumin"),
        ("P001,2027-05-20,INR,1.1,g/L", "unit"),
    ],
)
def test_a_row_that_cannot_be_placed_or_stored_is_named(definition, row, key):
    good = "P001,2027-05-20,ALT,31,U/L\n"
    assert refused(definition, good + row + "\n") == [(3, key)]


def test_all_faults_of_a_file_are_named_at_once(definition):
    rows = "P009,x,ALB,41.5,g/L\nP001,2027-05-20,ABC,1,\n"
    assert [line for line, _ in refused(definition, rows)] == [2, 2, 3]


def test_two_results_of_one_test_for_one_visit_are_refused_unless_equal(definition):
    rows = "P001,2027-05-20,ALB,41.5,g/L\nP001,2027-05-20,ALB,41.5,g/L\n"
    assert len(plan(definition, rows).saves) == 1
    assert refused(definition, rows.replace("41.5", "41.0", 1)) == [(3, "albumin")]


def test_a_locked_form_takes_nothing(definition):
    row = "P001,2027-05-20,ALB,41.5,g/L\n"
    assert refused(definition, row, {W12: FormState("locked", 1)}) == [(2, "")]


def test_an_unlikely_value_is_imported_and_asked_about(definition):
    (save,) = plan(definition, "P001,2027-05-20,ALB,410,g/L\n").saves
    assert any("did you mean" in finding.message for finding in save.findings)


def test_the_digest_changes_with_any_value_and_with_the_version_of_a_form(definition):
    row = "P001,2027-05-20,ALB,41.5,g/L\n"
    first = plan(definition, row).digest
    assert plan(definition, row).digest == first
    assert plan(definition, row.replace("41.5", "41.6")).digest != first
    assert plan(definition, row, {W12: FormState("draft", 1)}).digest != first


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("item: albumin", "item: albumine", "has no item 'albumine'"),
        ("codes: [ALT]", "codes: [ALB]", "ALB stands for two tests"),
        ("codes: [ALB]", "codes: [1751-8]", "no LOINC code"),
        ("form: liver_chemistry", "form: adverse_event", "no single form"),
        ("date_item: chemistry_date", "date_item: albumin", "no date of the form"),
        ("IU/L: U/L", "IU/L: kat/L", "no item of the form has the unit 'kat/L'"),
        ("tests:", "testz:", "not known here"),
    ],
)
def test_a_mapping_that_does_not_fit_the_study_is_refused(definition, old, new, what):
    with pytest.raises(DefinitionError, match=what):
        read_mapping(MAPPING.replace(old, new), "m.yaml", definition)


@pytest.mark.parametrize("code", ["1751-7", "1742-6", "1920-8", "777-3", "6301-6", "2160-0", "ALB"])
def test_the_check_digit_of_a_published_code_holds(code):
    assert loinc_holds(code)


@pytest.mark.parametrize("code", ["1751-8", "7151-7", "777-4"])
def test_a_mistyped_code_is_found(code):
    assert not loinc_holds(code)


@pytest.mark.parametrize(
    "key",
    [
        ("P001", "W13", "liver_chemistry", 0),
        ("P001", "W12", "demography", 0),
        ("P001", "W12", "liver_chemistry", 1),
        ("P001", "RUNNING", "liver_chemistry", 0),
        ("P001", "RUNNING", "adverse_event", 0),
    ],
)
def test_a_value_outside_the_schedule_is_refused(definition, key):
    value = ImportedValue(key, "albumin", "41", "g/L", 7)
    with pytest.raises(ImportRefused) as error:
        plan_import(definition, [value], {}, frozenset({"P001"}), "f")
    assert [problem.line for problem in error.value.problems] == [7]
