"""`instrument NAME`: ask one published measure about values typed on the command line."""

from __future__ import annotations

import argparse
from functools import partial

from trialwright.commands.answers import show_json
from trialwright.commands.instrument_answer import answer_json, answer_lines, answer_of
from trialwright.commands.instrument_registry import INSTRUMENTS, Instrument
from trialwright.commands.keyword_options import call_with, options_of
from trialwright.record.terminal import safe_text


def add_instrument(parser: argparse.ArgumentParser) -> None:
    """Give a parser one command for each instrument; without a name it lists them."""
    parser.set_defaults(run=_list)
    commands = parser.add_subparsers(metavar="NAME")
    for name, instrument in INSTRUMENTS.items():
        _add_options(commands.add_parser(name, help=instrument.about), name, instrument)


def _add_options(parser: argparse.ArgumentParser, name: str, instrument: Instrument) -> None:
    parser.description = f"{instrument.about}. Leave out what is not known."
    for option in options_of(instrument.compute, instrument.codes):
        parser.add_argument(
            option.flag,
            dest=option.keyword,
            type=option.read,
            required=option.required,
            metavar="VALUE",
            help=option.meaning,
        )
    parser.add_argument("--json", action="store_true", help="the answer for machines")
    parser.set_defaults(run=partial(_ask, name, instrument))


def _list(options: argparse.Namespace) -> int:
    width = max(map(len, INSTRUMENTS))
    for name, instrument in INSTRUMENTS.items():
        print(f"{name:{width}}  {instrument.about}")
    return 0


def _ask(name: str, instrument: Instrument, options: argparse.Namespace) -> int:
    asked = list(options_of(instrument.compute, instrument.codes))
    given = {option.keyword: getattr(options, option.keyword) for option in asked}
    gaps = [
        option.keyword for option in asked if given[option.keyword] is None and not option.optional
    ]
    answer = answer_of(instrument, call_with(instrument.compute, given), gaps)
    if options.json:
        show_json(answer_json(name, answer))
    else:
        print("\n".join(safe_text(line) for line in answer_lines(name, answer)))
    return 0
