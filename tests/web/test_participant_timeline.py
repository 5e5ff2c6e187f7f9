"""The picture of one participant: where each day lies, and what a curve makes of odd results."""

from datetime import date

import pytest

from hand_made import enrolled, entry, prtras001, scan, virology
from trialwright.capture.participant import Participant
from trialwright.capture.visit_status import visit_states

TODAY = date(2027, 1, 1)


def drawn(*entries, queries=(), narrow=False, start=None):
    from trialwright_web.capture.timeline import Words, timeline

    person = Participant("S-0001", (*(enrolled("S-0001") if start is None else start), *entries))
    states = visit_states(prtras001(), person, TODAY)
    names = {state.visit: state.visit for state in states}
    words = Words("en", "Visits", "Queries", "goes on", names, {s.status: s.status for s in states})
    return timeline(prtras001(), person, states, queries, TODAY, words, narrow=narrow)


def lane(picture, name):
    return next(each for each in picture.lanes if each.name == name)


def test_whoever_has_no_date_yet_has_no_picture():
    born = entry("S-0001", "SCREENING", "demography", birth_date="1975-06-01", sex="M")
    assert drawn(start=[born]) is None


def test_the_first_and_the_last_day_lie_at_the_ends_and_a_birth_is_not_drawn():
    picture = drawn()
    xs = [mark.x for each in picture.lanes for mark in (*each.bars, *each.points)]
    assert min(xs) == 10
    ends = [bar.x + bar.width for bar in lane(picture, "Visits").bars]
    assert max(ends) == pytest.approx(picture.right, abs=2)
    assert min(day for day, *_ in picture.list) == date(2025, 12, 20)


def test_half_of_the_days_lie_in_the_left_half():
    # From consent on 2025-12-20 to the end of W156 on 2029-01-12 are 1119 days.
    picture = drawn(scan("S-0001", "W12", "2026-04-04"))
    [mark] = lane(picture, "MRI read").points
    assert mark.x == pytest.approx(10 + 105 / 1119 * (1100 - 10 - 68), abs=0.1)


def test_treatment_that_goes_on_is_drawn_to_the_last_day():
    stopped = {"drug": "ETV", "start_date": "2026-03-07", "end_date": "2026-06-01"}
    picture = drawn(entry("S-0001", "RUNNING", "study_treatment", 2, **stopped))
    ongoing, ended = sorted(lane(picture, "Entecavir").bars, key=lambda bar: -bar.width)
    assert (ongoing.state, ended.state) == ("ongoing", "taken")
    assert ongoing.x + ongoing.width == pytest.approx(picture.right, abs=0.2)
    assert "goes on" in ongoing.label


def test_an_open_query_stands_on_the_day_of_its_form():
    from trialwright_web.capture.timeline import Told

    picture = drawn(
        scan("S-0001", "W12", "2026-04-04"), queries=[Told("W12", "mri_read", 0, "Which phase?")]
    )
    [asked] = lane(picture, "Queries").points
    assert (asked.day, asked.label) == (date(2026, 4, 4), "Which phase?")


def test_the_narrow_picture_shows_the_same_days():
    wide, narrow = drawn(), drawn(narrow=True)
    assert wide.list == narrow.list
    assert narrow.width == 360
    assert all(mark.x <= narrow.width for each in narrow.lanes for mark in each.points)


def curve(*results):
    """The curve of HBsAg for results on 2 April, 3 April and so on; each with its height."""
    entries = [
        virology("S-0001", f"W{12 * n}", f"2026-04-0{n + 1}", result, "10")
        for n, result in enumerate(results, 1)
    ]
    [found] = [c for c in drawn(*entries, start=[]).curves if c.item.id == "hbsag_result"]
    return found, [round(value.y - found.top) for value in found.points]


def test_values_lie_between_the_lines_of_the_lowest_and_the_highest():
    found, heights = curve("100", "200", "150")
    assert heights == [92, 24, 58]
    assert (found.low, found.high) == ("100", "200")


def test_values_a_hundred_times_apart_are_drawn_by_their_logarithm():
    _, heights = curve("1", "100", "10")
    assert heights == [92, 24, 58]


def test_a_limit_and_what_is_not_detected_are_marked_and_no_test_is_no_point():
    found, heights = curve("<0.05", "not detected", "QNS", "10.05")
    assert [value.bound for value in found.points] == [True, True, False]
    assert heights == [92, 92, 24]


def test_a_value_in_another_unit_is_counted_and_not_drawn():
    other = entry(
        "S-0001",
        "W12",
        "virology",
        virology_date="2026-04-02",
        hbsag_result=("0.82", "kIU/mL"),
    )
    main = virology("S-0001", "W24", "2026-07-02", "820", "10")
    [found] = [c for c in drawn(other, main, start=[]).curves if c.item.id == "hbsag_result"]
    assert (len(found.points), found.elsewhere) == (1, 1)


def test_a_bound_of_a_million_or_more_is_written_by_its_power_of_ten():
    found, _ = curve("90400000", "999999.5")
    assert (found.low, found.high) == ("999,999.5", "9.04×10⁷")
