"""`record diff`: what changed between two versions of a record, and what that means.

Exit code 0: the records say the same; 1: they differ; 2: one of them cannot be used.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from trialwright.commands.answers import RECORD_HELP, show_json, show_sections, write_file
from trialwright.record.read import read_record


def add_record_diff(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments of this command."""
    add = parser.add_argument
    add("before", type=Path, metavar="A", help=f"the earlier record: {RECORD_HELP}")
    add("after", type=Path, metavar="B", help="the later record")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the comparison for machines")
    form.add_argument("--html", type=Path, metavar="FILE", help="the comparison as a page")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from trialwright.record.compare.diff import compare_records
    from trialwright.record.compare.output_html import comparison_html
    from trialwright.record.compare.show_comparison import comparison_answer, describe_comparison

    comparison = compare_records(read_record(options.before), read_record(options.after))
    if options.json:
        show_json(comparison_answer(comparison))
    elif options.html:
        write_file(comparison_html(comparison), options.html)
    else:
        show_sections(describe_comparison(comparison))
    return int(not comparison.is_equal)
