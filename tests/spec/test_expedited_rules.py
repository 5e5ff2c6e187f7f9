"""Expected or not, and by when to report (SAF-03, SAF-20)."""

from datetime import date, datetime

import pytest

from trialwright.instruments.expectedness import (
    ReferenceVersion,
    judge_expectedness,
    reference_at,
)
from trialwright.instruments.expedited import derive_reporting_clock, first_awareness
from trialwright.instruments.inputs import InputRefused

ANSWERS = {"yes": True, "no": False, "?": None}
WORDS = {True: "yes", False: "no", None: "CD"}

# SAF-03: listed | more specific | grade | worst grade described | expected
EXPECTEDNESS = """
yes | no  | 2 | 3 | yes
yes | no  | 3 | 3 | yes
yes | no  | 4 | 3 | no
yes | yes | 2 | 3 | no
no  | no  | 2 | 3 | no
no  | ?   | ? | ? | no
?   | ?   | 4 | 3 | no
yes | ?   | 2 | 3 | CD
yes | no  | ? | 3 | CD
yes | no  | 2 | ? | CD
"""

# SAF-20: serious | expected | fatal | investigator | sponsor | SUSAR | report by | complete by
CLOCKS = """
yes | no  | yes | Possible | Unlikely | yes | 2026-03-09 | 2026-03-17
yes | no  | no  | Unlikely | Probable | yes | 2026-03-17 | -
yes | no  | no  | Unlikely | Unlikely | no  | -          | -
yes | no  | no  | No exposure | Unlikely | no | -        | -
yes | no  | no  | Conditional | Unlikely | yes | 2026-03-17 | -
yes | no  | no  | ?        | Unlikely | yes | 2026-03-17 | -
yes | yes | yes | Certain  | Certain  | no  | -          | -
no  | ?   | no  | Certain  | Certain  | no  | -          | -
yes | ?   | no  | Certain  | Certain  | CD  | 2026-03-17 | -
yes | no  | ?   | Certain  | Certain  | yes | 2026-03-09 | 2026-03-17
"""


def rows(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def number(cell):
    return None if cell == "?" else int(cell)


@pytest.mark.parametrize(
    ("listed", "specific", "grade", "described", "expected"), rows(EXPECTEDNESS)
)
def test_a_listed_term_is_expected_up_to_what_is_described(
    listed, specific, grade, described, expected
):
    found = judge_expectedness(
        listed=ANSWERS[listed],
        more_specific=ANSWERS[specific],
        grade=number(grade),
        described_grade=number(described),
    )
    assert WORDS[found.expected] == expected
    assert bool(found.missing) == (expected == "CD")


def test_the_reference_in_force_at_onset_counts():
    """SAF-03"""
    first = ReferenceVersion("ETV", "1", date(2025, 1, 1))
    second = ReferenceVersion("ETV", "2", date(2026, 3, 1))
    versions = (second, first, ReferenceVersion("TAF", "9", date(2024, 1, 1)))
    assert reference_at(versions, "ETV", date(2026, 2, 28)) is first
    assert reference_at(versions, "ETV", date(2026, 3, 1)) is second
    assert reference_at(versions, "ETV", date(2024, 12, 31)) is None
    assert reference_at(versions, "ETV", None) is None


def clock(serious="yes", expected="no", fatal="no", views=("Possible", "Possible"), **times):
    aware = {
        "investigator_aware": datetime.fromisoformat("2026-03-01T18:00+08:00"),
        "sponsor_aware": datetime.fromisoformat("2026-03-02T09:30+08:00"),
    }
    investigator, sponsor = (None if view == "?" else view for view in views)
    return derive_reporting_clock(
        serious=ANSWERS[serious],
        expected=ANSWERS[expected],
        fatal_or_life_threatening=ANSWERS[fatal],
        investigator_category=investigator,
        sponsor_category=sponsor,
        **aware | times,
    )


@pytest.mark.parametrize("row", rows(CLOCKS))
def test_the_causal_view_prevails_and_what_is_open_runs_as_if_it_were_due(row):
    serious, expected, fatal, investigator, sponsor, susar, report_by, complete_by = row
    found = clock(serious, expected, fatal, (investigator, sponsor))
    dates = [str(day) if day else "-" for day in (found.report_by, found.complete_by)]
    assert [WORDS[found.susar], *dates] == [susar, report_by, complete_by]


def test_the_sponsor_hears_within_24_hours_of_awareness():
    """SAF-20"""
    assert clock().to_sponsor_by == datetime.fromisoformat("2026-03-02T18:00+08:00")
    assert clock(serious="no").to_sponsor_by is None


def test_what_is_missing_is_named():
    """SAF-20"""
    found = clock(expected="?", fatal="?", investigator_aware=None, sponsor_aware=None)
    assert found.missing == (
        "expected",
        "investigator_aware",
        "fatal_or_life_threatening",
        "sponsor_aware",
    )
    assert (found.to_sponsor_by, found.report_by) == (None, None)


def test_an_edit_never_resets_the_clock():
    """SAF-20: the earliest instant stands, whatever zone it was written in."""
    early = datetime.fromisoformat("2026-03-02T00:30+08:00")
    late = datetime.fromisoformat("2026-03-01T18:00+00:00")
    assert first_awareness([late, early]) is early
    assert first_awareness([]) is None


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: clock(sponsor_aware=datetime(2026, 3, 2)), "has no zone"),  # noqa: DTZ001
        (
            lambda: judge_expectedness(
                listed=True, more_specific=False, grade=6, described_grade=3
            ),
            "6 is no grade",
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused(call, words):
    with pytest.raises(InputRefused, match=words):
        call()
