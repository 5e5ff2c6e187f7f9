"""`record timeline`: start, last useful entry, horizons, completions and data sharing at a glance."""

from __future__ import annotations

import argparse
from pathlib import Path

from trialwright.commands.answers import RECORD_HELP, day, show_json, show_sections, write_file
from trialwright.record.read import read_record


def add_record_timeline(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments of this command."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help=RECORD_HELP)
    add("--publication", type=day, metavar="DATE", help="when the primary results were published")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the timeline for machines")
    form.add_argument("--svg", type=Path, metavar="FILE", help="the timeline as a drawing")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from trialwright.record.timeline import derive_timeline
    from trialwright.record.timeline_show import describe_timeline, timeline_answer
    from trialwright.record.timeline_svg import timeline_svg

    timeline = derive_timeline(read_record(options.file), options.publication)
    if options.json:
        show_json(timeline_answer(timeline))
    elif options.svg:
        write_file(timeline_svg(timeline), options.svg)
    else:
        show_sections(describe_timeline(timeline))
    return 0
