"""How long the rehearsal of a whole study takes on the site, and what its signatures cost.

    python benchmarks/site_rehearsal.py [--participants N] [--postgresql]

Every entry of the cohort goes through the actions of the pages, then one signature over each
casebook takes the investigator's password through the site's own hasher.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from site_machine import machine, set_up, site_address


def main() -> None:
    """Print a row of the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--participants", type=int, default=332)
    parser.add_argument("--postgresql", action="store_true", help="the wheel's own server")
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        site_address(Path(folder), postgresql=chosen.postgresql) as address,
    ):
        set_up(Path(folder), address)
        _rehearse(chosen.participants)
        print(machine())


def _rehearse(participants: int) -> None:
    from django.db import connection, connections

    from trialwright.synthetic.cohort import simulate_cohort
    from trialwright_web.audit.models import JournalLine
    from trialwright_web.capture.models import Signature
    from trialwright_web.capture.rehearsal import enter_cohort, make_demonstration_accounts
    from trialwright_web.studies.loaded import loaded_study

    definition = loaded_study().definition
    make_demonstration_accounts(definition)
    entries = simulate_cohort(definition, participants=participants, seed=20_260).entries
    each = _one_password()
    clock, processor = time.perf_counter(), time.process_time()
    enter_cohort(definition, entries)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    signed, lines = Signature.objects.count(), JournalLine.objects.count()
    print(
        f"| {connection.vendor} | {participants} | {len(entries):,} | {lines:,} | {signed} | "
        f"{clock:.1f} | {processor:.1f} | {1 / each:.1f} |"
    )
    connections.close_all()


def _one_password() -> float:
    """Seconds by the clock to check one password, nothing else going on."""
    from trialwright_web.capture.rehearsal import password_check

    check, times = password_check(), 10
    started = time.perf_counter()
    assert all(check() for _ in range(times))
    return (time.perf_counter() - started) / times


if __name__ == "__main__":
    main()
