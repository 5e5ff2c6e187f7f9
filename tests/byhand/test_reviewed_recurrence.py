"""Recurrence by the local reads beside recurrence by the blinded review (rule REC-14)."""

from datetime import date

from review_cases import ADJUDICATOR, CLEAN, FIRST, LR5, SECOND, T_R, charter, found, lesion, review
from trialwright.capture.review.record_read import record_read
from trialwright.endpoints.follow_up import Course
from trialwright.endpoints.lesions import Examination, Lesion
from trialwright.endpoints.reviewed_recurrence import derive_reviewed_recurrence

CHARTER = charter()
MARCH, JUNE, SEPTEMBER = date(2026, 3, 26), date(2026, 6, 18), date(2026, 9, 10)
LOCAL_LR5 = (Lesion("liver", 30, "LR-5"),)


def course(march=(), june=(), september=(), **other):
    """Three scans as read locally; s1, s2 and s3 are their entries."""
    scans = ((MARCH, march, "s1"), (JUNE, june, "s2"), (SEPTEMBER, september, "s3"))
    exams = tuple(Examination(day, "MRI", True, seen, source) for day, seen, source in scans)
    given = {"data_cutoff": date(2030, 1, 1), **other}
    return Course(T_R, (*exams, *given.pop("biopsies", ())), **given)


def reviewed(scan_dates, reads):
    """Reads per scan: (first, second) or (first, second, adjudicator), each a tuple of lesions."""
    held = review(*scan_dates)
    for scan, found_by in zip(held.scans, reads, strict=True):
        for slot, seen in zip((FIRST, SECOND, ADJUDICATOR), found_by, strict=False):
            said = found(slot, seen or (), usable=seen is not None, name=f"{scan.scan}-{slot}")
            held = record_read(held, CHARTER, scan.scan, slot, said)
    return held.scans


def both(local, scan_dates=(), reads=()):
    held = reviewed(scan_dates, reads) if reads else ()
    return derive_reviewed_recurrence(local, held, CHARTER)


def when(outcome):
    return (str(outcome.status), outcome.date) if outcome else None


def test_a_scan_that_was_not_reviewed_counts_as_it_was_read():
    answer = both(course(june=LOCAL_LR5))
    assert when(answer.local) == when(answer.reviewed) == ("RECURRENCE", JUNE)
    assert answer.differs == ()


def test_a_review_may_find_the_recurrence_earlier():
    """Local: nothing in March, LR-5 in June. Both blinded readers see it in March."""
    seen = lesion("LR-5", distance_mm="12")
    answer = both(course(june=LOCAL_LR5), (MARCH,), [([seen], [seen])])
    assert when(answer.local) == ("RECURRENCE", JUNE)
    assert when(answer.reviewed) == ("RECURRENCE", MARCH)
    # 12 mm from the margin is local (REC-05); 30 mm, as read on the spot, is not.
    assert (answer.local.type, answer.reviewed.type) == ("intrahepatic", "local")
    assert answer.differs == ("date", "type")
    assert answer.reviewed.sources == ("s1-first reader",)


def test_a_review_may_find_no_recurrence():
    """LR-5 on the spot, LR-3 for both readers: censored at the last scan (REC-10)."""
    answer = both(course(march=LOCAL_LR5), (MARCH,), [([lesion("LR-3")], [lesion("LR-3")])])
    assert when(answer.local) == ("RECURRENCE", MARCH)
    assert when(answer.reviewed) == ("CENSORED", SEPTEMBER)
    assert answer.reviewed.adjudication_pending is False


def test_the_adjudicator_decides_between_two_reads():
    answer = both(course(march=LOCAL_LR5), (MARCH,), [(LR5, CLEAN, CLEAN)])
    assert when(answer.local) == ("RECURRENCE", MARCH)
    assert when(answer.reviewed) == ("CENSORED", SEPTEMBER)
    assert answer.differs == ("status", "date", "type")


def test_two_reads_that_differ_leave_the_reviewed_reading_open():
    answer = both(course(march=LOCAL_LR5), (MARCH,), [(LR5, CLEAN)])
    assert answer.reviewed is None
    assert answer.waits_for == ("s1",)
    assert when(answer.local) == ("RECURRENCE", MARCH)


def test_an_open_review_after_the_recurrence_changes_nothing():
    """March is settled as LR-5; the June scan is still with its readers."""
    answer = both(course(), (MARCH, JUNE), [(LR5, LR5), ()])
    assert when(answer.reviewed) == ("RECURRENCE", MARCH)
    assert answer.waits_for == ()


def test_an_open_review_before_the_recurrence_may_date_it_earlier():
    answer = both(course(september=LOCAL_LR5), (MARCH,), [(LR5,)])
    assert (answer.reviewed, answer.waits_for) == (None, ("s1",))


def test_an_open_review_after_the_cut_off_or_before_a_death_asks_for_nothing_more():
    held = reviewed((MARCH, JUNE), [(CLEAN, CLEAN), ()])
    cut = course(data_cutoff=date(2026, 4, 1))
    assert derive_reviewed_recurrence(cut, held, CHARTER).waits_for == ()
    dead = course(death_date=date(2026, 5, 1))
    answer = derive_reviewed_recurrence(dead, held, CHARTER)
    assert when(answer.reviewed) == ("DEATH_WITHOUT_RECURRENCE", date(2026, 5, 1))


def test_on_the_day_of_a_death_an_open_scan_might_be_the_recurrence():
    """A recurrence on the day of a death counts (REC-09)."""
    held = reviewed((MARCH,), [()])
    answer = derive_reviewed_recurrence(course(death_date=MARCH), held, CHARTER)
    assert (answer.reviewed, answer.waits_for) == (None, ("s1",))


def test_tissue_counts_in_both_readings():
    proven = (Lesion("liver", 30, None, "HCC"),)
    biopsies = (Examination(date(2026, 4, 2), "biopsy", True, proven, "b1"),)
    answer = both(course(march=LOCAL_LR5, biopsies=biopsies), (MARCH,), [(CLEAN, CLEAN)])
    assert when(answer.local) == ("RECURRENCE", MARCH)
    assert when(answer.reviewed) == ("RECURRENCE", date(2026, 4, 2))
    assert answer.reviewed.evidence == "histology"


def test_images_that_no_reader_can_assess_say_nothing():
    """The scan in March is neither clean nor positive; the interval begins at T_R (REC-11)."""
    answer = both(course(june=LOCAL_LR5), (MARCH,), [(None, None)])
    assert answer.local.interval_lower == MARCH
    assert answer.reviewed.interval_lower == T_R


def test_the_original_local_read_is_left_as_it_was():
    local = course(march=LOCAL_LR5)
    before = local.examinations
    both(local, (MARCH,), [(CLEAN, CLEAN)])
    assert local.examinations == before
