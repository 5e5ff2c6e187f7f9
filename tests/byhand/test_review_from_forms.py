"""The blinded review as typed on its forms: the reviewed reading beside the local one (REC-14).

Every case is derived for one participant and over columns, and both must answer alike.
"""

from datetime import date

import pytest

from hand_made import enrolled, entry, lesion, prtras001, scan, snapshot_of
from trialwright.analysis.registered import run_analyses
from trialwright.capture.review.selection import is_drawn
from trialwright.datasets.form_tables import form_tables
from trialwright.endpoints.bulk.derive import derive_endpoint_tables
from trialwright.endpoints.derive import derive_endpoints

CUTOFF = date(2030, 6, 30)
SPRING, SUMMER = "2026-04-04", "2026-06-27"
FIRST, SECOND, LAST = "first_reader", "second_reader", "adjudicator"


def read(number, slot, day, *categories, usable="yes", site="liver"):
    """One read as the first entries of its forms: the read, then a new lesion per category."""
    seen = "yes" if categories else "no"
    answers = {"review_scan_date": day, "review_slot": slot, "review_charter": "1"}
    yield entry(
        *("A", "RUNNING", "scan_review", number),
        on=day,
        **answers,
        review_usable=usable,
        review_lesions=seen,
    )
    for place, category in enumerate(categories):
        yield entry(
            *("A", "RUNNING", "review_lesion", 10 * number + place),
            on=day,
            reviewed_read=str(number),
            reviewed_site=site,
            reviewed_distance_mm=("12", "mm"),
            reviewed_size_mm=("14", "mm"),
            reviewed_category=category,
            reviewed_new="yes",
        )


def local(*, seen_in_summer=True):
    """Nothing on the spot in spring, LR-5 in summer."""
    found = [lesion("A", "W24", SUMMER, "LR-5")] if seen_in_summer else []
    return [
        *enrolled("A"),
        scan("A", "W12", SPRING),
        scan("A", "W24", SUMMER, lesions="yes" if seen_in_summer else "no"),
        *found,
    ]


def derived(*entries):
    """The reviewed row of one participant, the same over columns."""
    found = derive_endpoints(snapshot_of(*entries, cutoff=CUTOFF))
    (row,) = found.of("recurrence", "recurrence_reviewed")
    tables = derive_endpoint_tables(prtras001(), [form_tables(prtras001(), entries)], CUTOFF)
    (column,) = (
        tables.rows["recurrence"].filter(reading="recurrence_reviewed").iter_rows(named=True)
    )
    assert [column[name] for name in ("status", "event", "date")] == [
        row.status,
        row.event,
        row.date,
    ]
    assert (tuple(column["sources"]), tuple(column["rules"])) == (row.sources, row.rules)
    (primary,) = found.of("recurrence")
    assert (primary.status, primary.date) == _PRIMARY[entries_see_it(entries)]
    return row


def entries_see_it(entries):
    return any(each.form == "mri_lesion" for each in entries)


_PRIMARY = {
    True: ("RECURRENCE", date.fromisoformat(SUMMER)),
    False: ("CENSORED", date.fromisoformat(SUMMER)),
}


def test_neither_scan_of_these_cases_is_drawn_as_a_control():
    charter = prtras001().endpoints.endpoint("recurrence").review
    drawn = [is_drawn(f"A.{visit}.mri_read.0.v1", charter) for visit in ("W12", "W24")]
    assert drawn == [False, False]


def test_a_corrected_local_read_is_drawn_as_the_first_version_was():
    charter = prtras001().endpoints.endpoint("recurrence").review
    scans = [f"S-{number:04d}.W12.mri_read.0" for number in range(200)]
    first = [is_drawn(f"{scan}.v1", charter) for scan in scans]
    assert [is_drawn(f"{scan}.v2", charter) for scan in scans] == first
    assert 5 < sum(first) < 50


def test_two_readers_who_agree_settle_the_scan():
    """12 mm for the first reader is local; 45 mm, as read on the spot, is not (REC-05)."""
    row = derived(*local(), *read(1, FIRST, SUMMER, "LR-5"), *read(2, SECOND, SUMMER, "LR-5"))
    assert (row.status, str(row.date), row.detail["type"]) == ("RECURRENCE", SUMMER, "local")
    assert row.sources == ("A.RUNNING.scan_review.1.v1",)
    assert row.rules == ("REC-02", "REC-05", "REC-14")


def test_two_readers_may_see_no_recurrence():
    row = derived(*local(), *read(1, FIRST, SUMMER, "LR-3"), *read(2, SECOND, SUMMER, "LR-3"))
    assert (row.status, row.event, row.detail["adjudication_pending"]) == ("CENSORED", False, "yes")


def test_a_read_of_a_scan_that_nobody_selected_counts_too():
    """The recurrence is found twelve weeks earlier than on the spot."""
    early = [*read(1, FIRST, SPRING, "LR-5"), *read(2, SECOND, SPRING, "LR-5")]
    late = [*read(3, FIRST, SUMMER, "LR-5"), *read(4, SECOND, SUMMER, "LR-5")]
    assert str(derived(*local(), *early, *late).date) == SPRING


@pytest.mark.parametrize(
    "reads",
    [
        [],
        [*read(1, FIRST, SUMMER, "LR-5")],
        [*read(1, FIRST, SUMMER, "LR-5"), *read(2, SECOND, SUMMER, "LR-4")],
        [*read(1, FIRST, SUMMER, "LR-5"), *read(2, SECOND, SUMMER)],
        [*read(1, FIRST, SUMMER, "LR-5"), *read(2, SECOND, SUMMER, usable="no")],
        [*read(1, FIRST, SUMMER, None), *read(2, SECOND, SUMMER, None, site="extrahepatic")],
        [*read(1, FIRST, SUMMER, "LR-5"), *read(2, "nobody", SUMMER, "LR-5")],
    ],
)
def test_while_the_review_of_a_scan_is_open_the_outcome_is(reads):
    row = derived(*local(), *reads)
    assert (row.status, row.event, row.date) == ("CANNOT_DETERMINE", None, None)
    assert (row.sources, row.rules) == (("A.W24.mri_read.0.v1",), ("REC-14",))


def test_the_adjudicator_decides():
    reads = [*read(1, FIRST, SUMMER, "LR-5"), *read(2, SECOND, SUMMER, "LR-4")]
    row = derived(*local(), *reads, *read(3, LAST, SUMMER, "LR-5"))
    assert (row.status, row.sources) == ("RECURRENCE", ("A.RUNNING.scan_review.3.v1",))


def test_a_corrected_read_is_a_further_entry_and_the_last_one_counts():
    reads = [*read(1, FIRST, SUMMER, "LR-5"), *read(2, SECOND, SUMMER, "LR-4")]
    corrected = read(3, SECOND, SUMMER, "LR-5")
    assert derived(*local(), *reads, *corrected).status == "RECURRENCE"


def test_a_lesion_seen_and_not_described_is_pending():
    """REC-02: never negative, and no event."""
    reads = [
        entry(
            *("A", "RUNNING", "scan_review", number),
            on=SUMMER,
            review_scan_date=SUMMER,
            review_slot=slot,
            review_usable="yes",
            review_lesions="yes",
        )
        for number, slot in ((1, FIRST), (2, SECOND))
    ]
    row = derived(*local(), *reads)
    assert (row.status, row.detail["adjudication_pending"]) == ("CENSORED", "yes")


def test_a_scan_that_was_not_reviewed_counts_as_it_was_read():
    row = derived(*local(seen_in_summer=False))
    assert (row.status, str(row.date), row.rules) == ("CENSORED", SUMMER, ("REC-10", "REC-14"))


def test_both_readings_stand_side_by_side_in_the_results():
    """Local: one event. Reviewed: none. One participant has another answer."""
    reads = [*read(1, FIRST, SUMMER, "LR-3"), *read(2, SECOND, SUMMER, "LR-3")]
    found = derive_endpoints(snapshot_of(*local(), *reads, cutoff=CUTOFF))
    results = {
        (row.level, row.statistic): row.value
        for row in run_analyses(prtras001(), found)
        if row.analysis == "recurrence_readings" and row.variable == "reading" and row.group == "NA"
    }
    assert results["primary", "events"] == 1
    assert results["recurrence_reviewed", "events"] == 0
    assert results["recurrence_reviewed", "changed"] == 1
    assert results["recurrence_reviewed", "cannot_determine"] == 0


def test_an_outcome_that_waits_for_its_review_is_counted_as_open():
    found = derive_endpoints(snapshot_of(*local(), cutoff=CUTOFF))
    results = {
        (row.level, row.statistic): row.value
        for row in run_analyses(prtras001(), found)
        if row.analysis == "recurrence_readings" and row.variable == "reading" and row.group == "NA"
    }
    assert results["primary", "cannot_determine"] == 0
    assert results["recurrence_reviewed", "cannot_determine"] == 1
    assert results["recurrence_reviewed", "changed"] == 1
