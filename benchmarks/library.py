"""Load many variants of real records, linted, into a library, and say what a registry would need.

    python benchmarks/library.py RECORD... [--records 100000] [--workers 2]

Each variant of a record has a number, version, size, dates and title of its own, drawn from a
seed. They are written to a file first, outside the clock: what is timed is reading, linting,
storing. Prints versions, load, seconds of the clock and of the processors, records a second and
the peak memory of this process and of the largest of the others.
"""

import argparse
import json
import os
import platform
import random
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from trialwright.record.json_values import thaw
from trialwright.record.library.build import build_library
from trialwright.record.library.search import Query, search_library
from trialwright.record.library.store import opened_library
from trialwright.record.read import read_record

SEED = 20_251_224
REGISTRY = 600_000
WORDS = [
    "adult",
    "acute",
    "chronic",
    "early",
    "late",
    "mild",
    "severe",
    "primary",
    "secondary",
    "stable",
    "recurrent",
]
MEGABYTE = 1_000_000


def write_variants(records, number, file):
    """The variants, one a line. A study is changed in place, for speed, and never read back."""
    rng = random.Random(SEED)
    studies = [thaw(read_record(path).study) for path in records]
    with file.open("w", encoding="utf-8") as lines:
        for position in range(number):
            study = studies[position % len(studies)]
            vary(study, position, rng)
            lines.write(json.dumps(study, ensure_ascii=False) + "\n")


def vary(study, position, rng):
    protocol = study["protocolSection"]
    protocol["identificationModule"]["nctId"] = f"NCT{position:08}"
    protocol["identificationModule"]["briefTitle"] = " ".join(rng.choices(WORDS, k=12)).capitalize()
    protocol["designModule"]["enrollmentInfo"]["count"] = rng.randrange(10, 2000)
    start = rng.randrange(2010, 2026)
    status = protocol["statusModule"]
    for name, years in (("start", 0), ("primaryCompletion", 3), ("completion", 4)):
        status[f"{name}DateStruct"]["date"] = f"{start + years}-{rng.randrange(1, 13):02}-15"
    for outcomes in protocol["outcomesModule"].values():
        outcomes[0]["timeFrame"] = f"{rng.randrange(1, 60)} months after {rng.choice(WORDS)} entry"


def peak_megabytes():
    """The most that this process held, and the most that the largest of the others held."""
    unit = 1 if platform.system() == "Darwin" else 1024
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return tuple(usage.ru_maxrss * unit / MEGABYTE for usage in usages)


def processor_seconds():
    """What this process took, and what those took that have ended."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return tuple(usage.ru_utime + usage.ru_stime for usage in usages)


def timed(task):
    start = time.perf_counter()
    result = task()
    return result, time.perf_counter() - start


def print_surroundings():
    print(
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, Polars {pl.__version__}"
    )
    print(f"{platform.machine()}, {os.cpu_count()} processors, load {load()}")


def load():
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def print_results(built, seconds, before, library, source, workers):
    rate = built.records / seconds
    print(
        f"{built.records} records of {source.stat().st_size / MEGABYTE:.0f} MB, {workers} workers"
    )
    print(
        f"loaded and linted in {seconds:.1f} s: {rate:.0f} records/s, {rate / workers:.0f} a core"
    )
    storing, judging = (now - then for now, then in zip(processor_seconds(), before, strict=True))
    print(
        f"processor time a record: {1000 * judging / built.records:.2f} ms to read and judge, "
        f"{1000 * storing / built.records:.2f} ms to store; "
        f"{built.records / (storing + judging):.0f} records/s of one processor"
    )
    size = library.stat().st_size / MEGABYTE
    own, largest = peak_megabytes()
    print(
        f"library {size:.0f} MB, peak memory {own:.0f} MB to store and {largest:.0f} MB a worker: "
        f"at most {own + workers * largest:.0f} MB in all"
    )
    factor = REGISTRY / built.records
    print(
        f"a registry of {REGISTRY} would need about {seconds * factor / 60:.0f} minutes and "
        f"{size * factor / 1000:.1f} GB of disk; memory does not grow with the number"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("records", nargs="+", type=Path)
    parser.add_argument("--records", dest="number", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    print_surroundings()
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder) / "variants.jsonl", Path(folder) / "library.duckdb"
        write_variants(options.records, options.number, source)
        before = processor_seconds()
        built, seconds = timed(
            lambda: build_library(
                library, [source], as_of=date(2025, 12, 24), workers=options.workers
            )
        )
        print_results(built, seconds, before, library, source, options.workers)
        with opened_library(library) as connection:
            found, asked = timed(
                lambda: search_library(connection, Query(text="chronic recurrent"))
            )
        print(f"a search of all texts: {asked * 1000:.0f} ms, {found.total} found")
    print(f"load at the end {load()}")


if __name__ == "__main__":
    main()
