"""Time every endpoint of very many participants, from the entries of a snapshot.

    python benchmarks/endpoints.py [participants ...]

A drawn participant has 40 results of every kind. Entries are written to a Parquet file as a
snapshot keeps them; reading and deriving run in a process of their own, so that its memory is theirs
alone. Prints seconds and peak memory with the versions and the load.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
from drawn_entries import draw_entries

from trialwright.datasets.form_tables import FormTables, read_form_tables
from trialwright.definition import load_definition
from trialwright.endpoints.bulk.derive import derive_endpoint_tables

STUDY = Path(__file__).parents[1] / "studies" / "prtras001"
CUTOFF = date(2029, 12, 31)
AT_ONCE = 10_000


def write_drawn(participants: int, path: Path) -> None:
    """Write the entries of a snapshot, drawn and written in parts."""
    with tempfile.TemporaryDirectory(dir=path.parent) as parts:
        for first in range(0, participants, AT_ONCE):
            part = draw_entries(first, min(AT_ONCE, participants - first))
            part.write_parquet(Path(parts) / f"{first:09d}.parquet", statistics=False)
        pl.scan_parquet(f"{parts}/*.parquet").sink_parquet(path, statistics=False)


def measure(path: Path) -> dict[str, float]:
    """Seconds from the file to every row, how many of them reading took, and the peak memory."""
    definition = load_definition(STUDY)
    reading = 0.0

    def blocks() -> Iterator[FormTables]:
        nonlocal reading
        tables = read_form_tables(definition, path)
        while True:
            begun = time.perf_counter()
            block = next(tables, None)
            reading += time.perf_counter() - begun
            if block is None:
                return
            yield block

    start = time.perf_counter()
    derived = derive_endpoint_tables(definition, blocks(), CUTOFF)
    return {
        "seconds": time.perf_counter() - start,
        "reading": reading,
        "rows": sum(table.height for table in derived.rows.values()),
        "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("participants", nargs="*", type=int, default=[10_000, 50_000, 100_000])
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure)))
        return
    print(
        f"Python {platform.python_version()}, Polars {pl.__version__}, {platform.machine()}, "
        f"{os.cpu_count()} processors, load {load()}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for participants in arguments.participants:
            path = Path(folder) / "entries.parquet"
            write_drawn(participants, path)
            command = [sys.executable, __file__, "--measure", str(path)]
            print_measured(participants, json.loads(subprocess.check_output(command)))
    print(f"load at the end {load()}")


def print_measured(participants: int, found: dict[str, float]) -> None:
    print(
        f"{participants:>8} participants {40 * participants:>9} results {found['rows']:>8} rows  "
        f"{found['seconds']:6.2f} s (reading {found['reading']:.2f} s)  {found['gigabytes']:.2f} GB"
    )


def load() -> str:
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


if __name__ == "__main__":
    main()
