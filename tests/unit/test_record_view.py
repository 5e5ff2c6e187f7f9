"""The typed view of a record: what is there has its type, what is absent is None."""

from datetime import date
from pathlib import Path

import pytest

from trialwright.errors import RecordError
from trialwright.record.partial_date import PartialDate
from trialwright.record.read import parse_record, read_record

SEED = Path(__file__).parents[2] / "studies/prtras001/record/NCT07120750.page.txt"
TINY = '{"protocolSection": {"identificationModule": {"nctId": "NCT00000001"}, %s}}'


@pytest.fixture(scope="module")
def view():
    return read_record(SEED).view


def test_the_registered_facts_have_types(view):
    assert view.identification.acronym == "PRTRAS 001"
    assert view.identification.org_study_id == "IIT-2024-077"
    assert (view.design.study_type, view.design.enrollment_count) == ("OBSERVATIONAL", 332)
    assert view.status.start.date == PartialDate(2025, 9, 1)
    assert view.status.status_verified == PartialDate(2025, 8)
    assert len(view.outcomes.primary) == 1
    assert len(view.outcomes.secondary) == 6
    assert view.outcomes.primary[0].time_frame == "3 years post-radical treatment."
    assert view.eligibility.maximum_age == "70 Years"
    assert view.eligibility.healthy_volunteers is False
    assert view.ipd_sharing.info_types == ("STUDY_PROTOCOL", "SAP", "CSR", "ANALYTIC_CODE")
    assert [mesh.id for mesh in view.condition_meshes] == ["D006528", "D019694"]
    assert view.has_results is False


def test_what_is_not_registered_is_none_or_empty(view):
    assert view.design.allocation is None
    assert view.design.masking is None
    assert view.design.phases == ()
    assert view.arms_interventions.arm_groups == ()
    assert view.contacts_locations.locations == ()


def test_an_absent_module_is_one_in_which_everything_is_absent():
    view = parse_record((TINY % '"designModule": null').encode(), "tiny").view
    assert view.design.enrollment_count is None
    assert view.oversight.has_dmc is None
    assert view.has_results is None


@pytest.mark.parametrize(
    ("part", "key", "what"),
    [
        (
            '"designModule": {"enrollmentInfo": {"count": "332"}}',
            "protocolSection.designModule.enrollmentInfo.count",
            "a whole number is expected, a text found",
        ),
        (
            '"designModule": {"enrollmentInfo": {"count": true}}',
            "protocolSection.designModule.enrollmentInfo.count",
            "a whole number is expected, true or false found",
        ),
        (
            '"designModule": {"enrollmentInfo": 3}',
            "protocolSection.designModule.enrollmentInfo",
            "an object is expected, a number found",
        ),
        (
            '"conditionsModule": {"keywords": ["a", null]}',
            "protocolSection.conditionsModule.keywords[1]",
            "a text is expected, null found",
        ),
        (
            '"outcomesModule": {"primaryOutcomes": {}}',
            "protocolSection.outcomesModule.primaryOutcomes",
            "a list is expected, an object found",
        ),
        (
            '"statusModule": {"startDateStruct": {"date": "2025-02-29"}}',
            "protocolSection.statusModule.startDateStruct.date",
            "'2025-02-29' is no date of the calendar",
        ),
    ],
)
def test_a_wrong_type_is_refused_with_its_place(part, key, what):
    record = (TINY % part).encode()
    with pytest.raises(RecordError) as refusal:
        parse_record(record, "tiny")
    (problem,) = refusal.value.problems
    assert (problem.key, problem.what) == (key, what)


def test_a_type_without_a_date_says_nothing():
    part = '"statusModule": {"startDateStruct": {"type": "ACTUAL"}}'
    assert parse_record((TINY % part).encode(), "tiny").view.status.start is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-08-13", date(2025, 8, 13), date(2025, 8, 13)),
        ("2025-08", date(2025, 8, 1), date(2025, 8, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_partial_date_keeps_every_day_it_can_mean(text, first, last):
    parsed = PartialDate.parse(text)
    assert (parsed.first_day, parsed.last_day, str(parsed)) == (first, last, text)


@pytest.mark.parametrize(
    "text", ["", "2025-13", "2025-00", "25-08", "2025-8", "0000", "2025-08-13 "]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match="date"):
        PartialDate.parse(text)


def test_a_part_of_the_record_that_is_no_object_is_named_from_its_top():
    record = b'{"derivedSection": [], "protocolSection": {"identificationModule": {"nctId": "NCT00000001"}}}'
    with pytest.raises(RecordError, match="derivedSection: an object is expected, a list found"):
        parse_record(record, "tiny")
