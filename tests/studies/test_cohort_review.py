"""The synthetic cohort is reviewed as the charter says (REC-14)."""

from collections import Counter
from datetime import date

import pytest

from hand_made import prtras001, snapshot_of
from simulated import cohort
from trialwright.capture.review.reads import READERS
from trialwright.capture.review.states import differences, review_state
from trialwright.endpoints.case import Case
from trialwright.endpoints.derive import derive_endpoints
from trialwright.endpoints.recurrence_rows import recurrence_course
from trialwright.endpoints.review_reads import reviewed_scans

CUTOFF = date(2029, 12, 31)
ENDPOINT = prtras001().endpoints.endpoint("recurrence")
CHARTER = ENDPOINT.review


@pytest.fixture(scope="module")
def scans():
    snapshot = snapshot_of(*cohort(60).entries, cutoff=CUTOFF)
    people = {person.id: person for person in snapshot.participants}
    cases = [
        Case(ENDPOINT, people[row.participant], row, CUTOFF)
        for row in derive_endpoints(snapshot).participants
        if row.enrolled
    ]
    return [
        scan
        for case in cases
        for scan in reviewed_scans(case, recurrence_course(case, case.origin), CHARTER)
    ]


def test_every_selected_scan_is_read_twice_and_adjudicated_where_the_reads_differ(scans):
    states = Counter(review_state(scan, CHARTER) for scan in scans)
    assert set(states) == {"agreed", "adjudicated"}
    for scan in scans:
        first, second = (scan.current(slot) for slot in READERS)
        adjudicated = review_state(scan, CHARTER) == "adjudicated"
        assert adjudicated is bool(differences(first, second, CHARTER))
    assert 0 < states["adjudicated"] < states["agreed"]


def test_nobody_reads_twice_or_reads_again_what_they_read_for_the_study(scans):
    for scan in scans:
        readers = [read.reader for read in scan.reads]
        assert len({*readers, scan.local_reader}) == len(readers) + 1


def test_scans_without_a_lesion_are_read_too_so_that_review_says_nothing(scans):
    clean = [scan for scan in scans if not any(read.lesions for read in scan.reads)]
    assert clean and len(clean) < len(scans)


def test_the_review_changes_some_outcomes_and_leaves_most():
    derived = derive_endpoints(snapshot_of(*cohort(332).entries, cutoff=CUTOFF))
    local = {row.participant: (row.event, row.date) for row in derived.of("recurrence")}
    reviewed = derived.of("recurrence", "recurrence_reviewed")
    changed = [row for row in reviewed if local[row.participant] != (row.event, row.date)]
    assert 0 < len(changed) < 0.1 * len(local)
    assert all(row.event is not None for row in reviewed)
