"""`record lint`: what a strict reviewer objects to in a record, as text, JSON, SARIF or HTML.

Exit code 0: nothing at or above the chosen level; 1: something; 2: the input cannot be used.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from trialwright.commands.answers import day, show_sections, write_file
from trialwright.record.lint.finding import LintReport, Severity
from trialwright.record.lint.output_html import lint_html
from trialwright.record.lint.output_json import lint_json
from trialwright.record.lint.output_text import lint_sections
from trialwright.record.read import read_record


def add_record_lint(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments of this command."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="a registry page or API v2 JSON")
    add("--as-of", type=day, required=True, metavar="DATE", help="judge as on this day")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the report for machines")
    form.add_argument("--sarif", action="store_true", help="the report for editors")
    form.add_argument("--html", type=Path, metavar="FILE", help="the report as a page")
    add("--waivers", type=Path, metavar="FILE", help="findings somebody decided to live with")
    add("--study", type=Path, metavar="DIR", help="a study that answers findings on its record")
    levels = [severity.value for severity in Severity]
    add("--fail-on", choices=levels, default="error", help="exit 1 from this level on (error)")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    # The rules hold hundreds of patterns; the other commands start without them.
    from trialwright.record.lint.run import lint_record
    from trialwright.record.lint.waivers import apply_waivers, load_waivers

    report = lint_record(read_record(options.file), options.as_of)
    if options.study:
        from trialwright.definition import load_definition
        from trialwright.definition.resolutions import resolutions

        report = report.with_resolutions(resolutions(load_definition(options.study)))
    if options.waivers:
        report = apply_waivers(report, load_waivers(options.waivers))
    _write(report, options)
    worst = report.worst
    return int(worst is not None and worst.rank >= Severity(options.fail_on).rank)


def _write(report: LintReport, options: argparse.Namespace) -> None:
    if options.json:
        print(lint_json(report))
    elif options.sarif:
        from trialwright.record.lint.output_sarif import lint_sarif

        print(lint_sarif(report, options.file.name))
    elif options.html:
        write_file(lint_html(report), options.html)
    else:
        show_sections(lint_sections(report))
