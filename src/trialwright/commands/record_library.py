"""`record library`: many records in one file, to search and to compare."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from trialwright.commands.answers import day, show_sections, whole
from trialwright.errors import Problem
from trialwright.record.read import Record
from trialwright.record.terminal import safe_text

MOST_WORKERS = 64
MOST_FOUND = 100_000


def add_record_library(parser: argparse.ArgumentParser) -> None:
    """Give a parser the commands build, search and compare."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_build(commands.add_parser("build", help="load records, each linted, into a library"))
    _add_search(commands.add_parser("search", help="find studies"))
    _add_compare(commands.add_parser("compare", help="one study among the similar ones"))


def stored_in(library: Path, nct_id: str) -> Record:
    """The newest record of a study in a library, as it went in."""
    from trialwright.record.library.store import opened_library
    from trialwright.record.library.stored import stored_record

    with opened_library(library) as connection:
        return stored_record(connection, nct_id, library)


def _add_library(parser: argparse.ArgumentParser) -> None:
    help_ = "the library: a file that ends in .duckdb or .parquet"
    parser.add_argument("library", type=Path, metavar="DB", help=help_)


def _add_build(parser: argparse.ArgumentParser) -> None:
    _add_library(parser)
    add = parser.add_argument
    add(
        "sources",
        type=Path,
        nargs="+",
        metavar="SOURCE",
        help="a folder of records, a record, or a .jsonl file with one record a line",
    )
    add("--as-of", type=day, metavar="DATE", help="judge as on this day (each record's version)")
    add(
        "--workers",
        type=whole(1, MOST_WORKERS),
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes that read and lint (one a processor)",
    )
    add("--json", action="store_true", help="the counts for machines")
    parser.set_defaults(run=_build)


def _add_search(parser: argparse.ArgumentParser) -> None:
    _add_library(parser)
    add = parser.add_argument
    add("--condition", metavar="TEXT", help="in the conditions or the registry's terms for them")
    add("--design", metavar="WORD", help="type, allocation, model, purpose or masking")
    add("--sponsor", metavar="TEXT", help="in the lead sponsor's name")
    add("--phase", metavar="PHASE", help="1, 2, 3, 4, early phase 1 or NA")
    add("--text", metavar="TEXT", help="in titles, summary, conditions, interventions, outcomes")
    add("--limit", type=whole(1, MOST_FOUND), default=20, metavar="N", help="at most N (20)")
    add("--json", action="store_true", help="the studies for machines")
    parser.set_defaults(run=_search)


def _add_compare(parser: argparse.ArgumentParser) -> None:
    _add_library(parser)
    parser.add_argument("nct_id", metavar="NCTID", help="a study of the library")
    parser.add_argument("--json", action="store_true", help="the comparison for machines")
    parser.set_defaults(run=_compare)


def _build(options: argparse.Namespace) -> int:
    """Exit code 1 where records were left out: the library is usable, but not the whole."""
    from trialwright.record.library.build import build_library

    built = build_library(
        options.library,
        options.sources,
        as_of=options.as_of,
        workers=options.workers,
        on_problem=_tell_problem,
        on_progress=_tell_progress,
    )
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if options.json:
        print(json.dumps(vars(built)))
    else:
        print(f"{built.records} records taken in, {built.replaced} of them known before")
        print(f"{built.skipped} left out")
    return int(built.skipped > 0)


def _tell_problem(problem: Problem) -> None:
    print(f"left out: {safe_text(str(problem))}", file=sys.stderr)


def _tell_progress(records: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{records} records", end="", file=sys.stderr, flush=True)


def _search(options: argparse.Namespace) -> int:
    from trialwright.record.library.search import Query, search_library
    from trialwright.record.library.store import opened_library
    from trialwright.record.library.view_text import found_sections

    asked = Query(
        condition=options.condition,
        design=options.design,
        sponsor=options.sponsor,
        phase=options.phase,
        text=options.text,
        limit=options.limit,
    )
    with opened_library(options.library) as library:
        found = search_library(library, asked)
    if options.json:
        print(_json({"total": found.total, "studies": found.studies}))
    else:
        show_sections(found_sections(found))
    return 0


def _compare(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from trialwright.record.library.compare import compare_study
    from trialwright.record.library.store import opened_library
    from trialwright.record.library.view_text import comparison_sections

    with opened_library(options.library) as library:
        comparison = compare_study(library, options.nct_id, options.library)
    if options.json:
        print(_json(asdict(comparison)))
    else:
        show_sections(comparison_sections(comparison))
    return 0


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)
