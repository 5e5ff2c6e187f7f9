"""The recurrence a simulation establishes is the one that the study's rules find in its entries."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from simulated import parameters
from trialwright.endpoints.lesions import Examination, Lesion
from trialwright.endpoints.recurrence import RecurrenceStatus, derive_recurrence
from trialwright.synthetic.draws import Subject, stream
from trialwright.synthetic.scans import Imaging, draw_imaging

T_R = date(2026, 1, 5)
GRID = tuple(84 * visit for visit in range(1, 14))
LAST = 1120


def _lesion(read, histology=None):
    return Lesion(read.site, read.distance_mm, read.category, histology, read.new)


def _examinations(imaging: Imaging):
    for scan in imaging.scans:
        lesions = tuple(_lesion(read) for read in scan.lesions)
        yield Examination(T_R + timedelta(scan.day), "MRI", scan.usable, lesions)
    for biopsy in imaging.biopsies:
        lesions = (_lesion(biopsy.lesion, biopsy.histology),)
        yield Examination(T_R + timedelta(biopsy.day), "biopsy", True, lesions)


def _imaging(number, onset, days=GRID):
    return draw_imaging(stream(3, number, Subject.SCANS), days, onset, LAST, parameters())


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 1100), st.sets(st.sampled_from(GRID)))
def test_the_day_of_recurrence_is_the_one_that_the_rules_derive(number, onset, missed):
    imaging = _imaging(number, onset, [day for day in GRID if day not in missed])
    outcome = derive_recurrence(
        radical_date=T_R, examinations=tuple(_examinations(imaging)), horizon_months=48
    )
    recurred = outcome.status is RecurrenceStatus.RECURRENCE
    assert (outcome.days if recurred else None) == imaging.confirmed


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_without_an_onset_nothing_is_a_recurrence(number):
    imaging = _imaging(number, None)
    outcome = derive_recurrence(radical_date=T_R, examinations=tuple(_examinations(imaging)))
    assert (imaging.confirmed, outcome.status) == (None, RecurrenceStatus.CENSORED)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 1100))
def test_nothing_new_is_confirmed_before_the_onset_or_after_the_last_day(number, onset):
    imaging = _imaging(number, onset)
    assert imaging.confirmed is None or onset <= imaging.confirmed <= LAST
    assert all(biopsy.day <= LAST for biopsy in imaging.biopsies)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 1100))
def test_an_unusable_scan_shows_no_lesion(number, onset):
    assert all(scan.usable or not scan.lesions for scan in _imaging(number, onset).scans)
