"""`record export`: a record in the form of the registry, of FHIR, of CDISC or of the WHO."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from trialwright.commands.answers import RECORD_HELP, write_file
from trialwright.record.read import read_record
from trialwright.record.terminal import safe_text

FORMS = ("registry", "fhir", "ts", "who")


def add_record_export(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments of this command."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help=RECORD_HELP)
    add("--to", required=True, choices=FORMS, help="registry: API v2; fhir: R5; ts: CDISC TS; who")
    add("--out", type=Path, metavar="FILE", help="write there and not to the screen")
    add(
        "--with-contacts",
        action="store_true",
        help="keep names, telephone numbers and addresses of persons; with --to registry lossless",
    )
    add("--json", action="store_true", help="content and unmapped places in one JSON object")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from trialwright.record.exports.formats import export_json, export_record, export_text

    export = export_record(read_record(options.file), options.to, contacts=options.with_contacts)
    text = export_json(export) if options.json else export_text(export, options.to)
    if options.out:
        write_file(text, options.out)
    else:
        # A record holds any character; those that drive a terminal are shown, not obeyed.
        print(safe_text(text) if sys.stdout.isatty() else text, end="")
    if export.unmapped and not options.json:
        print(f"No field for {len(export.unmapped)} places of the record:", file=sys.stderr)
        for place in export.unmapped:
            print(f"  {safe_text(place)}", file=sys.stderr)
    return 0
