"""`record propose`: the corrections a study should send to the registry."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from trialwright.commands.answers import RECORD_HELP, day, show_sections
from trialwright.errors import Problem, RecordError
from trialwright.record.read import Record, read_record

if TYPE_CHECKING:
    from trialwright.definition.load import Definition
    from trialwright.record.propose import KnownValue


def add_record_propose(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments of this command."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help=RECORD_HELP)
    add("--as-of", type=day, required=True, metavar="DATE", help="judge as on this day")
    add("--study", type=Path, metavar="DIR", help="a study whose definition answers")
    add("--json", action="store_true", help="the corrections and the merge patch for machines")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from trialwright.record.lint.run import lint_record
    from trialwright.record.propose import propose_corrections
    from trialwright.record.propose_output import proposal_json, proposal_sections

    record = read_record(options.file)
    report = lint_record(record, options.as_of)
    known: tuple[KnownValue, ...] = ()
    if options.study:
        from trialwright.definition import load_definition
        from trialwright.definition.registry_values import defined_groups
        from trialwright.definition.resolutions import resolutions

        definition = load_definition(options.study)
        _check_same_study(record, definition, options.study)
        report = report.with_resolutions(resolutions(definition))
        known = defined_groups(record, definition)
    proposal = propose_corrections(record, report, known)
    if options.json:
        print(proposal_json(proposal))
    else:
        show_sections(proposal_sections(proposal))
    return 0


def _check_same_study(record: Record, definition: Definition, folder: Path) -> None:
    registered = definition.study.registry_id
    if registered != record.nct_id:
        what = f"the study is {registered}, the record {record.nct_id}"
        raise RecordError(
            Problem(str(folder), 0, "", what, "give the folder of this record's study")
        )
