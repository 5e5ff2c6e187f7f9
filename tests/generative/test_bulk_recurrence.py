"""Recurrence over columns gives what the rule for one participant gives, under every reading."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulk_tables import course_tables
from drawn_courses import T_R, on_day
from trialwright.endpoints.bulk.courses import follow_courses
from trialwright.endpoints.bulk.recurrence import with_true_interval
from trialwright.endpoints.bulk.recurrence_readings import READINGS, primary
from trialwright.endpoints.follow_up import Course
from trialwright.endpoints.lesions import Examination, Lesion
from trialwright.endpoints.recurrence import decide, follow_up
from trialwright.endpoints.recurrence_sensitivity import SENSITIVITIES, derive_interval

CUTOFF = on_day(1150)
CATEGORIES = ["LR-1", "LR-3", "LR-4", "LR-5", "LR-TIV", "LR-TR Viable", "LR-TR Nonviable", None]
days = st.one_of(st.integers(-5, 1300), st.sampled_from([0, 1, 84, 1085, 1095, 1096, 1097, 1099]))
lesions = st.builds(
    Lesion,
    site=st.sampled_from(["liver", "liver", "extrahepatic"]),
    distance_mm=st.sampled_from([None, "0", "20", "21", "60"]),
    category=st.sampled_from(CATEGORIES),
    histology=st.sampled_from([None, None, None, "HCC", "benign"]),
    new=st.sampled_from([True, True, True, False, None]),
    lesion_id=st.sampled_from(["", "1", "2"]),
    lr5_record_literal=st.sampled_from([True, False, None]),
)
examinations = st.lists(
    st.builds(
        Examination,
        date=days.map(on_day),
        kind=st.sampled_from(["MRI", "MRI", "biopsy"]),
        usable=st.sampled_from([True, True, True, False]),
        lesions=st.lists(lesions, max_size=2).map(tuple),
    ),
    max_size=6,
)
ends = st.one_of(st.none(), st.none(), days.map(on_day))


def named(drawn, death, transplant):
    """A course in which every row has a name, as rows of forms have."""
    exams = [
        Examination(
            exam.date,
            exam.kind,
            exam.usable,
            tuple(_named(lesion, f"E{n}.{m}") for m, lesion in enumerate(exam.lesions)),
            f"E{n}",
        )
        for n, exam in enumerate(drawn)
    ]
    return Course(T_R, tuple(exams), death, transplant, CUTOFF, 36, "death", "transplant")


def _named(lesion, source):
    return Lesion(**{**vars(lesion), "source": source})


courses = st.lists(st.builds(named, examinations, ends, ends), min_size=1, max_size=12)


def of_table(row):
    recurred = row["status"] == "RECURRENCE"
    return (
        row["status"],
        row["date"],
        tuple(row["types"] or ()) if recurred else (),
        row["evidence"] if recurred else None,
        (row["interval_lower"], row["interval_upper"]),
        row["adjudication_pending"],
        row["residual"] or "",
        tuple(row["sources"]),
        tuple(row["rules"]),
    )


def of_one(course, reading):
    if course.ends_before_treatment:
        rules = ("REC-01", "REC-09")
        nothing = (None, (), None, (None, None), None, "")
        return ("CANNOT_DETERMINE", *nothing, course.ends_before_treatment, rules)
    outcome = reading(course)
    return (
        outcome.status,
        outcome.date,
        outcome.all_types,
        outcome.evidence,
        (outcome.interval_lower, outcome.interval_upper),
        outcome.adjudication_pending,
        "+".join(outcome.residual_sources),
        outcome.sources or ("enrolment",),
        outcome.rules,
    )


def followed(drawn):
    people = {f"P{number:03d}": course for number, course in enumerate(drawn)}
    return people, follow_courses(*course_tables(people), CUTOFF)


@pytest.mark.parametrize("reading", [None, *READINGS])
@settings(max_examples=25, deadline=None)
@given(drawn=courses)
def test_columns_and_one_participant_agree_on_recurrence(reading, drawn):
    people, tables = followed(drawn)
    over_columns = READINGS[reading] if reading else primary
    of_a_person = SENSITIVITIES[reading] if reading else lambda course: decide(follow_up(course))
    table = over_columns(tables, CUTOFF)
    got = {row["participant"]: of_table(row) for row in table.iter_rows(named=True)}
    assert got == {key: of_one(course, of_a_person) for key, course in people.items()}


@settings(max_examples=40, deadline=None)
@given(courses)
def test_columns_and_one_participant_agree_on_the_true_interval(drawn):
    people, tables = followed(drawn)
    table = with_true_interval(primary(tables, CUTOFF), tables)
    for row in table.iter_rows(named=True):
        course = people[row["participant"]]
        if not course.ends_before_treatment:
            interval = derive_interval(course)
            assert (row["interval_left"], row["interval_right"]) == (interval.left, interval.right)


def test_every_declared_reading_has_a_version_over_columns():
    assert READINGS.keys() == SENSITIVITIES.keys()


def test_a_course_that_ends_before_it_begins_is_not_guessed_at():
    """REC-09"""
    course = named([], T_R - timedelta(days=1), None)
    _, tables = followed([course])
    (row,) = primary(tables, CUTOFF).iter_rows(named=True)
    assert (row["status"], row["date"], row["sources"]) == ("CANNOT_DETERMINE", None, ["death"])
