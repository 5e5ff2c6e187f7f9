"""Overlaps, gaps and impossible ends of the periods of treatment, drawn as bars.

Each row of a picture is one period: `E` entecavir, `T` tenofovir alafenamide, `P` peginterferon; one
character a day from 2026-03-01 on. `>` at the end: it goes on.
"""

from datetime import date, timedelta

import pytest

from hand_made import entry, prtras001
from trialwright.capture.exposure import exposures
from trialwright.capture.exposure_check import check_exposure, find_gaps, find_overlaps
from trialwright.capture.participant import Participant

FIRST = date(2026, 3, 1)
DRUGS = {"E": "ETV", "T": "TAF", "P": "PEGIFN"}


def drawn(picture):
    """The participant that a picture shows."""
    entries = []
    for number, row in enumerate(picture.split("\n"), 1):
        bar = row.strip(" >")
        start = FIRST + timedelta(row.index(bar))
        last = None if row.rstrip().endswith(">") else start + timedelta(len(bar) - 1)
        answers = {"drug": DRUGS[bar[0]], "start_date": start.isoformat()}
        answers["end_date"] = last.isoformat() if last else None
        entries.append(entry("S-0001", "RUNNING", "study_treatment", number, **answers))
    return Participant("S-0001", tuple(entries))


def day_numbers(first, last):
    return (first - FIRST).days, (last - FIRST).days


@pytest.mark.parametrize(
    ("picture", "gaps"),
    [
        ("EEEE\n    TT>", []),
        ("EEEE\n      TT>", [(4, 5)]),
        ("EEEE\n   TT>", []),  # handed over on one day
        ("EEEEEEE>\n          TT>", []),  # goes on
        ("EEEEEEEE\n  TT\n          E>", [(8, 9)]),  # the longer of two periods counts
        ("PPP\n       PP\nEEEEEEEEEEE>", []),  # only some take it: its course may pause
        ("EEEE\n    PPPP\n        TT>", [(4, 7)]),  # the other class does not fill it
    ],
)
def test_a_gap_is_a_day_on_which_none_of_everybodys_drugs_was_taken(picture, gaps):
    periods = exposures(prtras001(), drawn(picture))
    found = [day_numbers(gap.first, gap.last) for gap in find_gaps(prtras001(), periods)]
    assert found == gaps


@pytest.mark.parametrize(
    ("picture", "overlaps"),
    [
        ("EEEE\n    TT>", []),
        ("EEEE\n   TT>", []),  # the last dose of one and the first of the other on one day
        ("EEEE\n  TT>", [2]),
        ("EEEE>\n      TT>", [6]),  # the end of the first is missing
        ("EEEE>\n  EE>", [2]),  # the same period entered twice
        ("EEEE>\n  PP>", []),  # of another class
    ],
)
def test_two_drugs_of_one_class_at_once_overlap(picture, overlaps):
    periods = exposures(prtras001(), drawn(picture))
    found = [(each.day - FIRST).days for each in find_overlaps(prtras001(), periods)]
    assert found == overlaps


def test_gaps_agree_with_a_count_of_days():
    """Naive: every day from the first to the last dose, is anything taken on it?"""
    picture = "EE\n      TTT\n       E\n            EEE\n                    T"
    periods = exposures(prtras001(), drawn(picture))
    taken = {p.start + timedelta(n) for p in periods for n in range((p.end - p.start).days + 1)}
    span = (max(taken) - min(taken)).days
    missing = {day for n in range(span) if (day := min(taken) + timedelta(n)) not in taken}
    found = find_gaps(prtras001(), periods)
    assert missing == {
        gap.first + timedelta(n) for gap in found for n in range((gap.last - gap.first).days + 1)
    }


def test_what_is_odd_is_asked_about_at_the_entry_that_begins():
    bad = {"drug": "ETV", "start_date": "2026-03-05", "end_date": "2026-03-01"}
    ends_first = Participant("S-0001", (entry("S-0001", "RUNNING", "study_treatment", 1, **bad),))
    for person, what in (
        (drawn("EEEE\n      TT>"), "Nothing was taken from 2026-03-05 to 2026-03-06"),
        (drawn("EEEE>\n      TT>"), "was begun on 2026-03-07 while Entecavir"),
        (ends_first, "Entecavir ends on 2026-03-01, before it starts on 2026-03-05"),
    ):
        (found,) = check_exposure(prtras001(), person)
        assert found.entry == person.entries[-1].id
        assert (found.item, found.kind) == ("start_date", "treatment period")
        assert what in found.message
