"""How the time of lint grows with a text as long as nobody writes one: by its length, not its square.

    PYTHONPATH=src:tests python benchmarks/lint_growth.py

Prints, for each hostile text, the seconds of processor time at 1,000 and at 10,000 characters, and ends
with 1 where ten times the text took more than thirty times as long.
"""

from __future__ import annotations

import sys
import time

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


UNITS = (
    *("1", " ", "a", "_", "(", "患", ", ", "or ", "12 ", "1.", "2025-01-02, "),
    *("12 weeks, ", "TaqMan HBV LLOQ = 9 IU/mL ", "types: A (<2 cm), B (>2 cm), "),
    *("Kaplan ", "Fine ", "HR ", "power 1", "q2", "every 12 weeks ", "a; ", "\\>"),
)


def main() -> int:
    lint_record(full_of("x"), AS_OF)  # reads the patterns
    slow = 0
    for unit in UNITS:
        short, long = (unit * (size // len(unit)) + "." for size in (SHORT, SHORT * LONGER))
        least, most = seconds(full_of(short)), seconds(full_of(long))
        too_slow = most > MOST * max(least, LEAST_SECONDS)
        slow += too_slow
        print(f"{unit!r:32} {least:8.4f} s {most:8.4f} s{'  TOO SLOW' if too_slow else ''}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
