"""Count how many records a second one core reads and judges.

    python benchmarks/lint.py RECORD... [--seconds 5]

Each record is read anew before it is judged, since a rule may keep what it has prepared. Prints
for every record its size, its findings and the median time of reading and of judging.
"""

import argparse
import os
import platform
import statistics
import time
from datetime import date
from pathlib import Path

from trialwright.record.lint.run import lint_record
from trialwright.record.read import parse_record

AS_OF = date(2025, 12, 24)


def measure(raw, name, seconds):
    """Median seconds of reading and of judging one record, and the report."""
    reading, judging = [], []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(judging) < 3:
        start = time.perf_counter()
        record = parse_record(raw, name)
        middle = time.perf_counter()
        report = lint_record(record, AS_OF)
        judging.append(time.perf_counter() - middle)
        reading.append(middle - start)
    return statistics.median(reading), statistics.median(judging), report


def load():
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("records", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}, load {load()}")
    each = options.seconds / len(options.records)
    total = 0.0
    for path in options.records:
        raw = path.read_bytes()
        reading, judging, report = measure(raw, path.name, each)
        total += judging
        print(
            f"{path.name:<24} {len(raw):>7} bytes {len(report.findings):>4} findings  "
            f"read {reading * 1e3:6.2f} ms  judged {judging * 1e3:6.2f} ms"
        )
    print(f"judged {len(options.records) / total:.0f} records/s on one core; load {load()}")


if __name__ == "__main__":
    main()
