"""The blinded endpoint review (rule REC-14): who reads what, when an adjudicator decides."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from review_cases import (
    ADJUDICATOR,
    CLEAN,
    FIRST,
    LR5,
    MORNING,
    SECOND,
    T_R,
    WHO,
    charter,
    found,
    lesion,
    review,
)
from study_copy import prtras001
from study_copy import study_copy as study_copy
from trialwright.capture.review.blinding import ReadingTask, reading_tasks
from trialwright.capture.review.record_read import ReviewRefused, correct_read, record_read
from trialwright.capture.review.selection import LocalScan, due_on, select_scans
from trialwright.capture.review.states import review_state, settled_read

CHARTER = charter()


def read(reviewed, *reads, scan="s1", by=CHARTER):
    """Add first reads: (slot, lesions) or (slot, lesions, usable)."""
    for minute, (slot, lesions, *usable) in enumerate(reads):
        said = found(slot, lesions, usable=usable[0] if usable else True, minute=minute)
        reviewed = record_read(reviewed, by, scan, slot, said)
    return reviewed


def state(reviewed, scan="s1", by=CHARTER):
    return review_state(reviewed.scan(scan), by)


def settled(reviewed, scan="s1", by=CHARTER):
    return settled_read(reviewed.scan(scan), by)


def problems(refused):
    return {problem.key: problem.what for problem in refused.value.problems}


#  first reader                | second reader               | adjudicator decides on
DIFFERENCES = [
    (CLEAN, CLEAN, ()),
    (LR5, LR5, ()),
    (LR5, CLEAN, ("new_lesion", "category", "site")),
    (LR5, [lesion("LR-4")], ("category",)),
    ([lesion("LR-4"), lesion("LR-5")], [lesion("LR-5"), lesion("LR-4")], ()),
    (LR5, [lesion(), lesion()], ("new_lesion", "category", "site")),
    (LR5, [lesion(None, "extrahepatic")], ("category", "site")),
    # What is not new decides no recurrence, and measures differ between any two readers.
    ([lesion("LR-3", new=False)], CLEAN, ()),
    ([lesion(size_mm="14", number="1")], [lesion(size_mm="16", number="2")], ()),
]


@pytest.mark.parametrize(("first", "second", "differs"), DIFFERENCES)
@pytest.mark.parametrize("kind", ["usable", "new_lesion", "category", "site"])
def test_an_adjudicator_decides_where_reads_differ_in_what_the_charter_names(
    first, second, differs, kind
):
    narrow = charter(adjudicate_on=(kind,))
    reviewed = read(review(), (FIRST, first), (SECOND, second), by=narrow)
    expected = "waiting for adjudicator" if kind in differs else "agreed"
    assert state(reviewed, by=narrow) == expected


@pytest.mark.parametrize("kind", ["usable", "new_lesion", "category", "site"])
def test_images_that_one_reader_cannot_assess_differ_in_that_alone(kind):
    narrow = charter(adjudicate_on=(kind,))
    reviewed = read(review(), (FIRST, CLEAN, False), (SECOND, LR5), by=narrow)
    expected = "waiting for adjudicator" if kind == "usable" else "agreed"
    assert state(reviewed, by=narrow) == expected


def test_a_scan_goes_through_its_states():
    reviewed = review()
    assert state(reviewed) == "waiting for two readers"
    reviewed = read(reviewed, (SECOND, LR5))
    assert state(reviewed) == "waiting for one reader"
    reviewed = read(reviewed, (FIRST, CLEAN))
    assert state(reviewed) == "waiting for adjudicator"
    assert settled(reviewed) is None
    reviewed = read(reviewed, (ADJUDICATOR, LR5))
    assert state(reviewed) == "adjudicated"
    assert settled(reviewed).reader == WHO[ADJUDICATOR]


def test_two_readers_who_agree_need_nobody_else():
    reviewed = read(review(), (FIRST, LR5), (SECOND, LR5))
    assert settled(reviewed).slot == FIRST
    with pytest.raises(ReviewRefused) as refused:
        read(reviewed, (ADJUDICATOR, CLEAN))
    assert problems(refused) == {"slot": "the scan is agreed: no adjudicator is asked for"}


def test_one_read_settles_nothing():
    assert settled(read(review(), (FIRST, LR5))) is None


def test_a_slot_reads_a_scan_once():
    with pytest.raises(ReviewRefused) as refused:
        read(review(), (FIRST, LR5), (FIRST, CLEAN))
    assert "no first reader is asked for" in problems(refused)["slot"]


def test_nobody_reads_again_what_they_read_for_the_study():
    said = found(FIRST, reader="Local reader")
    with pytest.raises(ReviewRefused) as refused:
        record_read(review(), CHARTER, "s1", FIRST, said)
    assert problems(refused) == {"reader": "Local reader read this scan for the study"}


def test_one_person_is_not_both_readers():
    reviewed = read(review(), (FIRST, LR5))
    with pytest.raises(ReviewRefused) as refused:
        record_read(reviewed, CHARTER, "s1", SECOND, found(SECOND, reader=WHO[FIRST]))
    assert problems(refused) == {"reader": "Reader A is already the first reader here"}


def test_one_person_is_not_both_readers_on_two_scans_of_one_participant():
    """The second scan would be read with the other slot's earlier read in mind."""
    reviewed = read(review(date(2026, 3, 26), date(2026, 6, 18)), (FIRST, CLEAN), (SECOND, CLEAN))
    with pytest.raises(ReviewRefused) as refused:
        record_read(reviewed, CHARTER, "s2", SECOND, found(SECOND, reader=WHO[FIRST]))
    assert problems(refused) == {"reader": "Reader A is already the first reader here"}


def test_a_reader_does_not_adjudicate_for_the_same_participant():
    reviewed = read(review(), (FIRST, LR5), (SECOND, CLEAN))
    with pytest.raises(ReviewRefused) as refused:
        record_read(reviewed, CHARTER, "s1", ADJUDICATOR, found(ADJUDICATOR, reader=WHO[SECOND]))
    assert "is a reader of this participant" in problems(refused)["reader"]


#  what is wrong                                | key       | what is said
INCOMPLETE = [
    ({"lesions": [lesion(None)]}, "lesions", "lesion 1 lacks category"),
    ({"lesions": [lesion(), lesion(site=None)]}, "lesions", "lesion 2 lacks site"),
    ({"lesions": [lesion(new=None)]}, "lesions", "lesion 1 lacks new"),
    ({"lesions": LR5, "usable": False}, "usable", "cannot be assessed show no lesion"),
    ({"reader": "  "}, "reader", "nobody is named"),
]


@pytest.mark.parametrize(("wrong", "key", "said"), INCOMPLETE)
def test_an_incomplete_read_goes_back_to_its_reader(wrong, key, said):
    with pytest.raises(ReviewRefused) as refused:
        record_read(review(), CHARTER, "s1", FIRST, found(FIRST, **wrong))
    assert said in problems(refused)[key]


def test_a_lesion_outside_the_liver_has_no_category():
    outside = [lesion(None, "extrahepatic")]
    assert state(read(review(), (FIRST, outside))) == "waiting for one reader"


def test_a_time_without_a_zone_is_refused():
    said = found(FIRST)
    naive = replace(said, at=said.at.replace(tzinfo=None))
    with pytest.raises(ReviewRefused) as refused:
        record_read(review(), CHARTER, "s1", FIRST, naive)
    assert "no time zone" in problems(refused)["at"]


TWO = (date(2026, 3, 26), date(2026, 6, 18))


def test_scans_are_read_in_the_order_they_were_made():
    with pytest.raises(ReviewRefused) as refused:
        read(review(*TWO), (FIRST, LR5), scan="s2")
    assert problems(refused) == {
        "scan": "1 earlier scan(s) of this participant wait for the first reader"
    }
    first_done = read(review(*TWO), (FIRST, CLEAN))
    assert state(read(first_done, (FIRST, LR5), scan="s2"), "s2") == "waiting for one reader"


def test_a_charter_may_let_scans_be_read_in_any_order():
    free = charter(sequential=False)
    assert state(read(review(*TWO), (FIRST, LR5), scan="s2", by=free), "s2", free)


def test_a_corrected_read_is_a_new_version_and_the_original_stays():
    reviewed = read(review(), (FIRST, LR5))
    (original,) = reviewed.scan("s1").reads
    again = found(FIRST, [lesion("LR-4")], minute=30)
    corrected = correct_read(reviewed, CHARTER, "s1", FIRST, again, reason="wrong row ticked")
    assert corrected.scan("s1").versions(FIRST)[0] == original
    assert [r.version for r in corrected.scan("s1").reads] == [1, 2]
    assert corrected.scan("s1").current(FIRST).reason == "wrong row ticked"
    assert reviewed.scan("s1").reads == (original,)
    with pytest.raises(FrozenInstanceError):
        original.usable = False


def test_a_correction_may_undo_an_agreement_or_a_difference():
    agreed = read(review(), (FIRST, LR5), (SECOND, LR5))
    again = found(SECOND, CLEAN, minute=30)
    apart = correct_read(agreed, CHARTER, "s1", SECOND, again, reason="wrong participant")
    assert state(apart) == "waiting for adjudicator"
    back = found(SECOND, LR5, minute=40)
    assert state(correct_read(apart, CHARTER, "s1", SECOND, back, reason="was right")) == "agreed"


def test_reads_stay_once_an_adjudicator_has_decided_between_them():
    reviewed = read(review(), (FIRST, LR5), (SECOND, CLEAN), (ADJUDICATOR, LR5))
    with pytest.raises(ReviewRefused) as refused:
        correct_read(reviewed, CHARTER, "s1", SECOND, found(SECOND, LR5, minute=9), reason="saw it")
    assert problems(refused) == {
        "slot": "the scan is adjudicated: no read of the second reader can change"
    }
    own = found(ADJUDICATOR, CLEAN, minute=9)
    changed = correct_read(reviewed, CHARTER, "s1", ADJUDICATOR, own, reason="artefact")
    assert settled(changed).lesions == CLEAN
    assert len(changed.scan("s1").versions(ADJUDICATOR)) == 2


#  who corrects | minutes after eight | reason   | key
REFUSED_CORRECTIONS = [
    (WHO[FIRST], 5, "  ", "reason"),
    (WHO[SECOND], 5, "a slip", "reader"),
    (WHO[FIRST], -1, "a slip", "at"),
]


@pytest.mark.parametrize(("reader", "minute", "reason", "key"), REFUSED_CORRECTIONS)
def test_a_correction_is_signed_dated_and_explained_by_its_own_reader(reader, minute, reason, key):
    reviewed = read(review(), (FIRST, LR5))
    said = found(FIRST, minute=minute, reader=reader)
    with pytest.raises(ReviewRefused) as refused:
        correct_read(reviewed, CHARTER, "s1", FIRST, said, reason=reason)
    assert set(problems(refused)) == {key}


def test_a_read_that_does_not_exist_cannot_be_corrected():
    with pytest.raises(ReviewRefused) as refused:
        correct_read(review(), CHARTER, "s1", FIRST, found(FIRST), reason="a slip")
    assert "no read of the first reader can change" in problems(refused)["slot"]


# --- blinding


def test_a_reader_is_shown_nothing_of_group_dates_people_or_the_other_read():
    reviewed = read(review(*TWO), (FIRST, LR5), (SECOND, CLEAN))
    (task,) = reading_tasks(reviewed, CHARTER, SECOND, radical_date=T_R)
    assert {field.name for field in fields(ReadingTask)} == {
        *("code", "number", "study_day", "own_reads", "others")
    }
    assert (task.code, task.number, task.study_day) == ("K7", 2, 169)
    assert task.others == ()
    # The second reader saw no lesion; the first one's LR-5 is nowhere in the task.
    assert [(n, r.lesions) for n, r in task.own_reads] == [(1, CLEAN)]
    hidden = ("P001", "Local reader", "s1", "s2", "2026", "LR-5", *WHO.values())
    assert not [word for word in hidden if word in repr(task)]


def test_an_adjudicator_is_shown_both_reads_without_their_readers():
    reviewed = read(review(), (FIRST, LR5), (SECOND, CLEAN))
    (task,) = reading_tasks(reviewed, CHARTER, ADJUDICATOR, radical_date=T_R)
    assert [one.lesions for one in task.others] == [LR5, CLEAN]
    assert not [word for word in ("P001", *WHO.values(), "2026") if word in repr(task)]


def test_a_reader_has_one_task_at_a_time_in_a_sequential_review():
    assert [t.number for t in tasks(review(*TWO), CHARTER)] == [1]
    assert [t.number for t in tasks(read(review(*TWO), (FIRST, LR5)), CHARTER)] == [2]
    assert [t.number for t in tasks(review(*TWO), charter(sequential=False))] == [1, 2]


def tasks(reviewed, by):
    return reading_tasks(reviewed, by, FIRST, radical_date=T_R)


def test_every_task_that_is_shown_can_be_done():
    reviewed = review(*TWO)
    for _ in range(2):
        for slot in (FIRST, SECOND):
            (task,) = reading_tasks(reviewed, CHARTER, slot, radical_date=T_R)
            scan = reviewed.scans[task.number - 1].scan
            reviewed = record_read(reviewed, CHARTER, scan, slot, found(slot))
    assert {state(reviewed, scan.scan) for scan in reviewed.scans} == {"agreed"}


# --- selection


def local(number, *, flagged=False, day=date(2026, 3, 26)):
    return LocalScan(f"scan-{number}", day, "Local reader", day + timedelta(days=3), flagged)


def test_every_flagged_scan_and_about_one_in_ten_of_the_rest_are_selected():
    by = charter(scans="flagged", clean_one_in=10)
    flagged = [local(n, flagged=True) for n in range(200)]
    clean = [local(n) for n in range(1000, 3000)]
    chosen = {scan.scan for scan in select_scans([*flagged, *clean], by, after=T_R)}
    assert {scan.entry for scan in flagged} <= chosen
    # 200 of 2000 expected; 4 standard errors are 54.
    assert 146 <= len(chosen) - 200 <= 254


def test_a_later_scan_changes_no_earlier_choice():
    by = charter(scans="flagged", clean_one_in=3)
    scans = [local(n) for n in range(60)]
    few = {scan.scan for scan in select_scans(scans[:30], by, after=T_R)}
    many = {scan.scan for scan in select_scans(scans, by, after=T_R)}
    assert few == many & {scan.entry for scan in scans[:30]}


def test_a_charter_for_all_scans_takes_each_after_the_treatment_in_order():
    late = local(2, day=date(2026, 6, 18))
    scans = [late, local(1), local(0, day=T_R, flagged=True)]
    assert [s.scan for s in select_scans(scans, CHARTER, after=T_R)] == ["scan-1", "scan-2"]


def test_reads_are_due_some_days_after_the_local_one():
    (scan,) = select_scans([local(1)], CHARTER, after=T_R)
    assert due_on(scan, CHARTER) == date(2026, 3, 29) + timedelta(days=28)


# --- the charter as the study declares it


def test_the_study_declares_its_charter_as_an_assumption():
    declared = prtras001().endpoints.endpoint("recurrence").review
    assert declared.scans == "flagged"
    assert declared.clean_one_in == 10
    assert declared.source.origin == "assumption"
    assert "REC-14" in declared.source.rules


@pytest.mark.parametrize(
    "changes",
    [
        {"scans": "flagged"},
        {"clean_one_in": 10},
        {"adjudicate_on": ()},
        {"adjudicate_on": ("usable", "usable")},
        {"adjudicate_on": ("mood",)},
        {"due_days": 0},
        {"version": " "},
        {"readers": 3},
    ],
)
def test_a_charter_that_cannot_be_followed_is_refused(changes):
    with pytest.raises(ValidationError):
        charter(**changes)


def test_only_an_endpoint_of_scans_has_a_review(study):
    text = study.path("endpoints.yaml").read_text("utf-8")
    start, end = text.index("    review:\n"), text.index("    rules: [REC-01")
    block = text[start:end]
    moved = text.replace("    rules: [HBS-01", f"{block}    rules: [HBS-01", 1)
    study.path("endpoints.yaml").write_text(moved, encoding="utf-8")
    assert "only an endpoint derived as recurrence has scans" in study.only_problem().what


def test_reads_of_one_morning_keep_their_order():
    reviewed = read(review(), (FIRST, LR5), (SECOND, CLEAN))
    assert [r.at - MORNING for r in reviewed.scan("s1").reads] == [
        *(timedelta(minutes=n) for n in (0, 1))
    ]
