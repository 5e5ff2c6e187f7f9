"""Plain courses and laboratory tests as the tables that the bulk endpoints take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from trialwright.endpoints.follow_up import Course
from trialwright.endpoints.response import LabTest

PEOPLE = {
    "participant": pl.String,
    "origin": pl.Date,
    "horizon": pl.Date,
    "death": pl.Date,
    "transplant": pl.Date,
    "death_source": pl.String,
    "transplant_source": pl.String,
    "enrolment_source": pl.String,
}
EXAMS = {
    "participant": pl.String,
    "exam": pl.String,
    "date": pl.Date,
    "biopsy": pl.Boolean,
    "usable": pl.Boolean,
}
LESIONS = {
    "participant": pl.String,
    "exam": pl.String,
    "order": pl.Int64,
    "site": pl.String,
    "distance": pl.String,
    "category": pl.String,
    "histology": pl.String,
    "new": pl.Boolean,
    "source": pl.String,
    "lesion_id": pl.String,
    "lr5_record_literal": pl.Boolean,
}
TESTS = {
    "participant": pl.String,
    "date": pl.Date,
    "source": pl.String,
    "result": pl.String,
    "unit": pl.String,
    "assay": pl.String,
}


def course_tables(courses: Mapping[str, Course]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """People, examinations and lesions of courses by participant."""
    people, exams, lesions = [], [], []
    for key, course in courses.items():
        dates = (course.radical_date, course.horizon, course.death_date, course.transplant_date)
        sources = (course.death_source, course.transplant_source, "enrolment")
        people.append((key, *dates, *sources))
        for exam in course.examinations:
            exams.append((key, exam.source, exam.date, not exam.is_imaging, exam.usable))
            lesions += [(key, exam.source, *_lesion(n, le)) for n, le in enumerate(exam.lesions)]
    return (
        pl.DataFrame(people, schema=PEOPLE, orient="row"),
        pl.DataFrame(exams, schema=EXAMS, orient="row"),
        pl.DataFrame(lesions, schema=LESIONS, orient="row"),
    )


def _lesion(number, lesion):
    distance = None if lesion.distance_mm is None else str(lesion.distance_mm)
    return (
        number,
        lesion.site,
        distance,
        lesion.category,
        lesion.histology,
        lesion.new,
        lesion.source,
        lesion.lesion_id,
        lesion.lr5_record_literal,
    )


def sample_table(tests: Mapping[str, Sequence[LabTest]]) -> pl.DataFrame:
    """Laboratory tests by participant."""
    rows = [
        (key, test.date, test.source, test.result_text, test.unit, test.assay)
        for key, of_one in tests.items()
        for test in of_one
    ]
    return pl.DataFrame(rows, schema=TESTS, orient="row")
