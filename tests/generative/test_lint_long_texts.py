"""A text as long as nobody writes one is judged in a time that grows with its length."""

from __future__ import annotations

import time

import pytest

from lint_drafts import AS_OF, draft, drugs
from trialwright.record.lint.run import lint_record
from trialwright.record.read import Record

SHORT = 1_000
# A rule that goes over a text once for each of its parts takes a hundred times as long, not ten.
LONGER = 10
MOST = 30
LEAST_SECONDS = 0.01


def full_of(text: str) -> Record:
    """A record in which a text stands wherever rules read one."""
    outcome = ("Rate of " + text, "from enrolment " + text, text)
    return draft(
        title="Open-label trial of power 80 " + text,
        summary="Can interferon help? " + text,
        description="Sample size: power HR " + text,
        criteria="Inclusion Criteria:\n\n* Within 1 month, ALT < 2" + text,
        population="Patients who have undergone " + text,
        interventions=drugs("entecavir " + text),
        primary=[outcome],
        secondary=[outcome],
        sharing="YES",
        sharing_text=text,
    )


def seconds(record: Record) -> float:
    record.view  # noqa: B018
    start = time.process_time()
    lint_record(record, AS_OF)
    return time.process_time() - start


@pytest.mark.parametrize(
    "unit",
    [
        *("1", " ", "a", "_", "(", "患", ", ", "or ", "12 ", "1.", "2025-01-02, "),
        *("12 weeks, ", "TaqMan HBV LLOQ = 9 IU/mL ", "types: A (<2 cm), B (>2 cm), "),
        *("Kaplan ", "Fine ", "HR ", "power 1", "q2", "every 12 weeks ", "a; ", "\\>"),
    ],
)
def test_time_grows_with_the_length_of_a_text(unit: str) -> None:
    short, long = (unit * (size // len(unit)) + "." for size in (SHORT, SHORT * LONGER))
    lint_record(full_of(unit), AS_OF)  # reads the patterns
    least = max(seconds(full_of(short)), LEAST_SECONDS)
    assert seconds(full_of(long)) < MOST * least
