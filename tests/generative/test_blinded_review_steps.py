"""Any order of reads and corrections: originals stay, and the states are those of a naive count (REC-14)."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from review_cases import ADJUDICATOR, CLEAN, FIRST, LR5, SECOND, T_R, charter, found, lesion, review
from trialwright.capture.review.record_read import ReviewRefused, correct_read, record_read
from trialwright.capture.review.states import TRANSITIONS, review_state, settled_read
from trialwright.endpoints.follow_up import Course
from trialwright.endpoints.lesions import Examination, Lesion
from trialwright.endpoints.reviewed_recurrence import derive_reviewed_recurrence

SLOTS = (FIRST, SECOND, ADJUDICATOR)
SEEN = (CLEAN, LR5, (lesion("LR-4"),), (lesion("LR-5"), lesion("LR-3")))
DAYS = tuple(T_R + timedelta(days=84 * n) for n in (1, 2, 3))

steps = st.lists(
    st.tuples(
        st.sampled_from(["read", "correct"]),
        st.integers(0, len(DAYS) - 1),
        st.sampled_from(SLOTS),
        st.sampled_from(SEEN),
    ),
    max_size=14,
)


def walk(listed, by):
    """Take each step that is not refused; give the review after each."""
    held = review(*DAYS)
    yield held
    for minute, (what, number, slot, seen) in enumerate(listed):
        scan, said = f"s{number + 1}", found(slot, seen, minute=minute)
        try:
            if what == "read":
                held = record_read(held, by, scan, slot, said)
            else:
                held = correct_read(held, by, scan, slot, said, reason="a slip")
        except ReviewRefused:
            continue
        yield held


def naive_state(scan):
    """Counted from the last lesions of each slot, without the program's own notion of a read."""
    last = {read.slot: sorted((le.site, le.category) for le in read.lesions) for read in scan.reads}
    if ADJUDICATOR in last:
        return "adjudicated"
    number = len(last)
    if number < 2:
        return ("waiting for two readers", "waiting for one reader")[number]
    return "agreed" if last[FIRST] == last[SECOND] else "waiting for adjudicator"


@settings(max_examples=120)
@given(steps, st.booleans())
def test_every_step_keeps_what_was_read_and_follows_the_table(listed, sequential):
    by = charter(sequential=sequential)
    before = None
    for held in walk(listed, by):
        for number, scan in enumerate(held.scans):
            state = review_state(scan, by)
            assert state == naive_state(scan)
            assert (settled_read(scan, by) is None) == state.startswith("waiting")
            if before is not None and scan != (old := before.scans[number]):
                assert scan.reads[:-1] == old.reads
                assert state in TRANSITIONS[review_state(old, by)]
        before = held


@settings(max_examples=120)
@given(steps, st.booleans())
def test_readers_and_adjudicator_of_one_participant_are_three_people(listed, sequential):
    *_, held = walk(listed, charter(sequential=sequential))
    slots = {read.slot: read.reader for scan in held.scans for read in scan.reads}
    assert len(set(slots.values())) == len(slots)
    for slot in (FIRST, SECOND) if sequential else ():
        done = [scan.current(slot) is not None for scan in held.scans]
        assert done == sorted(done, reverse=True)


local_lesions = st.sampled_from([(), (Lesion("liver", 30, "LR-5"),), (Lesion("liver", 5, "LR-4"),)])


@settings(max_examples=120)
@given(steps, st.lists(local_lesions, min_size=3, max_size=3))
def test_closing_every_open_review_never_contradicts_a_reading_that_was_given(listed, local):
    """A reading stands only where no answer to an open review could change it."""
    by = charter()
    *_, held = walk(listed, by)
    exams = tuple(
        Examination(day, "MRI", True, seen, f"s{n}")
        for n, (day, seen) in enumerate(zip(DAYS, local, strict=True), 1)
    )
    course = Course(T_R, exams, data_cutoff=date(2030, 1, 1))
    given_now = derive_reviewed_recurrence(course, held.scans, by).reviewed
    for seen in SEEN:
        closed = derive_reviewed_recurrence(course, close(held, seen, by).scans, by).reviewed
        assert closed is not None
        if given_now is not None:
            assert (closed.status, closed.date, closed.type) == (
                *(given_now.status, given_now.date, given_now.type),
            )


def close(held, seen, by):
    """Let every slot that a scan waits for find the same."""
    for scan in held.scans:
        for slot in SLOTS:
            state = review_state(held.scan(scan.scan), by)
            waits = slot == ADJUDICATOR if "adjudicator" in state else slot != ADJUDICATOR
            if state.startswith("waiting") and waits and not held.scan(scan.scan).current(slot):
                held = record_read(held, by, scan.scan, slot, found(slot, seen, minute=99))
    return held
