"""`record compliance`: the duties of a registered study on a day, as decision tables.

The exit code is 0 whatever the tables say: they answer more than a yes or no.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from trialwright.commands.answers import RECORD_HELP, day, show_json, show_sections
from trialwright.record.read import read_record


def add_record_compliance(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments of this command."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help=RECORD_HELP)
    add("--as-of", type=day, required=True, metavar="DATE", help="judge as on this day")
    add("--json", action="store_true", help="the tables for machines")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from trialwright.record.compliance import derive_compliance
    from trialwright.record.compliance_show import compliance_answer, describe_compliance

    table = derive_compliance(read_record(options.file), options.as_of)
    if options.json:
        show_json(compliance_answer(table))
    else:
        show_sections(describe_compliance(table))
    return 0
