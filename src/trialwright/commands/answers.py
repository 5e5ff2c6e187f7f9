"""What the commands share: arguments with a meaning, answers as text, JSON or a written file."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from trialwright.errors import Problem, RecordError
from trialwright.record.json_values import JsonValue
from trialwright.record.sections import Section
from trialwright.record.terminal import render_terminal

RECORD_HELP = "a registry page or API v2 JSON"


def day(text: str) -> date:
    """Read a date argument; argparse prints the refusal."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date of the form yyyy-MM-dd") from None


def whole(low: int, high: int) -> Callable[[str], int]:
    """Read a whole number within limits; argparse prints the refusal."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"expected a whole number from {low} to {high}")
        return int(text)

    return parse


def show_sections(sections: Iterable[Section]) -> None:
    """Print sections as wide as the terminal, bold where it is one."""
    width = shutil.get_terminal_size((100, 24)).columns
    print(render_terminal(sections, width, sys.stdout.isatty()), end="")


def show_json(answer: Mapping[str, JsonValue]) -> None:
    """Print an answer for machines."""
    print(json.dumps(answer, ensure_ascii=False, indent=2))


def write_file(text: str, path: Path) -> None:
    """Write a page or a drawing and print where it is; RecordError where that cannot be done."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        what = f"the file cannot be written: {error.strerror}"
        raise RecordError(Problem(str(path), 0, "", what, "choose another place")) from None
    print(path)
