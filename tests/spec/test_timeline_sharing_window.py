"""IPD-03: opens = the later of completion and publication + 6 months; closes = opening + 5 years."""

from datetime import date

import pytest

from changed_records import ABSENT, changed, seed_record
from trialwright.instruments.partial_date import DateSpan
from trialwright.record.models import IpdSharing
from trialwright.record.sharing_clauses import read_sharing_clauses
from trialwright.record.sharing_window import derive_sharing_window

SEED = seed_record()
IPD = "ipdSharingStatementModule"
COMPLETION = "statusModule.completionDateStruct"


def window(publication, changes=()):
    day = date.fromisoformat(publication) if publication else None
    return derive_sharing_window(changed(SEED, dict(changes)).view, day)


@pytest.mark.parametrize(
    ("publication", "completion", "opens", "closes"),
    [
        ("2030-08-31", "2030-12-31", "2031-02-28", "2036-02-28"),
        ("2030-05-15", "2030-12-31", "2030-12-31", "2035-12-31"),
        ("2031-08-29", "2030-12-31", "2032-02-29", "2037-02-28"),
        ("2030-06-30", "2030-12-31", "2030-12-31", "2035-12-31"),
        ("2030-07-01", "2030-12-31", "2031-01-01", "2036-01-01"),
    ],
)
def test_the_window_opens_when_both_gates_have_passed(publication, completion, opens, closes):
    found = window(publication, {f"{COMPLETION}.date": completion})
    assert found.opens == DateSpan(date.fromisoformat(opens), date.fromisoformat(opens))
    assert found.closes == DateSpan(date.fromisoformat(closes), date.fromisoformat(closes))


def test_without_a_publication_date_it_is_not_yet_open_and_nothing_can_be_handed_in():
    found = window(None)
    assert (found.opens, found.closes) == (None, None)
    assert found.waits_for == ("the publication date, entered by hand",)
    assert found.state_on(date(2040, 1, 1)) == "not yet open"
    assert not found.accepts_requests_on(date(2040, 1, 1))


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2031-02-27", "not yet open"),
        ("2031-02-28", "open"),
        ("2036-02-28", "open"),
        ("2036-02-29", "closed"),
    ],
)
def test_the_window_includes_its_closing_day(day, state):
    found = window("2030-08-31")
    assert found.state_on(date.fromisoformat(day)) == state
    assert found.accepts_requests_on(date.fromisoformat(day)) is (state == "open")


def test_a_completion_known_to_the_month_gives_bounds():
    found = window("2030-01-01", {f"{COMPLETION}.date": "2030-12"})
    assert found.opens == DateSpan(date(2030, 12, 1), date(2030, 12, 31))
    assert found.closes == DateSpan(date(2035, 12, 1), date(2035, 12, 31))
    assert found.state_on(date(2030, 12, 15)) == "cannot be determined"
    assert found.state_on(date(2031, 1, 1)) == "open"
    assert found.state_on(date(2035, 12, 15)) == "cannot be determined"


def test_a_missing_completion_keeps_the_opening_open():
    found = window("2030-01-01", {COMPLETION: ABSENT})
    assert found.opens is None
    assert found.state_on(date(2040, 1, 1)) == "cannot be determined"


def test_two_lengths_that_differ_are_not_chosen_between():
    text = (
        "Starting 6 months after publication, for 5 years. Data are kept for 10 years thereafter."
    )
    found = window("2030-08-31", {f"{IPD}.timeFrame": text, f"{IPD}.description": ABSENT})
    assert (found.opens.earliest, found.closes) == (date(2031, 2, 28), None)


@pytest.mark.parametrize("plan", ["NO", "UNDECIDED", ABSENT])
def test_a_study_that_promised_nothing_has_no_window(plan):
    assert window("2030-08-31", {f"{IPD}.ipdSharing": plan}) is None


def test_an_opening_that_is_not_stated_is_never_guessed():
    found = window("2030-08-31", {f"{IPD}.timeFrame": "on request", f"{IPD}.description": ABSENT})
    assert (found.opens, found.closes) == (None, None)
    assert found.state_on(date(2050, 1, 1)) == "cannot be determined"


PUBLISHED, COMPLETED = "opens after publication", "opens after completion"


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Immediately following publication. No end date.", [(PUBLISHED, 0), ("never closes", 0)]),
        (
            "Beginning 3 months and ending 5 years following article publication.",
            [(PUBLISHED, 3), ("closes after publication", 60)],
        ),
        (
            "12 months after the end of the study, for 10 years",
            [(COMPLETED, 12), ("open for", 120)],
        ),
        ("After completion of the trial", [(COMPLETED, 0)]),
        (
            "after the completion of the study and publication of the primary results",
            [(PUBLISHED, 0), (COMPLETED, 0)],
        ),
        ("论文发表后6个月，为期5年", [(PUBLISHED, 6), ("open for", 60)]),
        ("研究结束后1年", [(COMPLETED, 12)]),
        ("Data will be available upon request.", []),
        ("from 2027 to 2030", []),
        ("Participants are followed for the study.", []),
    ],
)
def test_the_words_of_a_plan_are_read(text, clauses):
    found = read_sharing_clauses(IpdSharing("YES", time_frame=text))
    months = [(c.kind, c.length.whole_months if c.length else 0) for c in found]
    assert months == clauses
