"""Reads of a blinded review written by hand, for its tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from trialwright.capture.review.reads import ParticipantReview, ReadLesion, ReviewedScan
from trialwright.capture.review.record_read import Findings
from trialwright.definition.provenance import Source
from trialwright.definition.review_charter import Charter

FIRST, SECOND, ADJUDICATOR = "first reader", "second reader", "adjudicator"
WHO = {FIRST: "Reader A", SECOND: "Reader B", ADJUDICATOR: "Professor C"}
T_R = date(2026, 1, 1)
MORNING = datetime(2026, 9, 1, 8, tzinfo=UTC)


def charter(**changes):
    """All scans, in order, adjudicated on every difference."""
    given = {
        "version": "1",
        "scans": "all",
        "sequential": True,
        "due_days": 28,
        "adjudicate_on": ("usable", "new_lesion", "category", "site"),
        "source": Source(assumption="for a test"),
    }
    return Charter(**{**given, **changes})


def lesion(category="LR-5", site="liver", new=True, **answers):
    return ReadLesion(site=site, new=new, category=category, **answers)


CLEAN = ()
LR5 = (lesion(),)


def found(slot, lesions=CLEAN, *, usable=True, minute=0, reader=None, name=None):
    """What the person in a slot found, saved `minute` minutes past eight."""
    who = WHO[slot] if reader is None else reader
    at = MORNING + timedelta(minutes=minute)
    return Findings(name or f"{slot}@{minute}", who, usable, tuple(lesions), at)


def review(*scan_dates):
    """Selected scans s1, s2, ... of one participant, none of them read."""
    days = scan_dates or (date(2026, 3, 26),)
    scans = tuple(ReviewedScan(f"s{n}", day, "Local reader", day) for n, day in enumerate(days, 1))
    return ParticipantReview("P001", "K7", scans)
